/* The instance that comes first in the source wins. */
#include <atelier/kinds/overlap_policy.h>

#include "../generation.h"

static int32_t compose(const atelier_call* call, void* self, const atelier_overlap_input* input,
                       atelier_canvas* canvas) {
  uint64_t i;
  (void)self;
  SAW(call, atelier_overlap_input, input);
  SAW(call, atelier_canvas, canvas);
  for (i = input->instance_count; i-- > 0;) {
    const atelier_overlap_instance* in = input->instances[i];
    SAW(call, atelier_overlap_instance, in);
    atelier_canvas_paint(canvas, in->runs, in->run_count, (uint16_t)in->label);
  }
  return (void)call, ATELIER_OK;
}
static const atelier_overlap_policy_v1 policy = {
    .struct_size = sizeof policy, .tag = ATELIER_TAG_OVERLAP_POLICY, .compose = compose};

static int32_t create(const atelier_call* call, const atelier_args* args, void** self) {
  static char nothing_to_keep;
  *self = &nothing_to_keep;
  return (void)call, (void)args, ATELIER_OK;
}
static void destroy(void* self) { (void)self; }

static const atelier_component component = {.struct_size = sizeof component,
                                            .revision = 1,
                                            .id = ATELIER_STR("small.overlap_policy"),
                                            .kind = ATELIER_STR(ATELIER_KIND_OVERLAP_POLICY),
                                            .summary = ATELIER_STR("The first wins."),
                                            .iface = &policy,
                                            .create = create,
                                            .destroy = destroy};
ATELIER_C_PLUGIN("small.c.overlap_policy", "1.0.0", &component)
