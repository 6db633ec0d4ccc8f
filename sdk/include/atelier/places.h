/* Atelier SDK: names of files that hold wherever the files are moved.
 *
 * Intent: a result is used again for inputs of the same content, also when these lie in another folder by then. So what
 * a stage leaves should name a file by the option that led to it, not by where it lay. Where that cannot be, as in a
 * link, the stage says that its result holds for that place alone.
 */
#ifndef ATELIER_PLACES_H
#define ATELIER_PLACES_H

#include "call.h"

/* Extension of the host. */
#define ATELIER_EXTENSION_HOST_PLACES "atelier.host.places/1"

/* Texts live until the thread's next call of one of these. */
typedef struct atelier_host_places_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* In a stage's `run`: a name, in UTF-8, of the file at the absolute `path`, by the option of the stage or of one of
   * its parts that leads there, or by the stage that left it. Never absolute. "" when there is none, or outside of a
   * stage: the path itself is what can be written. [any] */
  atelier_str (*name)(const atelier_host* host, atelier_str path) ATELIER_NOEXCEPT;
  /* In `open` of the same stage's result, in any later run: where the file of that name lies by then; "" for what is no
   * such name. [any] */
  atelier_str (*find)(const atelier_host* host, atelier_str name) ATELIER_NOEXCEPT;
  /* In `run`: what the stage leaves leads to this absolute path itself, and is of use only as long as the same lies
   * there. [any] */
  void (*hold)(const atelier_host* host, atelier_str path) ATELIER_NOEXCEPT;
} atelier_host_places_v1;
#define ATELIER_HOST_PLACES_V1_FLOOR ATELIER_REACH(atelier_host_places_v1, hold)

#endif
