/* Kind atelier.loader/1: batches.
 *
 * Intent: loads, augments and stacks samples, in an order and with seeds that depend only on the plan, never on
 * threads. The seed of a sample is a function of (plan seed, epoch, sample key).
 */
#ifndef ATELIER_KINDS_LOADER_H
#define ATELIER_KINDS_LOADER_H

#include "augmenter.h"

#define ATELIER_KIND_LOADER "atelier.loader/1"

typedef struct atelier_load_plan {
  uint32_t struct_size;
  uint32_t shuffle;                 /* 0: the order of the samples */
  uint32_t skip_random;             /* 1: leave augmenters out that are random */
  uint32_t drop_last;               /* 1: leave out a last batch that is not full */
  atelier_object samples;           /* atelier_samples_v1 */
  const atelier_object* augmenters; /* [augmenter_count] atelier_augmenter_v1, applied in order */
  uint64_t augmenter_count;
  uint64_t seed;
  uint64_t epoch;
  uint64_t first_batch; /* skip this many, to go on in the middle of an epoch */
} atelier_load_plan;

/* pictures: uint8 [N,H,W,3] RGB; labels: uint8 or uint16 [N,H,W]. Smaller pairs are padded at the right and bottom with
 * 0 and void. */
typedef struct atelier_batch {
  uint32_t struct_size;
  uint32_t reserved;
  atelier_managed_tensor* pictures;
  atelier_managed_tensor* labels;
  const uint64_t* indices; /* [count] which samples; borrowed until the next `next` or `end` */
  uint64_t count;
} atelier_batch;

typedef struct atelier_loader_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* How many batches the plan will give, counted from batch 0. [main] */
  int32_t (*batch_count)(const atelier_call* call, void* self, const atelier_load_plan* plan,
                         uint64_t* out) ATELIER_NOEXCEPT;
  /* Starts loading. What the plan points at, and `call`, must live until `end`. [main] */
  int32_t (*begin)(const atelier_call* call, void* self, const atelier_load_plan* plan, void** pass) ATELIER_NOEXCEPT;
  /* The next batch, or ATELIER_END. The caller owns the tensors. [worker] */
  int32_t (*next)(const atelier_call* call, void* self, void* pass, atelier_batch* out) ATELIER_NOEXCEPT;
  /* Stops, also in the middle. [main] */
  void (*end)(void* self, void* pass) ATELIER_NOEXCEPT;
} atelier_loader_v1;

#endif
