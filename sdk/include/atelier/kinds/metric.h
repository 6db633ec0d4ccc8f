/* Kind atelier.metric/1: how well predicted label maps match true ones.
 *
 * Intent: counts over pairs of label maps, then results. What it has counted can leave as bytes and be added from
 * bytes, so it works across processes and machines, and goes into a checkpoint.
 */
#ifndef ATELIER_KINDS_METRIC_H
#define ATELIER_KINDS_METRIC_H

#include "../plugin.h"

#define ATELIER_KIND_METRIC "atelier.metric/1"
#define ATELIER_TAG_METRIC 7u

typedef struct atelier_metric_setup {
  uint32_t struct_size;
  uint32_t void_label;            /* true labels of this value do not count */
  const atelier_str* class_names; /* [class_count]; index = label; borrowed for the call */
  uint64_t class_count;
} atelier_metric_setup;
#define ATELIER_METRIC_SETUP_FLOOR ATELIER_REACH(atelier_metric_setup, class_count)

/* Both: uint8 or uint16 [N,H,W], same shape (their types may differ), on the CPU, contiguous. */
typedef struct atelier_metric_input {
  uint32_t struct_size;
  uint32_t reserved;
  const atelier_tensor* predicted;
  const atelier_tensor* truth;
} atelier_metric_input;
#define ATELIER_METRIC_INPUT_FLOOR ATELIER_REACH(atelier_metric_input, truth)

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
#define ATELIER_METRIC_SINK_FLOOR ATELIER_REACH(atelier_metric_sink, matrix)

typedef struct atelier_bytes_sink {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  int32_t (*take)(void* context, atelier_bytes bytes) ATELIER_NOEXCEPT; /* once; borrowed for the call */
} atelier_bytes_sink;
#define ATELIER_BYTES_SINK_FLOOR ATELIER_REACH(atelier_bytes_sink, take)

typedef struct atelier_metric_v1 {
  uint32_t struct_size;
  uint32_t tag; /* ATELIER_TAG_METRIC */
  const void* (*extension)(void* self, atelier_str id)ATELIER_NOEXCEPT;
  /* Starts from nothing, also a second time. [worker] */
  int32_t (*begin)(const atelier_call* call, void* self, const atelier_metric_setup* setup) ATELIER_NOEXCEPT;
  int32_t (*update)(const atelier_call* call, void* self,
                    const atelier_metric_input* in) ATELIER_NOEXCEPT; /* [worker] */
  /* Gives what has been counted since begin as bytes: little-endian, the same on every machine. [worker] */
  int32_t (*export_sums)(const atelier_call* call, void* self, const atelier_bytes_sink* sink) ATELIER_NOEXCEPT;
  /* Adds what another instance of the same component, options and setup has counted, from its bytes. Bytes of anything
   * else: ATELIER_E_DATA, with nothing added. [worker] */
  int32_t (*merge)(const atelier_call* call, void* self, atelier_bytes bytes) ATELIER_NOEXCEPT;
  int32_t (*result)(const atelier_call* call, void* self,
                    const atelier_metric_sink* sink) ATELIER_NOEXCEPT; /* [worker] */
} atelier_metric_v1;
#define ATELIER_METRIC_V1_FLOOR ATELIER_REACH(atelier_metric_v1, result)

#endif
