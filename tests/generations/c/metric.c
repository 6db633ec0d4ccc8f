/* How many pixels are as they should be. */
#include <atelier/kinds/metric.h>
#include <stdlib.h>

#include "../generation.h"

typedef struct {
  uint64_t hits;
  uint32_t void_label;
} counts;

static int32_t begin(const atelier_call* call, void* self, const atelier_metric_setup* setup) {
  counts* c = self;
  SAW(call, atelier_metric_setup, setup);
  c->hits = 0;
  c->void_label = setup->void_label;
  return ATELIER_OK;
}
static int32_t update(const atelier_call* call, void* self, const atelier_metric_input* in) {
  const uint8_t *predicted = in->predicted->data, *truth = in->truth->data;
  counts* c = self;
  int64_t i, count = 1;
  SAW(call, atelier_metric_input, in);
  for (i = 0; i < in->truth->ndim; ++i) count *= in->truth->shape[i];
  for (i = 0; i < count; ++i) c->hits += truth[i] != c->void_label && truth[i] == predicted[i];
  return ATELIER_OK;
}
static int32_t export_sums(const atelier_call* call, void* self, const atelier_bytes_sink* sink) {
  const counts* c = self;
  uint8_t bytes[8];
  atelier_bytes sums = {bytes, 8};
  int i;
  SAW(call, atelier_bytes_sink, sink);
  for (i = 0; i < 8; ++i) bytes[i] = (uint8_t)(c->hits >> (8 * i));
  return sink->take(sink->context, sums);
}
static int32_t merge(const atelier_call* call, void* self, atelier_bytes bytes) {
  counts* c = self;
  uint64_t i;
  if (bytes.size != 8) return atelier_fail(call, ATELIER_E_DATA, "sums of %d bytes are none of mine", (int)bytes.size);
  for (i = 0; i < 8; ++i) c->hits += (uint64_t)bytes.data[i] << (8 * i);
  return ATELIER_OK;
}
static int32_t result(const atelier_call* call, void* self, const atelier_metric_sink* sink) {
  const counts* c = self;
  const atelier_str name = ATELIER_STR("hits");
  SAW(call, atelier_metric_sink, sink);
  sink->scalar(sink->context, name, (double)c->hits, 0);
  return ATELIER_OK;
}
static const atelier_metric_v1 metric = {.struct_size = sizeof metric,
                                         .tag = ATELIER_TAG_METRIC,
                                         .begin = begin,
                                         .update = update,
                                         .export_sums = export_sums,
                                         .merge = merge,
                                         .result = result};

static int32_t create(const atelier_call* call, const atelier_args* args, void** self) {
  *self = calloc(1, sizeof(counts));
  return (void)args, *self ? ATELIER_OK : atelier_fail(call, ATELIER_E_INTERNAL, "out of memory");
}
static const atelier_component component = {.struct_size = sizeof component,
                                            .revision = 1,
                                            .id = ATELIER_STR("small.metric"),
                                            .kind = ATELIER_STR(ATELIER_KIND_METRIC),
                                            .summary = ATELIER_STR("Right pixels."),
                                            .iface = &metric,
                                            .create = create,
                                            .destroy = free};
ATELIER_C_PLUGIN("small.c.metric", "1.0.0", &component)
