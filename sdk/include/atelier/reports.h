/* Atelier SDK: files of a stage's folder that no output hangs on.
 *
 * Intent: when a stage has been run again and left the same, the stages after it need not. Files for people (how long
 * it took, which options it had) would be in the way. A stage that leaves such files says which.
 */
#ifndef ATELIER_REPORTS_H
#define ATELIER_REPORTS_H

#include "plugin.h"

/* Extension of a component of kind atelier.stage/1 (atelier_component.extension). */
#define ATELIER_EXTENSION_STAGE_REPORTS "atelier.stage.reports/1"

typedef struct atelier_stage_reports_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* [*size], static data: names in the stage's folder, "/" between folders; one that ends in "/" is a folder with all
   * that is in it. Neither `open` nor whoever takes an output may read them. [any] */
  const atelier_str* (*names)(const atelier_component* component, uint64_t* size)ATELIER_NOEXCEPT;
} atelier_stage_reports_v1;
#define ATELIER_STAGE_REPORTS_V1_FLOOR ATELIER_REACH(atelier_stage_reports_v1, names)

#endif
