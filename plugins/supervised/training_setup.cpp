#include "training_setup.hpp"

#include "durable_files.hpp"

namespace atelier::supervised {

namespace {

// Which pairs there are, by their keys, what their labels mean, and how many pixels each has.
// The labels are those of the files; of the pictures nothing is known that would not have to be read first.
nlohmann::ordered_json pairs_of(const Call& call, const SamplesRef& samples, const PartLabels& labels) {
  const atelier_samples_info info = samples.describe(call);
  std::string all = text(info.void_label, '\0');
  for (uint64_t c = 0; c < info.class_count; ++c) all += str(info.class_names[c]) + '\0';
  for (uint64_t i = 0; i < info.count; ++i) (all += samples.key(call, i)) += '\0';
  return {{"samples", info.count},
          {"digest", stamp_of_bytes(all).digest},
          {"pixels", labels.counts.pixels},
          {"labels", labels.counts.digest}};
}

// What the metrics give before anything is counted.
Results offered_by(const Call& call, const TrainOptions& options) {
  const atelier_samples_info samples = options.validate->describe(call);
  begin_metrics(call, *options.metrics, samples);
  return gather(call, *options.metrics, samples.class_count);
}

BestScore best_of(const TrainOptions& options, const Results& offered) {
  return BestScore(*options.best_by, *options.best_is == Wanted::kLowest, options.validate.given(), offered);
}

}  // namespace

Scoring validation_of(const TrainOptions& options) {
  return {*options.model, *options.validate, *options.loader, *options.augment, *options.metrics};
}

atelier_load_plan plan_of(const Call& call, const TrainOptions& options,
                          const std::vector<atelier_object>& augmenters) {
  auto plan = blank<atelier_load_plan>();
  plan.drop_last = options.drop_last ? 1 : 0;
  plan.samples = options.train->object();
  plan.augmenters = augmenters.data();
  plan.augmenter_count = augmenters.size();
  plan.seed = static_cast<uint64_t>(*options.seed);
  const bool nothing_left = options.drop_last && options.loader->describe(call, plan).batches == 0;
  if (nothing_left) plan.drop_last = 0;
  return plan;
}

atelier_model_info require_samples(const Call& call, const TrainOptions& options) {
  const atelier_model_info info = options.model->describe(call);
  require_usable(call, *options.train, info, "train");
  if (options.validate.given()) require_usable(call, *options.validate, info, "validate");
  return info;
}

Lengths require_fit(const Call& call, const TrainOptions& options, const atelier_model_info& info,
                    const atelier_load_plan& plan) {
  const LoadInfo train = options.loader->describe(call, plan);
  require_taken(info, *options.loader, train, "train");
  if (!options.validate.given()) return {train.batches, 0};
  const LoadInfo validate = batches_of(call, validation_of(options));
  require_taken(info, *options.loader, validate, "validate");
  return {train.batches, validate.batches};
}

// Before the first step, so that a wrong name does not cost an epoch.
BestScore make_best(const Call& call, const TrainOptions& options) {
  if (options.validate.given()) return best_of(options, offered_by(call, options));
  call.info("nothing to validate with: the epoch with the lowest train loss counts as the best");
  return best_of(options, {});
}

void require_best_by(const Call& call, const TrainOptions& options) {
  if (!options.validate.given()) return;
  Results offered;
  try {
    const Attempt attempt(call);
    offered = offered_by(attempt.call(), options);
  } catch (const std::exception&) {
    return;
  }
  best_of(options, offered);
}

nlohmann::ordered_json facts_of(const Call& call, const TrainOptions& options, const std::vector<PartLabels>& labels) {
  nlohmann::ordered_json facts = {{"model", options.model->component_id()},
                                  {"optimizer", options.optimizer->component_id()},
                                  {"train", pairs_of(call, *options.train, labels.at(0))}};
  if (options.validate.given()) facts["validate"] = pairs_of(call, *options.validate, labels.at(1));
  return facts;
}

Validations::Validations(const TrainOptions& options, uint64_t steps_per_epoch)
    : last_(options.epochs * steps_per_epoch) {
  if (!options.validate.given()) return;
  every_ = options.validate_every_steps > 0 ? *options.validate_every_steps : options.validate_every * steps_per_epoch;
}

bool Validations::is_due(uint64_t step) const {
  return every_ != 0 && step != 0 && (step % every_ == 0 || step == last_);
}

uint64_t Validations::until(uint64_t step) const {
  if (every_ == 0) return 0;
  return step / every_ + (step == last_ && step % every_ != 0 ? 1 : 0);
}

}  // namespace atelier::supervised
