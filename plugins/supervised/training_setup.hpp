// What is looked at, and decided, before the first step: that all parts fit together, how many batches there are, and
// what a checkpoint must agree with. Nothing is loaded for it.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "best_score.hpp"
#include "preflight.hpp"
#include "score.hpp"
#include "train_options.hpp"

namespace atelier::supervised {

// The objects in `augmenters` must outlive the plan. Where there are fewer samples than one batch, that one is kept.
atelier_load_plan plan_of(const Call& call, const TrainOptions& options, const std::vector<atelier_object>& augmenters);

Scoring validation_of(const TrainOptions& options);

// How many batches an epoch has, and a validation.
struct Lengths {
  uint64_t steps = 0;
  uint64_t validation = 0;
};
// What the model is. Throws ATELIER_E_INVALID for samples of another number of classes, or for none.
atelier_model_info require_samples(const Call& call, const TrainOptions& options);

// Throws ATELIER_E_INVALID for parts that do not fit together.
Lengths require_fit(const Call& call, const TrainOptions& options, const atelier_model_info& info,
                    const atelier_load_plan& plan);

BestScore make_best(const Call& call, const TrainOptions& options);
// Throws ATELIER_E_INVALID for a best_by that no metric gives. What else is wrong with the parts is told when training
// begins, where all of it is looked at.
void require_best_by(const Call& call, const TrainOptions& options);

// Of the data and the parts that a checkpoint is about: another one cannot be gone on from.
nlohmann::ordered_json facts_of(const Call& call, const TrainOptions& options, const std::vector<PartLabels>& labels);

// When validation is due.
class Validations {
 public:
  Validations(const TrainOptions& options, uint64_t steps_per_epoch);
  // After that many steps.
  bool is_due(uint64_t step) const;
  // How many there are up to and including that one.
  uint64_t until(uint64_t step) const;

 private:
  uint64_t every_ = 0;  // steps; 0: there are none
  uint64_t last_ = 0;   // step of the training
};

}  // namespace atelier::supervised
