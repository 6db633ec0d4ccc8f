/* Kind atelier.samples/1: pairs of a picture and its label map.
 *
 * Intent: how many pairs, which classes, and pair i decoded. What mask.writer leaves is this, and a split gives two.
 */
#ifndef ATELIER_KINDS_SAMPLES_H
#define ATELIER_KINDS_SAMPLES_H

#include "../plugin.h"

#define ATELIER_KIND_SAMPLES "atelier.samples/1"

/* A pair. picture: uint8 [H,W,3] RGB; labels: uint8 or uint16 [H,W]; both on the CPU, of the same H and W. */
typedef struct atelier_sample {
  uint32_t struct_size;
  uint32_t reserved;
  atelier_managed_tensor* picture;
  atelier_managed_tensor* labels;
} atelier_sample;

typedef struct atelier_samples_info {
  uint32_t struct_size;
  uint32_t void_label; /* 255 or 65535 */
  uint64_t count;
  const atelier_str* class_names; /* [class_count]; index = label, 0 is the background; lives as long as the instance */
  uint64_t class_count;
} atelier_samples_info;

typedef struct atelier_samples_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  int32_t (*describe)(const atelier_call* call, void* self, atelier_samples_info* out) ATELIER_NOEXCEPT; /* [any] */
  /* A name that tells this pair from all others and stays the same between runs ("000000000139"). Lives as long as
   * the instance. [any] */
  int32_t (*key)(const atelier_call* call, void* self, uint64_t index, atelier_str* out) ATELIER_NOEXCEPT;
  /* Decodes pair `index`. The caller owns both tensors afterwards. ATELIER_E_DATA and ATELIER_E_IO name the file. [any]
   */
  int32_t (*load)(const atelier_call* call, void* self, uint64_t index, atelier_sample* out) ATELIER_NOEXCEPT;
  /* Since minor 1; may be null. As load, but resized to height x width. The labels are exactly those of load by the
   * nearest pixel, source = floor(destination * size / new size); the picture is free of aliasing, and may differ from
   * one resized after load by what decoding at a reduced scale changes. Refuses what load refuses. ATELIER_END, with
   * `out` untouched: there is no such way for this pair, take load. [any] */
  int32_t (*load_resized)(const atelier_call* call, void* self, uint64_t index, uint32_t height, uint32_t width,
                          atelier_sample* out) ATELIER_NOEXCEPT;
  /* Since minor 1; may be null. Writes 16 bytes that differ whenever load or load_resized would give another pair: a
   * digest of the files' bytes and of all else that counts, the same in every run. What is made from a pair may be kept
   * under it. ATELIER_END, with `out` untouched: it is not known. [any] */
  int32_t (*content)(const atelier_call* call, void* self, uint64_t index, uint8_t* out) ATELIER_NOEXCEPT;
} atelier_samples_v1;

#endif
