/* Kind atelier.schedule/1: the learning-rate factor at a step.
 *
 * Intent: a pure function of the step; nothing to save.
 */
#ifndef ATELIER_KINDS_SCHEDULE_H
#define ATELIER_KINDS_SCHEDULE_H

#include "../plugin.h"

#define ATELIER_KIND_SCHEDULE "atelier.schedule/1"

typedef struct atelier_schedule_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* The factor for step `step` (from 0) of `total`. [any] */
  int32_t (*factor)(const atelier_call* call, void* self, uint64_t step, uint64_t total, double* out) ATELIER_NOEXCEPT;
} atelier_schedule_v1;

#endif
