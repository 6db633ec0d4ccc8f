/* Kind atelier.observer/1: sees scalars, pictures and texts as stages emit them.
 *
 * Intent: experiment trackers and live displays. An observer listed in a workflow's `run.observers` gets the begin of
 * the run, every event, and its end. A failure of it is logged once and does not stop the run.
 */
#ifndef ATELIER_KINDS_OBSERVER_H
#define ATELIER_KINDS_OBSERVER_H

#include "../plugin.h"

#define ATELIER_KIND_OBSERVER "atelier.observer/1"
#define ATELIER_TAG_OBSERVER 11u

/* Texts live until `end` has returned. */
typedef struct atelier_run_begin {
  uint32_t struct_size;
  uint32_t reserved;
  atelier_str run_id;        /* "20261123-014512-tiny-7f3a" */
  atelier_str workflow;      /* the workflow's name */
  atelier_str folder;        /* absolute path of the run's folder */
  const atelier_str* stages; /* [stage_count] names of the stages that will run, in their order */
  uint64_t stage_count;
} atelier_run_begin;
#define ATELIER_RUN_BEGIN_FLOOR ATELIER_REACH(atelier_run_begin, stage_count)

typedef struct atelier_observation {
  uint32_t struct_size;
  uint32_t reserved;
  atelier_str stage; /* its name in the workflow */
  const atelier_event* event;
} atelier_observation;
#define ATELIER_OBSERVATION_FLOOR ATELIER_REACH(atelier_observation, event)

typedef struct atelier_run_end {
  uint32_t struct_size;
  uint32_t reserved;
  atelier_str status; /* "done", "failed" or "interrupted" */
  atelier_str error;  /* why it failed, or empty */
} atelier_run_end;
#define ATELIER_RUN_END_FLOOR ATELIER_REACH(atelier_run_end, error)

typedef struct atelier_observer_v1 {
  uint32_t struct_size;
  uint32_t tag; /* ATELIER_TAG_OBSERVER */
  const void* (*extension)(void* self, atelier_str id)ATELIER_NOEXCEPT;
  int32_t (*begin)(const atelier_call* call, void* self, const atelier_run_begin* in) ATELIER_NOEXCEPT; /* [main] */
  int32_t (*observe)(const atelier_call* call, void* self,
                     const atelier_observation* in) ATELIER_NOEXCEPT;                               /* [worker] */
  int32_t (*end)(const atelier_call* call, void* self, const atelier_run_end* in) ATELIER_NOEXCEPT; /* [main] */
} atelier_observer_v1;
#define ATELIER_OBSERVER_V1_FLOOR ATELIER_REACH(atelier_observer_v1, end)

#endif
