/* Kind atelier.loss/1: value and gradient of logits against labels.
 *
 * Intent: one function. The gradient is what model.backward takes, so a loss needs no autograd of the model's.
 */
#ifndef ATELIER_KINDS_LOSS_H
#define ATELIER_KINDS_LOSS_H

#include "../plugin.h"

#define ATELIER_KIND_LOSS "atelier.loss/1"

typedef struct atelier_loss_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* logits: float32 [N,C,H,W]; labels: uint8, uint16 or int64 [N,H,W], on any device. `value` is the loss; `gradient`
   * (float32 [N,C,H,W] on the logits' device, the caller owns it) is that of `scale` times the loss, so that losses can
   * be weighted, batches accumulated and half precision kept in range; it may be NULL when only the value is wanted.
   * Where every pixel is void, both are 0. A label outside 0..C-1 that is not void: ATELIER_E_DATA. [worker] */
  int32_t (*compute)(const atelier_call* call, void* self, const atelier_tensor* logits, const atelier_tensor* labels,
                     double scale, double* value, atelier_managed_tensor** gradient) ATELIER_NOEXCEPT;
} atelier_loss_v1;

#endif
