/* Kind atelier.observer/1: sees scalars, pictures and texts as stages emit them.
 *
 * Intent: experiment trackers and live displays. An observer listed in a workflow's `run.observers` gets every event.
 */
#ifndef ATELIER_KINDS_OBSERVER_H
#define ATELIER_KINDS_OBSERVER_H

#include "../plugin.h"

#define ATELIER_KIND_OBSERVER "atelier.observer/1"

typedef struct atelier_observer_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* `stage` is the stage's name in the workflow. A failure is logged once and does not stop the run. [worker] */
  int32_t (*observe)(const atelier_call* call, void* self, atelier_str stage,
                     const atelier_event* event) ATELIER_NOEXCEPT;
} atelier_observer_v1;

#endif
