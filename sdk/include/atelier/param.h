/* Atelier SDK: the parameter table.
 *
 * Intent: a component declares everything it takes, options, slots and wires, as data. The host checks a workflow
 * against the table, fills in defaults, resolves references and hands over typed values: a plugin never parses text.
 * Help, documentation and the editor's schema come from the same table.
 */
#ifndef ATELIER_PARAM_H
#define ATELIER_PARAM_H

#include "value.h"

#define ATELIER_PARAM_REQUIRED 1u /* no default: a workflow must give it */
#define ATELIER_PARAM_LIST 2u     /* a list of `type` */
#define ATELIER_PARAM_OPTIONAL 4u /* may be left out; the value then has ATELIER_TYPE_NONE, or an empty list */
#define ATELIER_PARAM_HAS_MIN 8u
#define ATELIER_PARAM_HAS_MAX 16u
#define ATELIER_PARAM_NO_RESULT \
  32u /* does not change what is computed (threads, prefetch): not part of a result's key */
#define ATELIER_PARAM_ABOVE_MIN 64u /* the minimum itself is not allowed */
#define ATELIER_PARAM_TABLE 128u    /* a table of `type` whose keys are the user's own */
#define ATELIER_PARAM_EXTENDS 256u  /* work for another value of it can be gone on from (kinds/stage.h) */
#define ATELIER_PARAM_NAMED 512u /* PATH_IN: what is left tells the name of the file, so that it is part of the key */

typedef struct atelier_param {
  uint32_t struct_size;
  uint32_t type;  /* ATELIER_TYPE_BOOL … ATELIER_TYPE_PORT */
  uint32_t flags; /* ATELIER_PARAM_* */
  uint32_t reserved;
  atelier_str name;
  atelier_str doc;            /* one line */
  atelier_str unit;           /* "pixels", "seconds", … or empty */
  atelier_str default_value;  /* as written in TOML, quotes included: 0.8, 'auto', [256, 256], '@run.seed', for a slot
                                 'component.id' */
  atelier_str kind;           /* PART, PORT: the kind's full name, "atelier.samples/1"; PATH_IN: what sort of file it
                                 takes, a word such as "weights", or empty: of any */
  const atelier_str* choices; /* ENUM: [choice_count] */
  uint64_t choice_count;
  double min; /* INT, FLOAT, DURATION; each item of a list */
  double max;
  uint64_t min_items; /* LIST */
  uint64_t max_items; /* LIST; 0: no limit */
} atelier_param;
#define ATELIER_PARAM_FLOOR ATELIER_REACH(atelier_param, max_items)

/* An output port: of a stage (made by `open`), or of a part that gives more than itself (a split's train and val). */
typedef struct atelier_output {
  uint32_t struct_size;
  uint32_t type;  /* ATELIER_TYPE_INT, FLOAT, STRING, PATH_IN (a file or folder) or PORT (an object) */
  uint32_t flags; /* ATELIER_PARAM_LIST */
  uint32_t reserved;
  atelier_str name;
  atelier_str doc;
  atelier_str kind; /* PORT: the kind's full name; PATH_IN: what sort of file it is, a word such as "weights", or empty;
                       an option that takes files of another sort cannot be wired to it */
} atelier_output;
#define ATELIER_OUTPUT_FLOOR ATELIER_REACH(atelier_output, kind)

#endif
