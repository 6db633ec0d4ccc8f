/* Atelier SDK: everything, for C99. A plugin may include only the kinds it uses. */
#ifndef ATELIER_ATELIER_H
#define ATELIER_ATELIER_H

#include "environment.h"
#include "foresee.h"
#include "inputs.h"
#include "kinds.h"
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
#include "numbers.h"
#include "places.h"
#include "reports.h"
#include "rules.h"

#endif
