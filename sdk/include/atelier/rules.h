/* Atelier SDK: rules between options, as data.
 *
 * Intent: a parameter table says what each option may be; this says what goes with what: "nesterov needs momentum above
 * 0". A component that has rules answers this extension (atelier_component.extension). The program asks when it
 * describes the plugin, and holds a workflow against the rules without loading anything, so that a mistake is told at
 * its line before any work begins. A rule is for the user's sake only: the component checks its options all the same.
 *
 * A rule is broken when every condition of `when` is known to hold, and each of `must` is known not to. What is not
 * known keeps it quiet: the value of a wire to an output, an option that the part in a slot does not have, a path that
 * is not there, a condition of a later SDK (a rule with one is not applied at all).
 *
 * Options are named as in the parameter table. A dot reaches into the part that fills a slot, or that a wire brings:
 * "model.weights", "loss.weights". As that part can be anybody's, such an option must mean the same in every component
 * of the kind that has one of its name.
 */
#ifndef ATELIER_RULES_H
#define ATELIER_RULES_H

#include "plugin.h"

/* What is asked of an option. Of one that was not given and has no default nothing is known but that. `words` are texts
 * with the wildcards * (any number of letters) and ? (one), but for EQUAL and UNEQUAL. Of a slot the words are held
 * against the id of its component, of a list of slots each item is a part. */
#define ATELIER_CONDITION_GIVEN 1u             /* it has a value: no empty text, path, list or table */
#define ATELIER_CONDITION_NOT_GIVEN 2u         /* it has none */
#define ATELIER_CONDITION_EQUAL 3u             /* it is one of `words`, each as in TOML: true, 255, 'rgb' */
#define ATELIER_CONDITION_UNEQUAL 4u           /* it is none of them */
#define ATELIER_CONDITION_ABOVE 5u             /* the number, or each of a list, is above `number` */
#define ATELIER_CONDITION_AT_LEAST 6u          /* at least it */
#define ATELIER_CONDITION_BELOW 7u             /* below it */
#define ATELIER_CONDITION_AT_MOST 8u           /* at most it */
#define ATELIER_CONDITION_LIKE 9u              /* the text, or each item, is like one of `words` */
#define ATELIER_CONDITION_HAS 10u              /* the text, or an item, is like one of `words` */
#define ATELIER_CONDITION_LACKS 11u            /* neither it nor an item is */
#define ATELIER_CONDITION_IS_FILE 12u          /* the path leads to something that is no folder */
#define ATELIER_CONDITION_IS_FOLDER 13u        /* the path leads to a folder */
#define ATELIER_CONDITION_ASCENDING 14u        /* no number of the list is below the one before it */
#define ATELIER_CONDITION_RISING 15u           /* each is above the one before it */
#define ATELIER_CONDITION_DISTINCT 16u         /* no two items are equal */
#define ATELIER_CONDITION_DISTINCT_NUMBERS 17u /* no two parts of the list give a number of one name (numbers.h) */
#define ATELIER_CONDITION_AS_LONG_AS 18u       /* it has as many items as `other` has or, an int, says */
#define ATELIER_CONDITION_SAME_AS 19u          /* it has the value of `other`, or a wire to the same output */
#define ATELIER_CONDITION_OTHER_THAN 20u       /* it has another */
#define ATELIER_CONDITION_NUMBER_OF 21u        /* it names a number of a part in the slot `other`, or one of `words` */
#define ATELIER_CONDITION_ITEMS 22u            /* it has as many items as one of `words` says: 0, 2 */
#define ATELIER_CONDITION_USED 23u             /* something is wired to the output of this name */
#define ATELIER_CONDITION_AT_LEAST_OF 24u      /* the number is at least that of `other`, or its number of items */
#define ATELIER_CONDITION_AT_MOST_OF 25u       /* at most that */

/* Frozen. */
typedef struct atelier_condition {
  uint32_t kind; /* ATELIER_CONDITION_* */
  uint32_t reserved;
  atelier_str option;
  atelier_str other; /* an option, named likewise */
  double number;
  const atelier_str* words; /* [word_count] */
  uint64_t word_count;
} atelier_condition;

#define ATELIER_RULE_WARNING 1u /* it works, but is hardly meant */

/* Frozen. It is told at the option of the first of `must` that the workflow gives a value, else at the first such one
 * of `when`. */
typedef struct atelier_rule {
  uint32_t flags; /* ATELIER_RULE_* */
  uint32_t reserved;
  const atelier_condition* when; /* [when_count]; none: always */
  uint64_t when_count;
  const atelier_condition* must; /* [must_count], at least one */
  uint64_t must_count;
  atelier_str sentence; /* what is wrong when it is broken, without an end: "nesterov = true needs momentum above 0" */
  atelier_str remedy;   /* "give momentum, such as 0.9, or leave nesterov out" */
} atelier_rule;

#define ATELIER_EXTENSION_COMPONENT_RULES "atelier.component.rules/1"

typedef struct atelier_component_rules_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* [*size], static data. [any] */
  const atelier_rule* (*rules)(const atelier_component* component, uint64_t* size)ATELIER_NOEXCEPT;
} atelier_component_rules_v1;
#define ATELIER_COMPONENT_RULES_V1_FLOOR ATELIER_REACH(atelier_component_rules_v1, rules)

#endif
