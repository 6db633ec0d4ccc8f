// The folder of checkpoints: writes new ones, keeps the last few, and lists them.
//
// A checkpoint is step-<N>, where N steps are learnt, or step-<N>-judged, where what is due after step N (validation)
// is done too. It is made under a name of its own; a thread then brings it to the disk, gives it its name and removes
// what is too old, while training goes on. So a checkpoint that has its name is complete, also after a power cut. One
// thread at a time but for that one.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "training_state.hpp"

namespace atelier::supervised {

class Checkpoints {
 public:
  // keep: how many, at least 1.
  Checkpoints(std::filesystem::path folder, uint64_t keep) : folder_(std::move(folder)), keep_(keep) {}
  Checkpoints(const Checkpoints&) = delete;
  Checkpoints& operator=(const Checkpoints&) = delete;
  ~Checkpoints() { settle(); }

  const std::filesystem::path& folder() const { return folder_; }

  // Those that are there, the newest first; removes what was being made or removed when a run ended, and what has the
  // name of a checkpoint or of their folder, but is no folder.
  std::vector<std::filesystem::path> begin();
  // Training goes on from this one of them; those in `useless` are the first to go.
  void go_on_from(const std::filesystem::path& one, const std::vector<std::filesystem::path>& useless);

  // What one is called that stands there.
  static std::string name_of(const TrainingState& state);
  // What a save needs besides its files.
  struct New {
    std::filesystem::path folder;              // where they are to be made
    std::map<std::string, std::string> files;  // by role, names in the folder
    TrainingState state;
  };
  // An empty folder for the next one. Waits for the one before.
  std::filesystem::path make_folder(const TrainingState& state);
  // Its files are there, written but not synced: the rest happens on a thread of its own.
  void commit(New made);
  // Waits for that. Of what has ended since the last call: the seconds it took, or why it failed.
  struct Outcome {
    std::string name;
    double seconds = 0;
    std::string failure;  // "": it has its name
  };
  std::optional<Outcome> settle();
  // The same, without waiting: nothing while it is still at work.
  std::optional<Outcome> poll();

  // The newest that is complete and was made, or gone on from, here; "": none.
  const std::string& newest() const { return newest_; }

 private:
  void finish(const New& made);
  void drop_old(const std::string& added);

  std::filesystem::path folder_;
  uint64_t keep_;
  std::vector<std::string> order_;  // the first to go first
  std::string newest_;

  std::thread worker_;
  std::atomic<bool> is_done_{false};
  Outcome outcome_;  // of the worker, once it is done
};

}  // namespace atelier::supervised
