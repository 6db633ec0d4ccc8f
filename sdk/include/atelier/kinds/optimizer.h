/* Kind atelier.optimizer/1: one step over parameters and gradients.
 *
 * Intent: changes the parameters in place. It keeps what it must remember by parameter name, and saves it.
 */
#ifndef ATELIER_KINDS_OPTIMIZER_H
#define ATELIER_KINDS_OPTIMIZER_H

#include "model.h"

#define ATELIER_KIND_OPTIMIZER "atelier.optimizer/1"

typedef struct atelier_optimizer_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* One step with learning rate (own lr option) * factor. Parameters without gradient are left alone. The same
   * parameters must come in each step. [worker] */
  int32_t (*step)(const atelier_call* call, void* self, const atelier_parameter* const* parameters, uint64_t count,
                  double factor) ATELIER_NOEXCEPT;
  /* The learning rate of factor 1. [any] */
  double (*learning_rate)(void* self) ATELIER_NOEXCEPT;
  /* Its state to a file (safetensors, complete or absent) and back, before the first step. [worker] */
  int32_t (*save)(const atelier_call* call, void* self, atelier_str path) ATELIER_NOEXCEPT;
  int32_t (*load)(const atelier_call* call, void* self, atelier_str path) ATELIER_NOEXCEPT;
} atelier_optimizer_v1;

#endif
