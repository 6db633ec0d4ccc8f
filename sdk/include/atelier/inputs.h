/* Atelier SDK: files that a component reads and no option names.
 *
 * Intent: a result is used again as long as what it was made from has not changed. The program knows the files and
 * folders that a workflow's options name; what these lead to elsewhere (a list of pictures, a file beside the one that
 * was given) only the component knows, and says.
 */
#ifndef ATELIER_INPUTS_H
#define ATELIER_INPUTS_H

#include "call.h"

/* Extension of the host. */
#define ATELIER_EXTENSION_HOST_INPUTS "atelier.host.inputs/1"

typedef struct atelier_host_inputs_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* To be called before the file is read, so that a change in between is seen. Notes that the result of the stage that
   * is at work, or that is being made, hangs on a file or folder too; `path` is absolute. What is not there counts as
   * well: its coming is a change. A folder counts with all that is in it, so name the files where there are few. What
   * lies below a path that an option names, or in the folder of a stage, need not be noted. Outside of a stage it does
   * nothing. [any] */
  void (*note)(const atelier_host* host, atelier_str path) ATELIER_NOEXCEPT;
} atelier_host_inputs_v1;
#define ATELIER_HOST_INPUTS_V1_FLOOR ATELIER_REACH(atelier_host_inputs_v1, note)

#endif
