/* A straight line from one to zero. */
#include <atelier/kinds/schedule.h>

#include "../generation.h"

static int32_t factor(const atelier_call* call, void* self, const atelier_schedule_input* in,
                      atelier_schedule_output* out) {
  atelier_schedule_output made = {.factor = 1 - (double)in->step / (double)in->total};
  (void)self;
  SAW(call, atelier_schedule_input, in);
  SAY(atelier_schedule_output, made);
  atelier_give(out, &made, sizeof made);
  return (void)call, ATELIER_OK;
}
static const atelier_schedule_v1 schedule = {
    .struct_size = sizeof schedule, .tag = ATELIER_TAG_SCHEDULE, .factor = factor};

static int32_t create(const atelier_call* call, const atelier_args* args, void** self) {
  static char nothing_to_keep;
  *self = &nothing_to_keep;
  return (void)call, (void)args, ATELIER_OK;
}
static void destroy(void* self) { (void)self; }

static const atelier_component component = {.struct_size = sizeof component,
                                            .revision = 1,
                                            .id = ATELIER_STR("small.schedule"),
                                            .kind = ATELIER_STR(ATELIER_KIND_SCHEDULE),
                                            .summary = ATELIER_STR("A straight line."),
                                            .iface = &schedule,
                                            .create = create,
                                            .destroy = destroy};
ATELIER_C_PLUGIN("small.c.schedule", "1.0.0", &component)
