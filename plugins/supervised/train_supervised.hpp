// train.supervised: fits a model to picture/label-map pairs.
//
// Leaves in its folder, at the end and only when all went through:
//   best.<suffix>      the weights of the best score (see best_by); the suffix is the model's, as in best.safetensors
//   last.<suffix>      the weights after the last step
//   history.jsonl      one object per epoch and validation: epoch, step, train_loss, lr, and each scalar of the metrics
//   times.jsonl        one object for each of these: epoch, step, and the seconds that the epoch had taken by then
//   model.toml         what is needed to use the weights (model_page.hpp)
//   labels.json        how many pixels of each class the label maps hold (preflight.hpp)
//   checkpoint/        what a training of more epochs goes on from (checkpoint.hpp)
// Until then, and after an interruption or a failure, the folder holds checkpoints/ (checkpoints.hpp), and bad_batch/
// when a batch made loss or weights not finite (batch_dump.hpp). A run that finds checkpoints goes on from the newest
// one that is sound and fits, and leaves the same bytes as a run that was never stopped.
//
// Every part is driven over the ABI; this stage links no tensor library. Order and randomness are functions of the
// seed, the epoch, the step and the samples' keys, so the same seed gives the same weights for any number of threads.
// Errors: unusable inputs, and a loss or weights that are not finite, are ATELIER_E_INVALID, with the remedy.
#pragma once

#include <atelier/cpp/reports.hpp>
#include <atelier/cpp/stage.hpp>
#include <filesystem>
#include <memory>

#include "train_options.hpp"

namespace atelier::supervised {

class TrainSupervised : public Stage {
 public:
  static constexpr Component kComponent{
      .id = "train.supervised", .revision = 3, .summary = "Fits a model to picture/label-map pairs.", .resumes = true};
  using Options = TrainOptions;
  static constexpr Rule kRules[] = {
      rule("no metric gives the number that `best_by` names", "name one that there is, or give the metric")
          .when(condition::given("validate"))
          .must(condition::number_of("best_by", "metrics", {"train_loss"})),
      rule("two of `metrics` give a result of the same name", "leave one of the two out")
          .must(condition::distinct_numbers("metrics")),
      rule("`aux_weight` weighs outputs that the model does not have",
           "set aux_weight = 0, or give the model its auxiliary head")
          .when(condition::above("aux_weight", 0))
          .must(condition::unequal("model.aux", {"false"})),
      rule("the loss needs one weight for each class of the model, background included",
           "give as many weights as classes")
          .when(condition::given("loss.weights"))
          .must(condition::as_long_as("loss.weights", "model.classes")),
      rule("`checkpoint` says nothing that can be understood",
           "it takes \"auto\", \"epoch\", \"off\", or a duration such as \"30 s\" or \"5 min\"")
          .must(condition::like(
              "checkpoint", {"auto", "epoch", "off", "0*", "1*", "2*", "3*", "4*", "5*", "6*", "7*", "8*", "9*", ""})),
      rule("`checkpoint` says nothing that can be understood",  // a letter that stands in none of the units
           "it takes \"auto\", \"epoch\", \"off\", or a duration such as \"30 s\" or \"5 min\"")
          .when(condition::unequal("checkpoint", {"'auto'", "'epoch'", "'off'"}))
          .must(condition::lacks("checkpoint", {"*a*", "*b*", "*c*", "*e*", "*f*", "*g*", "*j*", "*k*", "*l*", "*o*",
                                                "*p*", "*q*", "*r*", "*t*", "*u*", "*v*"})),
      rule("deeplabv3 normalises over the pictures of a batch, and cannot learn from one alone",
           "give the loader a batch of at least 2")
          .when(condition::has("model", {"deeplabv3.*"}))
          .must(condition::at_least("loader.batch", 2)),
      rule("`validate` is what is learnt from: the scores do not say how the model does on other pictures",
           "give other pairs, such as the second part of a samples.split")
          .must(condition::other_than("validate", "train"))
          .warning(),
      rule("validation leaves augment.scale_crop out, as it is random, and then nothing brings pictures to one size",
           "put an augment.resize before it, or use batches of 1")
          .when(condition::given("validate"))
          .when(condition::has("augment", {"augment.scale_crop"}))
          .when(condition::lacks("augment", {"augment.resize"}))
          .must(condition::at_most("loader.batch", 1))
          .warning(),
  };
  static constexpr Number kNumbers[] = {
      number("train/loss", "The mean loss of an epoch."),
      number("train/step_loss", "The loss of a step."),
      number("train/learning_rate"),
      number("train/loader_wait", "The share of the time in which it waits for batches."),
      number("train/saving", "The share of the time that goes into checkpoints."),
      number("train/around_steps", "The share of the time that goes into anything but steps."),
      numbers_of_parts("metrics", "validate/").when(condition::given("validate")),
  };
  static constexpr Output kOutputs[] = {
      output::path("best", "The best weights.", "weights"),
      output::path("last", "The weights after the last step.", "weights"),
      output::path("history", "One JSON object per epoch and validation.", "jsonl"),
      output::path("model", "What is needed to use the weights, as TOML.", "model"),
  };
  static constexpr atelier_str kReports[] = {ATELIER_STR("times.jsonl"), ATELIER_STR("labels.json"),
                                             ATELIER_STR("checkpoint/")};
  static const void* component_extension(std::string_view id) { return reports<kReports>(id); }
  // Refuses what can be told of the options alone, so that nobody waits for it.
  TrainSupervised(const Options& options, const Call& call);
  void ready(const Call& call) override;
  void run(const Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<Opened> open(const Call& call, const std::filesystem::path& folder);

 private:
  Options options_;
};

}  // namespace atelier::supervised
