// What stages that did not reach their end leave for the next run, below the workspace: unfinished/<key>, with a note
// and a lock beside it. unfinished.md says what is in them. Only for components that say they go on; the folder gets
// the stage's name under outputs/ when the work is done.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "status.hpp"
#include "system/system.hpp"

namespace atelier::host {

// One such folder, locked as long as this lives. [main]
class Unfinished {
 public:
  // Makes or takes up the folder, without what was still being written (*.partial). Nothing when another run is in it
  // or when it cannot be used (no locks here, not the file system of `outputs`): an ordinary folder will do then. A
  // failure when there is work in it that cannot be read.
  static Result<std::optional<Unfinished>> take(const System& system, const std::filesystem::path& workspace,
                                                const std::string& key, const std::filesystem::path& outputs);
  // Whether another run is in it: why `take` gave nothing.
  static bool is_taken(const Disk& disk, const std::filesystem::path& workspace, const std::string& key);
  // Whether there is work for a run to go on from.
  static bool is_left(const Disk& disk, const std::filesystem::path& workspace, const std::string& key);

  const std::filesystem::path& folder() const { return folder_; }
  // Whether it holds files of an earlier run.
  bool continued() const { return continued_; }
  // How that one ended: kInterrupted (so is who was killed), kFailed.
  Status ended_before() const { return ended_before_; }
  // Says whose work it is: {"workflow","stage","made_from"}.
  void note(nlohmann::json note);
  // Leaves the folder for a later run; false when there is nothing in it worth leaving, and it is gone.
  bool keep(Status ended);
  // The folder has been renamed, or is to go.
  void drop();

 private:
  Unfinished(const System& system, std::filesystem::path folder, std::unique_ptr<FileLock> lock)
      : system_(system), folder_(std::move(folder)), lock_(std::move(lock)) {}
  void write_note(Status ended);
  System system_;
  std::filesystem::path folder_;
  std::unique_ptr<FileLock> lock_;
  bool continued_ = false;
  Status ended_before_ = Status::kInterrupted;
  nlohmann::json note_;
};

// What a note says of work that no run has taken up.
struct UnfinishedNote {
  Status ended = Status::kInterrupted;  // or kFailed
  nlohmann::json made_from;
};

// The newest note of work of this workflow's stage in which no run is now; nothing when there is none, and when it has
// been given before: who began anew once knows of it. [main]
std::optional<UnfinishedNote> newest_note_once(Disk& disk, const std::filesystem::path& workspace,
                                               const std::string& workflow, const std::string& stage);

struct UnfinishedWork {
  std::string label;     // "train of flow"; "unknown" without a note
  int64_t touched = 0;   // nanoseconds since 1970: when a run last took it up
  uint64_t size = 0;     // bytes
  bool at_work = false;  // a run is in it
  std::filesystem::path folder;
};

// All that there is, what waits longest first. [main]
std::vector<UnfinishedWork> unfinished_work(const System& system, const std::filesystem::path& workspace);
// Whether it is gone; what a run is in stays. [main]
bool drop_unfinished(const System& system, const UnfinishedWork& work);
// Whether no run has taken it up for 14 days.
bool is_too_old(const System& system, const UnfinishedWork& work);

// Removes what no run took up in the last 14 days; what is locked stays. Says nothing. [main]
void drop_old_unfinished(const System& system, const std::filesystem::path& workspace);

}  // namespace atelier::host
