/* Kind atelier.sampler/1: the order in which samples come in an epoch.
 *
 * Intent: which indices, in which order and how often, as a pure function of the samples, a seed and the epoch. A
 * loader takes one in its slot `sampler`.
 */
#ifndef ATELIER_KINDS_SAMPLER_H
#define ATELIER_KINDS_SAMPLER_H

#include "samples.h"

#define ATELIER_KIND_SAMPLER "atelier.sampler/1"
#define ATELIER_TAG_SAMPLER 4u

typedef struct atelier_sampler_input {
  uint32_t struct_size;
  uint32_t reserved;
  atelier_object samples; /* atelier_samples_v1 */
  uint64_t count;         /* how many samples there are */
  uint64_t seed;
  uint64_t epoch; /* from 0 */
} atelier_sampler_input;
#define ATELIER_SAMPLER_INPUT_FLOOR ATELIER_REACH(atelier_sampler_input, epoch)

typedef struct atelier_index_sink {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  /* The next indices [count], each below the number of samples; may be called several times. Anything but ATELIER_OK
   * ends the listing and is returned by `order`. */
  int32_t (*take)(void* context, const uint64_t* indices, uint64_t count) ATELIER_NOEXCEPT;
} atelier_index_sink;
#define ATELIER_INDEX_SINK_FLOOR ATELIER_REACH(atelier_index_sink, take)

typedef struct atelier_sampler_v1 {
  uint32_t struct_size;
  uint32_t tag; /* ATELIER_TAG_SAMPLER */
  const void* (*extension)(void* self, atelier_str id)ATELIER_NOEXCEPT;
  /* Lists the indices of one epoch; every epoch has as many. [worker] */
  int32_t (*order)(const atelier_call* call, void* self, const atelier_sampler_input* in,
                   const atelier_index_sink* sink) ATELIER_NOEXCEPT;
} atelier_sampler_v1;
#define ATELIER_SAMPLER_V1_FLOOR ATELIER_REACH(atelier_sampler_v1, order)

#endif
