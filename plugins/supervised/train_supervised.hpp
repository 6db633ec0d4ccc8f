// train.supervised: fits a model to picture/label-map pairs.
//
// Writes into its folder, at the end and only when all epochs went through:
//   best.<suffix>      the weights of the best epoch (see best_by); the suffix is the model's, as in best.safetensors
//   last.<suffix>      the weights after the last epoch
//   history.jsonl      one object per epoch: epoch, step, train_loss, lr, seconds, and each scalar of the metrics
// Every part is driven over the ABI; this stage links no tensor library. Order and randomness are functions of the
// seed, the epoch, the step and the samples' keys, so the same seed gives the same weights for any number of threads.
// Errors: unusable inputs, and a loss or weights that are not finite, are ATELIER_E_INVALID, with the remedy.
#pragma once

#include <atelier/cpp/augmenter.hpp>
#include <atelier/cpp/loader.hpp>
#include <atelier/cpp/loss.hpp>
#include <atelier/cpp/metric.hpp>
#include <atelier/cpp/model.hpp>
#include <atelier/cpp/optimizer.hpp>
#include <atelier/cpp/schedule.hpp>
#include <atelier/cpp/stage.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "best_epoch.hpp"
#include "results.hpp"
#include "score.hpp"
#include "train_step.hpp"

namespace atelier::supervised {

class TrainSupervised : public Stage {
 public:
  static constexpr Component kComponent{.id = "train.supervised",
                                        .summary = "Fits a model to picture/label-map pairs."};
  struct Options {
    Option<ModelRef> model{option("model", "The network to train.")};
    Option<SamplesRef> train{option("train", "The pairs to learn from.").wired()};
    Option<SamplesRef> validate{
        option("validate", "The pairs that the metrics look at after each epoch.").wired().optional()};
    Option<uint64_t> epochs{option("epochs", "Walks over the training pairs.").at_least(1).by_default("1")};
    Option<LossRef> loss{option("loss", "What gets small.").by_default("'loss.cross_entropy'")};
    Option<OptimizerRef> optimizer{option("optimizer", "How the weights change.").by_default("'optimizer.adam'")};
    Option<ScheduleRef> schedule{
        option("schedule", "The learning rate over the steps.").by_default("'schedule.constant'")};
    Option<std::vector<AugmenterRef>> augment{
        option("augment", "Changes to each pair, in this order; validation leaves the random ones out.")
            .by_default("[]")};
    Option<std::vector<MetricRef>> metrics{option("metrics", "What is measured on the validation pairs.")
                                               .by_default("['metric.pixel_accuracy', 'metric.mean_iou']")};
    Option<LoaderRef> loader{option("loader", "Makes the batches.").by_default("'loader.threads'")};
    Option<double> aux_weight{
        option("aux_weight", "Weight of the loss on the model's auxiliary outputs; 0: they are not computed.")
            .at_least(0)
            .by_default("0")};
    Option<std::string> best_by{
        option("best_by", "The scalar whose highest value marks the best epoch, or train_loss for the lowest loss.")
            .by_default("'mean_iou'")};
    Option<bool> drop_last{
        option("drop_last", "Leave out a last batch that is not full, unless it is the only one.").by_default("true")};
    Option<int64_t> seed{option("seed", "Of order, augmentation and dropout.").by_default("'@run.seed'")};
  };
  static constexpr Output kOutputs[] = {
      output::path("best", "The weights of the best epoch."),
      output::path("last", "The weights after the last epoch."),
      output::path("history", "One JSON object per epoch."),
  };
  explicit TrainSupervised(const Options& options) : options_(options), seed_(static_cast<uint64_t>(*options.seed)) {}
  void run(const Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<Opened> open(const Call& call, const std::filesystem::path& folder);

 private:
  struct Epoch;
  Scoring validation() const;
  void check_samples(const Call& call, const atelier_model_info& info) const;
  Epoch plan_epochs(const Call& call, const atelier_model_info& info, const atelier_load_plan& plan) const;
  BestEpoch make_best(const Call& call) const;
  atelier_load_plan plan_of(const Call& call, const std::vector<atelier_object>& augmenters) const;
  double rate_factor(const Call& call, const Epoch& epoch, const BestEpoch& best) const;
  void learn(const Call& call, const TrainStep& step, const atelier_load_plan& plan, const BestEpoch& best,
             Epoch& epoch) const;
  void report_progress(const Call& call, const Epoch& epoch, uint64_t batches) const;
  std::string place_of(const Epoch& epoch, uint64_t step) const;
  void check_weights(const Call& call, const Epoch& epoch) const;
  static std::string history_line(const Epoch& epoch);
  void report(const Call& call, const Epoch& epoch) const;

  Options options_;
  uint64_t seed_;
};

}  // namespace atelier::supervised
