/* Kind atelier.samples/1: pairs of a picture and its label map.
 *
 * Intent: how many pairs, which classes, what form the pictures have, and pair i decoded. What mask.writer leaves is
 * this, and a split gives two.
 */
#ifndef ATELIER_KINDS_SAMPLES_H
#define ATELIER_KINDS_SAMPLES_H

#include "../plugin.h"

#define ATELIER_KIND_SAMPLES "atelier.samples/1"
#define ATELIER_TAG_SAMPLES 2u

/* A pair. picture: [H,W,C] of the form that describe tells; labels: uint8 or uint16 [H,W]; both on the CPU, contiguous,
 * of the same H and W. */
typedef struct atelier_sample {
  uint32_t struct_size;
  uint32_t reserved;
  atelier_managed_tensor* picture;
  atelier_managed_tensor* labels;
} atelier_sample;
#define ATELIER_SAMPLE_FLOOR ATELIER_REACH(atelier_sample, labels)

typedef struct atelier_samples_info {
  uint32_t struct_size;
  uint32_t void_label; /* 255 or 65535 */
  uint64_t count;
  const atelier_str* class_names; /* [class_count]; index = label, 0 is the background; lives as long as the instance */
  uint64_t class_count;
  atelier_form form; /* of every picture; all zero: uint8 of 3 channels, RGB */
} atelier_samples_info;
#define ATELIER_SAMPLES_INFO_FLOOR ATELIER_REACH(atelier_samples_info, form)

typedef struct atelier_sample_request {
  uint32_t struct_size;
  uint32_t reserved;
  uint64_t index; /* below count */
} atelier_sample_request;
#define ATELIER_SAMPLE_REQUEST_FLOOR ATELIER_REACH(atelier_sample_request, index)

typedef struct atelier_samples_v1 {
  uint32_t struct_size;
  uint32_t tag; /* ATELIER_TAG_SAMPLES */
  const void* (*extension)(void* self, atelier_str id)ATELIER_NOEXCEPT;
  int32_t (*describe)(const atelier_call* call, void* self, atelier_samples_info* out) ATELIER_NOEXCEPT; /* [any] */
  /* A name that tells this pair from all others and stays the same between runs ("000000000139"). Lives as long as
   * the instance. [any] */
  int32_t (*key)(const atelier_call* call, void* self, uint64_t index, atelier_str* out) ATELIER_NOEXCEPT;
  /* Decodes a pair. The caller owns both tensors afterwards. ATELIER_E_DATA and ATELIER_E_IO name the file, also where
   * a picture is not of the form that describe told. [any] */
  int32_t (*load)(const atelier_call* call, void* self, const atelier_sample_request* in,
                  atelier_sample* out) ATELIER_NOEXCEPT;
} atelier_samples_v1;
#define ATELIER_SAMPLES_V1_FLOOR ATELIER_REACH(atelier_samples_v1, load)

/* Extension: a pair at a size that is asked for, faster than by load and a resize. */
#define ATELIER_EXTENSION_SAMPLES_RESIZED "atelier.samples.resized/1"

typedef struct atelier_resized_request {
  uint32_t struct_size;
  uint32_t reserved;
  uint64_t index;
  uint32_t height; /* pixels */
  uint32_t width;
} atelier_resized_request;
#define ATELIER_RESIZED_REQUEST_FLOOR ATELIER_REACH(atelier_resized_request, width)

typedef struct atelier_samples_resized_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* As load, but resized to height x width. The labels are exactly those of load by the nearest pixel, source =
   * floor(destination * size / new size); the picture is free of aliasing, and may differ from one resized after load
   * by what decoding at a reduced scale changes. Refuses what load refuses. ATELIER_END, with `out` untouched: there is
   * no such way for this pair, take load. [any] */
  int32_t (*load)(const atelier_call* call, void* self, const atelier_resized_request* in,
                  atelier_sample* out) ATELIER_NOEXCEPT;
} atelier_samples_resized_v1;
#define ATELIER_SAMPLES_RESIZED_V1_FLOOR ATELIER_REACH(atelier_samples_resized_v1, load)

/* Extension: a digest of a pair's content. */
#define ATELIER_EXTENSION_SAMPLES_CONTENT "atelier.samples.content/1"

typedef struct atelier_samples_content_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* Writes 16 bytes that differ whenever load or the resized load would give another pair: a digest of the files' bytes
   * and of all else that counts, the same in every run. What is made from a pair may be kept under it. ATELIER_END,
   * with `out` untouched: it is not known. [any] */
  int32_t (*digest)(const atelier_call* call, void* self, uint64_t index, uint8_t* out) ATELIER_NOEXCEPT;
} atelier_samples_content_v1;
#define ATELIER_SAMPLES_CONTENT_V1_FLOOR ATELIER_REACH(atelier_samples_content_v1, digest)

/* Extension: a pair's label map alone. */
#define ATELIER_EXTENSION_SAMPLES_LABELS "atelier.samples.labels/1"

typedef struct atelier_label_map {
  uint32_t struct_size;
  uint32_t reserved;
  atelier_managed_tensor* labels; /* as in atelier_sample; the caller owns it */
  atelier_str file;               /* that it lies in; "": none. Lives as long as the instance */
} atelier_label_map;
#define ATELIER_LABEL_MAP_FLOOR ATELIER_REACH(atelier_label_map, file)

typedef struct atelier_samples_labels_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* The labels that load would give, without decoding the picture. Refuses what load refuses of label maps; a picture
   * that cannot be decoded may go unseen. ATELIER_END, with `out` untouched: there is no such way for this pair, take
   * load. [any] */
  int32_t (*load)(const atelier_call* call, void* self, const atelier_sample_request* in,
                  atelier_label_map* out) ATELIER_NOEXCEPT;
} atelier_samples_labels_v1;
#define ATELIER_SAMPLES_LABELS_V1_FLOOR ATELIER_REACH(atelier_samples_labels_v1, load)

#endif
