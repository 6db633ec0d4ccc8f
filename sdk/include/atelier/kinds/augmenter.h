/* Kind atelier.augmenter/1: a new pair from a pair and a seed.
 *
 * Intent: geometry or colour changes applied by the loader. The result is a function of the pairs, the options and the
 * seed alone, so that any number of threads gives the same bytes.
 */
#ifndef ATELIER_KINDS_AUGMENTER_H
#define ATELIER_KINDS_AUGMENTER_H

#include "samples.h"

#define ATELIER_KIND_AUGMENTER "atelier.augmenter/1"
#define ATELIER_TAG_AUGMENTER 3u

typedef struct atelier_augmenter_setup {
  uint32_t struct_size;
  uint32_t reserved;
  atelier_form form; /* of the pictures that will come */
} atelier_augmenter_setup;
#define ATELIER_AUGMENTER_SETUP_FLOOR ATELIER_REACH(atelier_augmenter_setup, form)

typedef struct atelier_augmenter_info {
  uint32_t struct_size;
  uint32_t random; /* nonzero: the seed matters; validation leaves such augmenters out */
  uint32_t others; /* how many other pairs each apply wants (mosaic 3, mixup 1) */
  uint32_t reserved;
  atelier_form form; /* of the pictures that go out */
} atelier_augmenter_info;
#define ATELIER_AUGMENTER_INFO_FLOOR ATELIER_REACH(atelier_augmenter_info, form)

typedef struct atelier_augmenter_input {
  uint32_t struct_size;
  uint32_t void_label; /* for label pixels that come from outside the picture */
  uint64_t seed;
  const atelier_sample* sample;        /* borrowed */
  const atelier_sample* const* others; /* [other_count], as many as describe asked for; borrowed. They are pairs of the
                                          same samples that went through the augmenters before this one */
  uint64_t other_count;
} atelier_augmenter_input;
#define ATELIER_AUGMENTER_INPUT_FLOOR ATELIER_REACH(atelier_augmenter_input, other_count)

typedef struct atelier_augmenter_v1 {
  uint32_t struct_size;
  uint32_t tag; /* ATELIER_TAG_AUGMENTER */
  const void* (*extension)(void* self, atelier_str id)ATELIER_NOEXCEPT;
  /* Comes before the first apply. ATELIER_E_UNSUPPORTED, with what it takes in the text, for a form of pictures that it
   * cannot change. [any] */
  int32_t (*describe)(const atelier_call* call, void* self, const atelier_augmenter_setup* in,
                      atelier_augmenter_info* out) ATELIER_NOEXCEPT;
  /* The caller owns what `out` gets. Labels are only moved or dropped, never mixed. [any] */
  int32_t (*apply)(const atelier_call* call, void* self, const atelier_augmenter_input* in,
                   atelier_sample* out) ATELIER_NOEXCEPT;
} atelier_augmenter_v1;
#define ATELIER_AUGMENTER_V1_FLOOR ATELIER_REACH(atelier_augmenter_v1, apply)

/* Extension: it does nothing but resize each pair, whatever its size, to one size. */
#define ATELIER_EXTENSION_AUGMENTER_RESIZES "atelier.augmenter.resizes/1"

typedef struct atelier_augmenter_resizes_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* ATELIER_OK: `apply` resizes each pair to *height x *width, pictures without aliasing, labels by the nearest pixel,
   * source = floor(destination * size / new size). A loader may then take the pair at that size from the samples'
   * extension. ATELIER_END, with both untouched: with these options it does not. [any] */
  int32_t (*size)(const atelier_call* call, void* self, uint32_t* height, uint32_t* width) ATELIER_NOEXCEPT;
} atelier_augmenter_resizes_v1;
#define ATELIER_AUGMENTER_RESIZES_V1_FLOOR ATELIER_REACH(atelier_augmenter_resizes_v1, size)

#endif
