// The options of train.supervised.
#pragma once

#include <atelier/cpp/augmenter.hpp>
#include <atelier/cpp/loader.hpp>
#include <atelier/cpp/loss.hpp>
#include <atelier/cpp/metric.hpp>
#include <atelier/cpp/model.hpp>
#include <atelier/cpp/optimizer.hpp>
#include <atelier/cpp/samples.hpp>
#include <atelier/cpp/schedule.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace atelier::supervised {

enum class Wanted { kHighest, kLowest };

struct TrainOptions {
  static constexpr atelier_str kWanted[] = {ATELIER_STR("highest"), ATELIER_STR("lowest")};

  Option<ModelRef> model{option("model", "The network to train.")};
  Option<SamplesRef> train{option("train", "The pairs to learn from.").wired()};
  Option<SamplesRef> validate{option("validate", "The pairs that the metrics look at.").wired().optional()};
  Option<uint64_t> epochs{option("epochs", "Walks over the training pairs.").at_least(1).by_default("1").extends()};
  Option<bool> extend{option("extend", "Whether to go on from what there is of the same training with other epochs.")
                          .by_default("false")
                          .extends()};
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
          .at_most(1e6)
          .by_default("0")};
  Option<uint64_t> validate_every{
      option("validate_every", "Epochs from one validation to the next; one always follows the last epoch.")
          .at_least(1)
          .by_default("1")};
  Option<uint64_t> validate_every_steps{
      option("validate_every_steps", "Steps from one validation to the next, instead of epochs; 0: epochs count.")
          .by_default("0")};
  Option<std::string> best_by{
      option("best_by", "The scalar that says which weights are the best; train_loss: the epoch's loss says it.")
          .by_default("'mean_iou'")};
  Option<Wanted> best_is{option("best_is", "Which value of that scalar is the best; of train_loss it is the lowest.")
                             .one_of(kWanted)
                             .by_default("'highest'")};
  Option<uint64_t> patience{
      option("patience", "Scores in a row that may be no better than the best before training ends; 0: any number.")
          .by_default("0")
          .extends()};
  Option<double> min_delta{option("min_delta", "By how much a score must be better to count as such for the patience.")
                               .at_least(0)
                               .by_default("0")
                               .extends()};
  Option<double> ema{
      option("ema", "Decay of a moving average of the weights, which is then validated and left; 0: there is none.")
          .at_least(0)
          .at_most(0.9999999)
          .by_default("0")};
  Option<bool> drop_last{
      option("drop_last", "Leave out a last batch that is not full, unless it is the only one.").by_default("true")};
  Option<std::string> checkpoint{
      option("checkpoint", "When to save what a later run goes on from: auto, epoch, off, or a duration such as 30 s.")
          .by_default("'auto'")
          .no_result()};
  Option<uint64_t> keep_checkpoints{
      option("keep_checkpoints", "How many of them to keep.").at_least(1).by_default("2").no_result()};
  Option<bool> keep_state{option("keep_state", "Whether the result keeps what extend = true needs to go on from it.")
                              .by_default("true")
                              .no_result()};
  Option<int64_t> seed{option("seed", "Of order, augmentation and dropout.").by_default("'@run.seed'")};
};

}  // namespace atelier::supervised
