// One training: from where a checkpoint left it, or anew, to its end.
//
// All that changes is in the model, the optimizer and the TrainingState; between two steps these three say where
// training stands, and what follows is a function of them and of the options. So a training that goes on from a
// checkpoint does what it would have done. One thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "averaged_weights.hpp"
#include "batch_dump.hpp"
#include "partial_validation.hpp"
#include "preflight.hpp"
#include "result_files.hpp"
#include "resume.hpp"
#include "saver.hpp"
#include "stopwatch.hpp"
#include "train_options.hpp"
#include "train_step.hpp"
#include "training_setup.hpp"
#include "training_state.hpp"

namespace atelier::supervised {

class Training {
 public:
  // Looks at all parts, and at all label maps; changes nothing yet. earlier: the folder of a result to go on from, or
  // empty.
  Training(const Call& call, const TrainOptions& options, const std::filesystem::path& folder,
           const std::filesystem::path& earlier);
  // Leaves the result in the folder, or what the next run goes on from.
  void run();

 private:
  void tidy() const;
  bool is_complete() const;
  void begin();
  void go_on_from(const Checkpoint& checkpoint);
  void go_on();
  void leave_checkpoint();
  void finish();

  bool has_all_epochs() const { return state_.epoch >= state_.plan.epochs && state_.batch == lengths_.steps; }
  bool is_done() const;
  void tell_end() const;
  void begin_epoch();
  void learn();
  Batch next_batch();
  void end_pass();
  void see_size(const Batch& batch);
  double rate_factor() const;
  void save_if_due();

  bool is_judgement_due() const;
  void judge();
  void take_score(const Results& results);
  Results validate();
  void check_weights();
  [[noreturn]] void stop(const SeenBatch* batch, const std::string& why);

  double mean_loss() const { return state_.loss_sum / static_cast<double>(state_.batch); }
  std::string place(uint64_t ahead) const;
  std::string place_words(uint64_t epoch, uint64_t step) const;
  std::string place_of_score(size_t index) const;
  uint64_t batches_done() const;
  std::string place_digest() const;
  std::string history_line(const Results& results) const;
  std::string times_line() const;
  void report(const Results& results) const;
  void report_times() const;
  void report_progress(uint64_t validated) const;
  std::filesystem::path partial_file() const { return saver_.folder() / "validation.sums"; }

  const Call call_;
  const TrainOptions& options_;
  const std::filesystem::path folder_, earlier_;
  const ModelRef model_;
  const atelier_model_info info_;
  const ResultNames names_;
  const std::vector<atelier_object> augmenters_;
  atelier_load_plan plan_;
  const Lengths lengths_;
  const Validations validations_;
  const TrainStep step_;
  BestScore best_;
  const std::vector<PartLabels> labels_;  // behind what is looked at sooner
  std::optional<AveragedWeights> averaged_;
  Saver saver_;
  Wish wish_;

  TrainingState state_;
  std::optional<LoaderRef::Pass> pass_;  // of this epoch
  std::optional<SeenBatch> last_batch_;  // learnt from
  std::optional<ScoreStart> counted_;    // of a validation that was broken off
  bool is_between_steps_ = true;
  uint64_t steps_before_ = 0;    // learnt before this run
  uint64_t batches_before_ = 0;  // of progress, in an earlier result that this run goes on from
  Stopwatch watch_;
  double epoch_start_ = 0, epoch_saving_ = 0;  // when it began here, and Saver::seconds then
};

}  // namespace atelier::supervised
