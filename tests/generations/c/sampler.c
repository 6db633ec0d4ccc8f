/* All indices, the last first. */
#include <atelier/kinds/sampler.h>

#include "../generation.h"

static int32_t order(const atelier_call* call, void* self, const atelier_sampler_input* in,
                     const atelier_index_sink* sink) {
  int32_t status = ATELIER_OK;
  uint64_t i;
  (void)self;
  SAW(call, atelier_sampler_input, in);
  SAW(call, atelier_index_sink, sink);
  for (i = in->count; i-- > 0 && status == ATELIER_OK;) status = sink->take(sink->context, &i, 1);
  return status;
}
static const atelier_sampler_v1 sampler = {.struct_size = sizeof sampler, .tag = ATELIER_TAG_SAMPLER, .order = order};

static int32_t create(const atelier_call* call, const atelier_args* args, void** self) {
  static char nothing_to_keep;
  *self = &nothing_to_keep;
  return (void)call, (void)args, ATELIER_OK;
}
static void destroy(void* self) { (void)self; }

static const atelier_component component = {.struct_size = sizeof component,
                                            .revision = 1,
                                            .id = ATELIER_STR("small.sampler"),
                                            .kind = ATELIER_STR(ATELIER_KIND_SAMPLER),
                                            .summary = ATELIER_STR("The last first."),
                                            .iface = &sampler,
                                            .create = create,
                                            .destroy = destroy};
ATELIER_C_PLUGIN("small.c.sampler", "1.0.0", &component)
