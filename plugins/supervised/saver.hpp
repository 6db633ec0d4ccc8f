// Saves where a training stands, when it is time, and brings it back.
//
// Weights and what the optimizer remembers are written while training waits; the rest of a checkpoint's way to the disk
// goes on beside it (checkpoints.hpp). A save that fails is told of and tried again at the next time; the third failure
// in a row ends the training, while there is not much to lose. One thread.
#pragma once

#include <atelier/cpp/model.hpp>
#include <atelier/cpp/optimizer.hpp>
#include <filesystem>
#include <string>

#include "averaged_weights.hpp"
#include "checkpoint.hpp"
#include "checkpoints.hpp"
#include "pace.hpp"
#include "stopwatch.hpp"

namespace atelier::supervised {

class Saver {
 public:
  struct Settings {
    std::filesystem::path folder;  // of the checkpoints
    std::string pace;              // see Pace
    uint64_t keep = 2;
    std::string suffix;  // of weights files, ".safetensors"
  };
  // averaged: or null. Both parts and the average must outlive this.
  Saver(Settings settings, const ModelRef& model, const OptimizerRef& optimizer, AveragedWeights* averaged);

  Checkpoints& checkpoints() { return checkpoints_; }
  const std::filesystem::path& folder() const { return checkpoints_.folder(); }
  bool is_off() const { return pace_.is_off(); }

  // Loads all of it; what is there of best weights becomes those. The optimizer is to be set up afterwards.
  void restore(const Call& call, const Checkpoint& from);
  // Training begins anew, without best weights. Whether there were any.
  bool begin_anew();

  // Between two steps, or two batches of validation: whether it is time to save.
  bool is_due(const Call& call, bool at_epoch_end);
  // Does work that writes `what`; when that fails for want of room, or of the disk, the error says what helps.
  template <class Work>
  void writing(const Call& call, const char* what, Work work) const;
  // What the model holds now are the best weights.
  void save_best(const Call& call);
  void save(const Call& call, const TrainingState& state);
  // The same, and waits until it is on the disk. Throws when it does not get there.
  void save_now(const Call& call, const TrainingState& state);
  // Whether there is a checkpoint of this place, or one is on its way.
  bool has(const TrainingState& state) const;
  // After a save that was no checkpoint.
  void saved_otherwise(double start) { pace_.saved(start, Stopwatch::now() - start); }
  // Waits for a checkpoint on its way.
  void settle(const Call& call) { take(call, checkpoints_.settle()); }

  // Training has waited for so long.
  double seconds() const { return seconds_; }

 private:
  [[noreturn]] void fail(const Call& call, const char* what, int32_t code, const std::string& why) const;
  std::filesystem::path best_file() const { return checkpoints_.folder() / ("best" + settings_.suffix); }
  Checkpoints::New write(const Call& call, const TrainingState& state);
  void take(const Call& call, const std::optional<Checkpoints::Outcome>& outcome);
  void failed(const Call& call, const std::string& name, const std::string& why);

  Settings settings_;
  ModelRef model_;
  OptimizerRef optimizer_;
  AveragedWeights* averaged_;
  Checkpoints checkpoints_;
  Pace pace_;
  std::string on_its_way_;
  unsigned failures_ = 0;  // in a row
  double seconds_ = 0;
};

template <class Work>
void Saver::writing(const Call& call, const char* what, Work work) const {
  const Attempt attempt(call);
  try {
    work(attempt.call());
  } catch (const Reported& e) {
    fail(call, what, e.code(), attempt.text().empty() ? e.what() : attempt.text());
  } catch (const Error& e) {
    fail(call, what, e.code(), e.what());
  } catch (const std::filesystem::filesystem_error& e) {
    fail(call, what, ATELIER_E_IO, text(e.path1().string(), ": ", e.code().message()));
  }
}

}  // namespace atelier::supervised
