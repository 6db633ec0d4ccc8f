/* Atelier SDK: what a plugin's libraries must find in the environment.
 *
 * Intent: some libraries read variables of the environment while they are loaded, long before anybody could set them by
 * a call. A component whose libraries do answers this extension (atelier_component.extension). The program asks when it
 * describes the plugin, and sets the variables before it loads the plugin for a run. What the user has set stands, and
 * so does what an earlier plugin wanted.
 */
#ifndef ATELIER_ENVIRONMENT_H
#define ATELIER_ENVIRONMENT_H

#include "plugin.h"

/* Frozen. */
typedef struct atelier_variable {
  atelier_str name; /* "OMP_WAIT_POLICY" */
  atelier_str value;
  atelier_str why; /* a sentence for the user */
} atelier_variable;

#define ATELIER_EXTENSION_COMPONENT_ENVIRONMENT "atelier.component.environment/1"

typedef struct atelier_component_environment_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* [*size], static data. [any] */
  const atelier_variable* (*variables)(const atelier_component* component, uint64_t* size)ATELIER_NOEXCEPT;
} atelier_component_environment_v1;
#define ATELIER_COMPONENT_ENVIRONMENT_V1_FLOOR ATELIER_REACH(atelier_component_environment_v1, variables)

#endif
