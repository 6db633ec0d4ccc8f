/* Where instances overlap, the one that comes first in the source wins: a whole plugin in C99. */
#include <atelier/kinds/overlap_policy.h>

static int32_t compose(const atelier_call* call, void* self, const atelier_overlap_input* input,
                       atelier_canvas* canvas) {
  uint64_t i;
  (void)call, (void)self;
  for (i = input->instance_count; i-- > 0;) {
    const atelier_overlap_instance* in = input->instances[i];
    atelier_canvas_paint(canvas, in->runs, in->run_count, (uint16_t)in->label);
  }
  return ATELIER_OK;
}

static const atelier_overlap_policy_v1 policy = {sizeof policy, ATELIER_TAG_OVERLAP_POLICY, NULL, compose};

static int32_t create(const atelier_call* call, const atelier_args* args, void** self) {
  static char nothing_to_keep;
  (void)call, (void)args;
  *self = &nothing_to_keep;
  return ATELIER_OK;
}
static void destroy(void* self) { (void)self; }

static const atelier_component component = {.struct_size = sizeof component,
                                            .revision = 1,
                                            .id = ATELIER_STR("acme.lower_wins"),
                                            .kind = ATELIER_STR(ATELIER_KIND_OVERLAP_POLICY),
                                            .summary = ATELIER_STR("The instance that comes first wins."),
                                            .iface = &policy,
                                            .create = create,
                                            .destroy = destroy};
ATELIER_C_PLUGIN("acme.lower", "1.0.0", &component)
