/* Kind atelier.loss/1: value and gradient of logits against labels.
 *
 * Intent: told once what the labels mean, then one function. The gradient is what model.backward takes, so a loss needs
 * no autograd of the model's.
 */
#ifndef ATELIER_KINDS_LOSS_H
#define ATELIER_KINDS_LOSS_H

#include "../plugin.h"

#define ATELIER_KIND_LOSS "atelier.loss/1"
#define ATELIER_TAG_LOSS 6u

typedef struct atelier_loss_setup {
  uint32_t struct_size;
  uint32_t void_label;            /* pixels of this label do not count */
  const atelier_str* class_names; /* [class_count]; index = label */
  uint64_t class_count;
  const uint64_t* histogram; /* [class_count] pixels of each class in the training labels; NULL: not known */
} atelier_loss_setup;
#define ATELIER_LOSS_SETUP_FLOOR ATELIER_REACH(atelier_loss_setup, histogram)

typedef struct atelier_loss_input {
  uint32_t struct_size;
  uint32_t want_gradient;       /* 0: only the value is wanted */
  const atelier_tensor* logits; /* float32 [N,C,H,W], on any device */
  const atelier_tensor* labels; /* uint8, uint16 or int64 [N,H,W], on any device */
  double scale; /* of the gradient: losses are weighted, batches accumulated, half precision kept in range */
} atelier_loss_input;
#define ATELIER_LOSS_INPUT_FLOOR ATELIER_REACH(atelier_loss_input, scale)

typedef struct atelier_loss_output {
  uint32_t struct_size;
  uint32_t reserved;
  double value; /* of the loss, without `scale` */
  /* Of scale times the loss: float32 [N,C,H,W] on the logits' device; the caller owns it. NULL: it was not wanted. */
  atelier_managed_tensor* gradient;
} atelier_loss_output;
#define ATELIER_LOSS_OUTPUT_FLOOR ATELIER_REACH(atelier_loss_output, gradient)

typedef struct atelier_loss_v1 {
  uint32_t struct_size;
  uint32_t tag; /* ATELIER_TAG_LOSS */
  const void* (*extension)(void* self, atelier_str id)ATELIER_NOEXCEPT;
  /* Comes before the first compute. What is pointed at is borrowed for the call. [worker] */
  int32_t (*setup)(const atelier_call* call, void* self, const atelier_loss_setup* in) ATELIER_NOEXCEPT;
  /* Where every pixel is void, value and gradient are 0. A label outside 0..C-1 that is not void: ATELIER_E_DATA.
   * [worker] */
  int32_t (*compute)(const atelier_call* call, void* self, const atelier_loss_input* in,
                     atelier_loss_output* out) ATELIER_NOEXCEPT;
} atelier_loss_v1;
#define ATELIER_LOSS_V1_FLOOR ATELIER_REACH(atelier_loss_v1, compute)

/* Extension: the loss of logits that are still to be resized (kinds/model.h, atelier.model.coarse/1). */
#define ATELIER_EXTENSION_LOSS_COARSE "atelier.loss.coarse/1"

typedef struct atelier_loss_coarse_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* As compute, with logits [N,C,h,w] and labels [N,H,W]: what compute gives for the logits resized bilinearly to HxW
   * (pixel centres aligned, as align_corners = false). The gradient is [N,C,h,w]. [worker] */
  int32_t (*compute)(const atelier_call* call, void* self, const atelier_loss_input* in,
                     atelier_loss_output* out) ATELIER_NOEXCEPT;
} atelier_loss_coarse_v1;
#define ATELIER_LOSS_COARSE_V1_FLOOR ATELIER_REACH(atelier_loss_coarse_v1, compute)

#endif
