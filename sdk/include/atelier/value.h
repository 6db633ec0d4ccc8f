/* Atelier SDK: values that travel along wires and into options.
 *
 * Intent: one small struct carries whatever the host hands a component when it makes it, and whatever an output port
 * gives: a number, a text, a path, an object of some kind, or a list of these. The host never looks inside an object.
 */
#ifndef ATELIER_VALUE_H
#define ATELIER_VALUE_H

#include "abi.h"

#define ATELIER_TYPE_NONE 0     /* an optional value that was not given */
#define ATELIER_TYPE_BOOL 1     /* integer: 0 or 1 */
#define ATELIER_TYPE_INT 2      /* integer */
#define ATELIER_TYPE_FLOAT 3    /* real */
#define ATELIER_TYPE_STRING 4   /* text */
#define ATELIER_TYPE_ENUM 5     /* text: one of the declared choices */
#define ATELIER_TYPE_PATH_IN 6  /* text: absolute path of a file or folder that exists, or "" */
#define ATELIER_TYPE_PATH_OUT 7 /* text: absolute path */
#define ATELIER_TYPE_DURATION 8 /* real: seconds */
#define ATELIER_TYPE_PART 9     /* object: a part put into a slot; text: its component's id */
#define ATELIER_TYPE_PORT 10    /* object: what a wire brings; text: the component's id when it is a part itself */
#define ATELIER_TYPE_LIST 11    /* items */
#define ATELIER_TYPE_TABLE 12   /* items: key (STRING), value, key, value, …, in the order they were written */

typedef struct atelier_value {
  uint32_t struct_size;
  uint32_t type; /* ATELIER_TYPE_* */
  int64_t integer;
  double real;
  atelier_str text;
  atelier_object object;
  const struct atelier_value* const* items; /* [count] */
  uint64_t count;
} atelier_value;
#define ATELIER_VALUE_FLOOR ATELIER_REACH(atelier_value, count)

/* What `create` gets: one value for each entry of the component's parameter table, in its order. Texts and lists are
 * borrowed for the call; objects stay alive until the created instance is destroyed. */
typedef struct atelier_args {
  uint32_t struct_size;
  uint32_t reserved;
  const atelier_value* const* values; /* [count] */
  uint64_t count;
} atelier_args;
#define ATELIER_ARGS_FLOOR ATELIER_REACH(atelier_args, count)

#endif
