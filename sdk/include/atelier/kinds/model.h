/* Kind atelier.model/1: a segmentation network.
 *
 * Intent: forward, backward, predict, parameters with gradients, save and load. Whoever drives it needs no tensor
 * library: everything is an atelier_tensor. The model owns its mean and standard deviation and its device.
 *
 * Pictures are uint8 [N,H,W,3] RGB, or float32 [N,3,H,W] that are taken as already normalised.
 */
#ifndef ATELIER_KINDS_MODEL_H
#define ATELIER_KINDS_MODEL_H

#include "../plugin.h"

#define ATELIER_KIND_MODEL "atelier.model/1"

typedef struct atelier_model_info {
  uint32_t struct_size;
  uint32_t classes;                /* channels of the logits, background included */
  const atelier_str* output_names; /* [output_count] "out" first; then auxiliary heads: "aux" */
  uint64_t output_count;
  uint64_t trainable_values; /* numbers in trainable parameters */
} atelier_model_info;

/* A parameter or buffer. Both tensors are borrowed views into the model: an optimizer writes in place. */
typedef struct atelier_parameter {
  uint32_t struct_size;
  uint32_t trainable; /* 0: a buffer such as a running mean */
  atelier_str name;   /* "backbone.conv1.weight" */
  const atelier_tensor* value;
  const atelier_tensor* gradient; /* NULL: none since zero_gradients */
} atelier_parameter;

typedef struct atelier_parameter_sink {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  /* `parameter` is borrowed for the call; the tensors it names stay until the next backward, zero_gradients or load. */
  int32_t (*take)(void* context, const atelier_parameter* parameter) ATELIER_NOEXCEPT;
} atelier_parameter_sink;

typedef struct atelier_forward {
  uint32_t struct_size;
  uint32_t training; /* 1: batch statistics, dropout, and what backward needs is kept */
  uint64_t seed;     /* of dropout */
  const atelier_tensor* pictures;
  uint64_t output_count; /* how many outputs to compute: 1 = only "out" */
} atelier_forward;

typedef struct atelier_model_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* `out`'s texts live as long as the instance. [worker] */
  int32_t (*describe)(const atelier_call* call, void* self, atelier_model_info* out) ATELIER_NOEXCEPT;
  /* outputs: [output_count] float32 logits [N,classes,H,W]; the caller owns them. [worker] */
  int32_t (*forward)(const atelier_call* call, void* self, const atelier_forward* in,
                     atelier_managed_tensor** outputs) ATELIER_NOEXCEPT;
  /* Adds to the gradients, from the gradient of each output of the last training forward (NULL: not used in the loss).
   * [worker] */
  int32_t (*backward)(const atelier_call* call, void* self, const atelier_tensor* const* gradients,
                      uint64_t count) ATELIER_NOEXCEPT;
  int32_t (*zero_gradients)(const atelier_call* call, void* self) ATELIER_NOEXCEPT; /* [worker] */
  /* Lists parameters and buffers, in a fixed order. [worker] */
  int32_t (*parameters)(const atelier_call* call, void* self, const atelier_parameter_sink* sink) ATELIER_NOEXCEPT;
  /* Label maps uint8 (uint16 above 255 classes) [N,height,width] on the CPU: the logits, resized to height x width (0,
   * 0: the pictures' size), then the largest. [worker] */
  int32_t (*predict)(const atelier_call* call, void* self, const atelier_tensor* pictures, uint32_t height,
                     uint32_t width, atelier_managed_tensor** labels) ATELIER_NOEXCEPT;
  /* Weights to a file (complete or absent) and back. [worker] */
  int32_t (*save)(const atelier_call* call, void* self, atelier_str path) ATELIER_NOEXCEPT;
  int32_t (*load)(const atelier_call* call, void* self, atelier_str path) ATELIER_NOEXCEPT;
} atelier_model_v1;

#endif
