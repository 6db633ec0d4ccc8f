/* Kind atelier.augmenter/1: a new pair from a pair and a seed.
 *
 * Intent: geometry or colour changes applied by the loader. The result is a function of the pair, the options and the
 * seed alone, so that any number of threads gives the same bytes.
 */
#ifndef ATELIER_KINDS_AUGMENTER_H
#define ATELIER_KINDS_AUGMENTER_H

#include "samples.h"

#define ATELIER_KIND_AUGMENTER "atelier.augmenter/1"

typedef struct atelier_augmenter_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* Nonzero when the seed matters. Validation leaves such augmenters out. [any] */
  int32_t (*is_random)(void* self) ATELIER_NOEXCEPT;
  /* `in` is borrowed; the caller owns what `out` gets. Labels are only moved or dropped, never mixed; pixels that come
   * from outside the picture get `void_label`. [any] */
  int32_t (*apply)(const atelier_call* call, void* self, uint64_t seed, uint32_t void_label, const atelier_sample* in,
                   atelier_sample* out) ATELIER_NOEXCEPT;
  /* Since minor 1; may be null. Nonzero when `apply` does nothing but resize each pair, whatever its size, to
   * *height x *width: pictures without aliasing, labels by the nearest pixel, source = floor(destination * size / new
   * size). A loader may then take the pair at that size from atelier_samples_v1.load_resized, which decodes no more
   * than is needed. Zero leaves both untouched. [any] */
  int32_t (*resizes_to)(void* self, uint32_t* height, uint32_t* width) ATELIER_NOEXCEPT;
} atelier_augmenter_v1;

#endif
