/* Atelier SDK: which numbers a component gives.
 *
 * Intent: an option of a workflow may name a number that comes of the work: the score by which weights are the best,
 * the value that a gate looks at. This says which names there are, so that a wrong one is told before the work. A
 * component that gives numbers answers this extension (atelier_component.extension); of one that does not nothing is
 * known.
 *
 * Of a metric the numbers are the names of its scalars; of a stage those of the scalars that it emits
 * (ATELIER_EVENT_SCALAR), "evaluate/mean_iou". A component that answers names all of them: a condition of a workflow on
 * any other is refused before the work.
 */
#ifndef ATELIER_NUMBERS_H
#define ATELIER_NUMBERS_H

#include "plugin.h"
#include "rules.h"

/* One name, or those that the parts in a slot give, each after a prefix. Frozen. */
typedef struct atelier_number {
  atelier_str name;   /* "mean_iou"; may have the wildcards * and ?: "iou_*"; "": those of `slot` */
  atelier_str slot;   /* an option of type PART, or empty */
  atelier_str prefix; /* before each name of the slot's parts: "validate/" */
  atelier_str doc;    /* one line, or empty */
} atelier_number;

#define ATELIER_NUMBER_PER_CLASS 1u /* of a metric: one for each class, and of a slot those that are so: "iou/cat" */

/* What more is said of a number. Frozen. */
typedef struct atelier_number_terms {
  uint32_t flags; /* ATELIER_NUMBER_* */
  uint32_t reserved;
  const atelier_condition* when; /* [when_count] (rules.h): it is given where all of them hold; none: always */
  uint64_t when_count;
  atelier_str items; /* or empty; an option that is a list: there is one number for each item, its text or its part's id
                        in the place of the last * of the name; of an item that is there again "id #2" */
} atelier_number_terms;

#define ATELIER_EXTENSION_COMPONENT_NUMBERS "atelier.component.numbers/1"

typedef struct atelier_component_numbers_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* [*size], static data. [any] */
  const atelier_number* (*numbers)(const atelier_component* component, uint64_t* size)ATELIER_NOEXCEPT;
  /* As many as there are numbers, in their order; static data. Without it a metric may give any results for each class,
   * and any number may be given. [any] */
  const atelier_number_terms* (*terms)(const atelier_component* component)ATELIER_NOEXCEPT;
} atelier_component_numbers_v1;
#define ATELIER_COMPONENT_NUMBERS_V1_FLOOR ATELIER_REACH(atelier_component_numbers_v1, terms)

#endif
