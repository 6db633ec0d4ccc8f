// train.supervised: fits a model to picture/label-map pairs.
//
// Writes into its folder, at the end and only when all epochs went through:
//   best.safetensors   the weights of the best epoch (see best_by)
//   last.safetensors   the weights after the last epoch
//   history.jsonl      one object per epoch: epoch, step, train_loss, lr, seconds, and each scalar of the metrics
// Every part is driven over the ABI; this stage links no tensor library. Order and randomness are functions of the
// seed, the epoch, the step and the samples' keys, so the same seed gives the same weights for any number of threads.
// Errors: unusable inputs and a loss that is not finite are ATELIER_E_INVALID, with the remedy.
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
#include "train_step.hpp"

namespace supervised {

class TrainSupervised : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{.id = "train.supervised",
                                                 .summary = "Fits a model to picture/label-map pairs."};
  static constexpr atelier::Param kParams[] = {
      atelier::param::part("model", ATELIER_KIND_MODEL).about("the network to train"),
      atelier::param::port("train", ATELIER_KIND_SAMPLES).about("the pairs to learn from"),
      atelier::param::port("validate", ATELIER_KIND_SAMPLES)
          .optional()
          .about("the pairs that the metrics look at after each epoch"),
      atelier::param::integer("epochs").at_least(1).by_default("1").about("walks over the training pairs"),
      atelier::param::part("loss", ATELIER_KIND_LOSS).by_default("'loss.cross_entropy'").about("what gets small"),
      atelier::param::part("optimizer", ATELIER_KIND_OPTIMIZER)
          .by_default("'optimizer.adam'")
          .about("how the weights change"),
      atelier::param::part("schedule", ATELIER_KIND_SCHEDULE)
          .by_default("'schedule.constant'")
          .about("the learning rate over the steps"),
      atelier::param::part("augment", ATELIER_KIND_AUGMENTER)
          .list()
          .by_default("[]")
          .about("changes to each pair, in this order; validation leaves the random ones out"),
      atelier::param::part("metrics", ATELIER_KIND_METRIC)
          .list()
          .by_default("['metric.pixel_accuracy', 'metric.mean_iou']")
          .about("what is measured on the validation pairs"),
      atelier::param::part("loader", ATELIER_KIND_LOADER).by_default("'loader.threads'").about("makes the batches"),
      atelier::param::real("aux_weight")
          .at_least(0)
          .by_default("0")
          .about("weight of the loss on the model's auxiliary outputs; 0: they are not computed"),
      atelier::param::string("best_by")
          .by_default("'mean_iou'")
          .about("the scalar whose highest value marks the best epoch, or train_loss for the lowest loss"),
      atelier::param::boolean("drop_last")
          .by_default("true")
          .about("leave out a last batch that is not full, unless it is the only one"),
      atelier::param::integer("seed").by_default("'@run.seed'").about("of order, augmentation and dropout"),
  };
  static constexpr atelier::Output kOutputs[] = {
      atelier::output::path("best", "the weights of the best epoch"),
      atelier::output::path("last", "the weights after the last epoch"),
      atelier::output::path("history", "one JSON object per epoch"),
  };
  explicit TrainSupervised(const atelier::Params& params);
  void run(const atelier::Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<atelier::Opened> open(const atelier::Call& call, const std::filesystem::path& folder);

 private:
  struct Epoch;
  atelier_load_plan plan_of(const atelier::Call& call, const std::vector<atelier_object>& augmenters) const;
  void check_inputs(const atelier::Call& call, const atelier_model_info& info) const;
  BestEpoch make_best(const atelier::Call& call) const;
  void learn(const atelier::Call& call, const TrainStep& step, const atelier_load_plan& plan, Epoch& epoch) const;
  void measure(const atelier::Call& call, Epoch& epoch) const;
  void report(const atelier::Call& call, const Epoch& epoch) const;

  atelier::ModelRef model_;
  atelier::SamplesRef train_;
  atelier::SamplesRef validate_;
  uint64_t epochs_;
  atelier::LossRef loss_;
  atelier::OptimizerRef optimizer_;
  atelier::ScheduleRef schedule_;
  std::vector<atelier::AugmenterRef> augment_;
  std::vector<atelier::MetricRef> metrics_;
  atelier::LoaderRef loader_;
  double aux_weight_;
  std::string best_by_;
  bool drop_last_;
  uint64_t seed_;
};

}  // namespace supervised
