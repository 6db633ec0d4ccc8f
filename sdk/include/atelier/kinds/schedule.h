/* Kind atelier.schedule/1: the learning-rate factor at a step.
 *
 * Intent: a pure function of where training stands; nothing to save. Rules that look at the validation score (plateau)
 * get its whole history each time.
 */
#ifndef ATELIER_KINDS_SCHEDULE_H
#define ATELIER_KINDS_SCHEDULE_H

#include "../plugin.h"

#define ATELIER_KIND_SCHEDULE "atelier.schedule/1"
#define ATELIER_TAG_SCHEDULE 10u

typedef struct atelier_schedule_input {
  uint32_t struct_size;
  uint32_t lower_is_better; /* of the scores: 1 for a loss, 0 for an accuracy */
  uint64_t step;            /* from 0 */
  uint64_t total;           /* steps of the whole training */
  uint64_t epoch;           /* from 0, the one that `step` belongs to */
  uint64_t epoch_count;
  const double* scores; /* [score_count] the validation score after each epoch that is done; NaN: not measured */
  uint64_t score_count;
} atelier_schedule_input;
#define ATELIER_SCHEDULE_INPUT_FLOOR ATELIER_REACH(atelier_schedule_input, score_count)

typedef struct atelier_schedule_output {
  uint32_t struct_size;
  uint32_t reserved;
  double factor; /* of the optimizer's learning rate */
} atelier_schedule_output;
#define ATELIER_SCHEDULE_OUTPUT_FLOOR ATELIER_REACH(atelier_schedule_output, factor)

typedef struct atelier_schedule_v1 {
  uint32_t struct_size;
  uint32_t tag; /* ATELIER_TAG_SCHEDULE */
  const void* (*extension)(void* self, atelier_str id)ATELIER_NOEXCEPT;
  int32_t (*factor)(const atelier_call* call, void* self, const atelier_schedule_input* in,
                    atelier_schedule_output* out) ATELIER_NOEXCEPT; /* [any] */
} atelier_schedule_v1;
#define ATELIER_SCHEDULE_V1_FLOOR ATELIER_REACH(atelier_schedule_v1, factor)

#endif
