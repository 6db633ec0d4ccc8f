/* Kind atelier.loader/1: batches.
 *
 * Intent: loads, augments and stacks samples, in an order and with seeds that depend only on the plan, never on
 * threads. The seed of a sample is a function of (plan seed, epoch, sample key, how often the epoch had it before).
 */
#ifndef ATELIER_KINDS_LOADER_H
#define ATELIER_KINDS_LOADER_H

#include "augmenter.h"

#define ATELIER_KIND_LOADER "atelier.loader/1"
#define ATELIER_TAG_LOADER 5u

typedef struct atelier_load_plan {
  uint32_t struct_size;
  uint32_t in_order;                /* 1: every sample once, in the samples' order; 0: as the loader's sampler says */
  uint32_t skip_random;             /* 1: leave augmenters out that are random */
  uint32_t drop_last;               /* 1: leave out a last batch that is not full */
  atelier_object samples;           /* atelier_samples_v1 */
  const atelier_object* augmenters; /* [augmenter_count] atelier_augmenter_v1, applied in order */
  uint64_t augmenter_count;
  uint64_t seed;
  uint64_t epoch;       /* from 0 */
  uint64_t first_batch; /* skip this many, to go on in the middle of an epoch */
  uint32_t rank; /* of `world` loaders that share the samples: this one takes positions rank, rank + world, … of the */
  uint32_t world; /* order, which is filled up from its start to a multiple of world unless in_order; 0 means 1 */
} atelier_load_plan;
#define ATELIER_LOAD_PLAN_FLOOR ATELIER_REACH(atelier_load_plan, world)

typedef struct atelier_load_info {
  uint32_t struct_size;
  uint32_t void_label;
  uint64_t batch_count;  /* that the plan gives, counted from batch 0 */
  uint64_t sample_count; /* in these batches */
  atelier_form form;     /* of the pictures in the batches */
} atelier_load_info;
#define ATELIER_LOAD_INFO_FLOOR ATELIER_REACH(atelier_load_info, form)

/* pictures: [N,H,W,C] of the form that describe told; labels: uint8 or uint16 [N,H,W]; on the CPU, contiguous. Smaller
 * pairs are padded at the right and bottom with 0 and void. */
typedef struct atelier_batch {
  uint32_t struct_size;
  uint32_t reserved;
  atelier_managed_tensor* pictures;
  atelier_managed_tensor* labels;
  const uint64_t* indices; /* [count] which samples; borrowed until the next `next` or `end` */
  uint64_t count;
} atelier_batch;
#define ATELIER_BATCH_FLOOR ATELIER_REACH(atelier_batch, count)

typedef struct atelier_loader_v1 {
  uint32_t struct_size;
  uint32_t tag; /* ATELIER_TAG_LOADER */
  const void* (*extension)(void* self, atelier_str id)ATELIER_NOEXCEPT;
  /* Looks at a plan without loading anything: what it will give, or why samples and augmenters do not fit. [main] */
  int32_t (*describe)(const atelier_call* call, void* self, const atelier_load_plan* plan,
                      atelier_load_info* out) ATELIER_NOEXCEPT;
  /* Starts loading. What the plan points at, and `call`, must live until `end`; the plan itself need not. [main] */
  int32_t (*begin)(const atelier_call* call, void* self, const atelier_load_plan* plan, void** pass) ATELIER_NOEXCEPT;
  /* The next batch, or ATELIER_END. The caller owns the tensors. [worker] */
  int32_t (*next)(const atelier_call* call, void* self, void* pass, atelier_batch* out) ATELIER_NOEXCEPT;
  /* Stops, also in the middle. [main] */
  void (*end)(void* self, void* pass) ATELIER_NOEXCEPT;
} atelier_loader_v1;
#define ATELIER_LOADER_V1_FLOOR ATELIER_REACH(atelier_loader_v1, end)

#endif
