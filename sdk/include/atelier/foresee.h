/* Atelier SDK: what is wrong with options of which some are not known yet.
 *
 * Intent: a component whose options come of a stage's work is made when that work is done, and what is wrong with its
 * other options would only come out then: a device that is not there, weights of another network. A component that can
 * tell such things answers this extension (atelier_component.extension). The program asks before the first stage works,
 * and for `check --deep`.
 */
#ifndef ATELIER_FORESEE_H
#define ATELIER_FORESEE_H

#include "plugin.h"

#define ATELIER_EXTENSION_COMPONENT_FORESEE "atelier.component.foresee/1"

typedef struct atelier_component_foresee_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* `args` are those of `create`, `waits` has a number other than 0 for each of them that is not known yet; its value
   * is that of an option that was left out. Fails for what is wrong whatever the others will be, and only for that:
   * what is refused here is told as an error. Makes nothing that stays, and takes no longer than `create`. [main] */
  int32_t (*foresee)(const atelier_component* component, const atelier_call* call, const atelier_args* args,
                     const uint32_t* waits) ATELIER_NOEXCEPT;
} atelier_component_foresee_v1;
#define ATELIER_COMPONENT_FORESEE_V1_FLOOR ATELIER_REACH(atelier_component_foresee_v1, foresee)

#endif
