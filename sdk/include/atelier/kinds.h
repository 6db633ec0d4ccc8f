/* Atelier SDK: the kinds of the SDK as data.
 *
 * Intent: whoever loads plugins looks at an interface before anything uses it, without knowing what its functions mean:
 * that it is of the kind it claims, long enough, and that no function is missing. From the end of the head
 * (atelier_interface) to the floor of a kind there are only functions, and none may be NULL.
 */
#ifndef ATELIER_KINDS_H
#define ATELIER_KINDS_H

#include "kinds/augmenter.h"
#include "kinds/dataset.h"
#include "kinds/loader.h"
#include "kinds/loss.h"
#include "kinds/metric.h"
#include "kinds/model.h"
#include "kinds/observer.h"
#include "kinds/optimizer.h"
#include "kinds/overlap_policy.h"
#include "kinds/sampler.h"
#include "kinds/samples.h"
#include "kinds/schedule.h"
#include "kinds/stage.h"

/* What is required of the interface of a kind. Stays on the side that asks. */
typedef struct atelier_kind_rule {
  atelier_str kind;
  uint32_t tag;
  uint32_t floor; /* bytes */
} atelier_kind_rule;

/* The rules of all kinds of the SDK; *count says how many. [any] */
static inline const atelier_kind_rule* atelier_kind_rules(uint64_t* count) {
  static const atelier_kind_rule rules[] = {
      {ATELIER_STR(ATELIER_KIND_DATASET), ATELIER_TAG_DATASET, ATELIER_DATASET_V1_FLOOR},
      {ATELIER_STR(ATELIER_KIND_SAMPLES), ATELIER_TAG_SAMPLES, ATELIER_SAMPLES_V1_FLOOR},
      {ATELIER_STR(ATELIER_KIND_AUGMENTER), ATELIER_TAG_AUGMENTER, ATELIER_AUGMENTER_V1_FLOOR},
      {ATELIER_STR(ATELIER_KIND_SAMPLER), ATELIER_TAG_SAMPLER, ATELIER_SAMPLER_V1_FLOOR},
      {ATELIER_STR(ATELIER_KIND_LOADER), ATELIER_TAG_LOADER, ATELIER_LOADER_V1_FLOOR},
      {ATELIER_STR(ATELIER_KIND_LOSS), ATELIER_TAG_LOSS, ATELIER_LOSS_V1_FLOOR},
      {ATELIER_STR(ATELIER_KIND_METRIC), ATELIER_TAG_METRIC, ATELIER_METRIC_V1_FLOOR},
      {ATELIER_STR(ATELIER_KIND_MODEL), ATELIER_TAG_MODEL, ATELIER_MODEL_V1_FLOOR},
      {ATELIER_STR(ATELIER_KIND_OPTIMIZER), ATELIER_TAG_OPTIMIZER, ATELIER_OPTIMIZER_V1_FLOOR},
      {ATELIER_STR(ATELIER_KIND_SCHEDULE), ATELIER_TAG_SCHEDULE, ATELIER_SCHEDULE_V1_FLOOR},
      {ATELIER_STR(ATELIER_KIND_OBSERVER), ATELIER_TAG_OBSERVER, ATELIER_OBSERVER_V1_FLOOR},
      {ATELIER_STR(ATELIER_KIND_STAGE), ATELIER_TAG_STAGE, ATELIER_STAGE_V1_FLOOR},
      {ATELIER_STR(ATELIER_KIND_OVERLAP_POLICY), ATELIER_TAG_OVERLAP_POLICY, ATELIER_OVERLAP_POLICY_V1_FLOOR},
  };
  *count = sizeof rules / sizeof *rules;
  return rules;
}

#endif
