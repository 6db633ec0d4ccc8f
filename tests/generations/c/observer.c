/* Tells what it sees to the log. */
#include <atelier/kinds/observer.h>

#include "../generation.h"

static int32_t begin(const atelier_call* call, void* self, const atelier_run_begin* in) {
  (void)self;
  SAW(call, atelier_run_begin, in);
  call->log(call, ATELIER_LOG_INFO, in->workflow);
  return ATELIER_OK;
}
static int32_t observe(const atelier_call* call, void* self, const atelier_observation* in) {
  (void)self;
  SAW(call, atelier_observation, in);
  SAW(call, atelier_event, in->event);
  call->log(call, ATELIER_LOG_INFO, in->event->name);
  return ATELIER_OK;
}
static int32_t end(const atelier_call* call, void* self, const atelier_run_end* in) {
  (void)self;
  SAW(call, atelier_run_end, in);
  call->log(call, ATELIER_LOG_INFO, in->status);
  return ATELIER_OK;
}
static const atelier_observer_v1 observer = {
    .struct_size = sizeof observer, .tag = ATELIER_TAG_OBSERVER, .begin = begin, .observe = observe, .end = end};

static int32_t create(const atelier_call* call, const atelier_args* args, void** self) {
  static char nothing_to_keep;
  *self = &nothing_to_keep;
  return (void)call, (void)args, ATELIER_OK;
}
static void destroy(void* self) { (void)self; }

static const atelier_component component = {.struct_size = sizeof component,
                                            .revision = 1,
                                            .id = ATELIER_STR("small.observer"),
                                            .kind = ATELIER_STR(ATELIER_KIND_OBSERVER),
                                            .summary = ATELIER_STR("Tells all."),
                                            .iface = &observer,
                                            .create = create,
                                            .destroy = destroy};
ATELIER_C_PLUGIN("small.c.observer", "1.0.0", &component)
