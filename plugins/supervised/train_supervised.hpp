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
  static constexpr Output kOutputs[] = {
      output::path("best", "The best weights."),
      output::path("last", "The weights after the last step."),
      output::path("history", "One JSON object per epoch and validation."),
      output::path("model", "What is needed to use the weights, as TOML."),
  };
  static constexpr atelier_str kReports[] = {ATELIER_STR("times.jsonl"), ATELIER_STR("labels.json"),
                                             ATELIER_STR("checkpoint/")};
  static const void* component_extension(std::string_view id) { return reports<kReports>(id); }
  // Refuses what can be told of the options alone, so that nobody waits for it.
  TrainSupervised(const Options& options, const Call& call);
  void run(const Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<Opened> open(const Call& call, const std::filesystem::path& folder);

 private:
  Options options_;
};

}  // namespace atelier::supervised
