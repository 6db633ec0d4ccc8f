/* Kind atelier.metric/1: how well predicted label maps match true ones.
 *
 * Intent: begin, update, merge, result. Sums only, so that parts computed apart merge to the same result.
 */
#ifndef ATELIER_KINDS_METRIC_H
#define ATELIER_KINDS_METRIC_H

#include "../plugin.h"

#define ATELIER_KIND_METRIC "atelier.metric/1"

typedef struct atelier_metric_setup {
  uint32_t struct_size;
  uint32_t void_label;            /* true labels of this value do not count */
  const atelier_str* class_names; /* [class_count]; index = label */
  uint64_t class_count;
} atelier_metric_setup;

/* Where a result goes. A metric gives at least one scalar, named as in metrics.jsonl: pixel_accuracy, mean_iou. */
typedef struct atelier_metric_sink {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  /* NaN: undefined. `percent` nonzero: people read it in %. */
  void (*scalar)(void* context, atelier_str name, double value, uint32_t percent) ATELIER_NOEXCEPT;
  /* One value per class, [count]; NaN: undefined. */
  void (*per_class)(void* context, atelier_str name, const double* values, uint64_t count) ATELIER_NOEXCEPT;
  /* counts [rows][columns], row-major. */
  void (*matrix)(void* context, atelier_str name, const uint64_t* counts, uint64_t rows,
                 uint64_t columns) ATELIER_NOEXCEPT;
} atelier_metric_sink;

typedef struct atelier_metric_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* Starts from nothing, also a second time. [worker] */
  int32_t (*begin)(const atelier_call* call, void* self, const atelier_metric_setup* setup) ATELIER_NOEXCEPT;
  /* Both: uint8 or uint16, same shape, on the CPU, contiguous. [worker] */
  int32_t (*update)(const atelier_call* call, void* self, const atelier_tensor* predicted,
                    const atelier_tensor* truth) ATELIER_NOEXCEPT;
  /* Adds what `other`, of the same component and setup, has counted. [worker] */
  int32_t (*merge)(const atelier_call* call, void* self, void* other) ATELIER_NOEXCEPT;
  int32_t (*result)(const atelier_call* call, void* self,
                    const atelier_metric_sink* sink) ATELIER_NOEXCEPT; /* [worker] */
} atelier_metric_v1;

#endif
