/* Kind atelier.optimizer/1: one step over parameters and gradients.
 *
 * Intent: changes the parameters in place. It keeps what it must remember by parameter name, and saves it. Groups of
 * parameters with factors of their own are options of the component, by patterns over the names.
 */
#ifndef ATELIER_KINDS_OPTIMIZER_H
#define ATELIER_KINDS_OPTIMIZER_H

#include "model.h"

#define ATELIER_KIND_OPTIMIZER "atelier.optimizer/1"
#define ATELIER_TAG_OPTIMIZER 9u

typedef struct atelier_optimizer_info {
  uint32_t struct_size;
  uint32_t reserved;
  double learning_rate; /* of factor 1, outside all groups */
} atelier_optimizer_info;
#define ATELIER_OPTIMIZER_INFO_FLOOR ATELIER_REACH(atelier_optimizer_info, learning_rate)

/* Trainable parameters, in the order in which every step brings them. */
typedef struct atelier_optimizer_setup {
  uint32_t struct_size;
  uint32_t reserved;
  const atelier_parameter* const* parameters; /* [count]; borrowed for the call */
  uint64_t count;
} atelier_optimizer_setup;
#define ATELIER_OPTIMIZER_SETUP_FLOOR ATELIER_REACH(atelier_optimizer_setup, count)

typedef struct atelier_optimizer_step {
  uint32_t struct_size;
  uint32_t reserved;
  /* [count], those of setup in its order; one without gradient is left alone */
  const atelier_parameter* const* parameters;
  uint64_t count;
  double factor; /* of the learning rate, from the schedule */
} atelier_optimizer_step;
#define ATELIER_OPTIMIZER_STEP_FLOOR ATELIER_REACH(atelier_optimizer_step, factor)

typedef struct atelier_optimizer_v1 {
  uint32_t struct_size;
  uint32_t tag; /* ATELIER_TAG_OPTIMIZER */
  const void* (*extension)(void* self, atelier_str id)ATELIER_NOEXCEPT;
  int32_t (*describe)(const atelier_call* call, void* self,
                      atelier_optimizer_info* out) ATELIER_NOEXCEPT; /* [worker] */
  /* Comes before the first step, and after load: matches names with groups and with what was loaded. [worker] */
  int32_t (*setup)(const atelier_call* call, void* self, const atelier_optimizer_setup* in) ATELIER_NOEXCEPT;
  int32_t (*step)(const atelier_call* call, void* self,
                  const atelier_optimizer_step* in) ATELIER_NOEXCEPT; /* [worker] */
  /* Its state to a file (complete or absent) and back, before setup. [worker] */
  int32_t (*save)(const atelier_call* call, void* self, const atelier_state_file* in) ATELIER_NOEXCEPT;
  int32_t (*load)(const atelier_call* call, void* self, const atelier_state_file* in) ATELIER_NOEXCEPT;
} atelier_optimizer_v1;
#define ATELIER_OPTIMIZER_V1_FLOOR ATELIER_REACH(atelier_optimizer_v1, load)

#endif
