// What interrupted stages leave for the next run, below the workspace:
//
//   unfinished/<key>/       the stage's folder; <key>: 32 hexadecimal digits, of all its result depends on
//   unfinished/<key>.lock   held (flock) by the run that works in it; its time says when a run last took it up
//
// Only for components that say they go on. The folder gets the stage's name under outputs/ when the work is done.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "resolved.hpp"

namespace atelier::host {

// The key of a stage's unfinished work: stage_key and, of each file that an option named for it or for anything before
// it, size and time of change (of a folder the path alone); likewise of the plugin files.
std::string unfinished_key(const ResolvedWorkflow& workflow, int stage);

// One such folder, locked as long as this lives. [main]
class Unfinished {
 public:
  // Makes or takes up the folder, without what was still being written (*.partial). Nothing when another run is in it
  // or when it cannot be used (no locks here, not the file system of `outputs`): an ordinary folder will do then.
  static std::optional<Unfinished> take(const std::filesystem::path& workspace, const std::string& key,
                                        const std::filesystem::path& outputs);
  Unfinished(Unfinished&& other) noexcept;
  Unfinished& operator=(Unfinished&&) = delete;
  ~Unfinished();

  const std::filesystem::path& folder() const { return folder_; }
  // Whether it holds files of an earlier run.
  bool continued() const { return continued_; }
  // Leaves the folder for a later run; false when there is nothing in it worth leaving, and it is gone.
  bool keep();
  // The folder has been renamed, or is to go.
  void drop();

 private:
  Unfinished(std::filesystem::path folder, int lock) : folder_(std::move(folder)), lock_(lock) {}
  std::filesystem::path folder_;
  int lock_ = -1;
  bool continued_ = false;
};

// Removes what no run took up in the last 14 days; what is locked stays. Says nothing. [main]
void drop_old_unfinished(const std::filesystem::path& workspace);

}  // namespace atelier::host
