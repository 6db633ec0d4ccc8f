// The folder of one run, below the workspace: run_folder.md says what is in it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "status.hpp"
#include "system/system.hpp"

namespace atelier::host {

// Held by the process as long as it works on the run (run_folder.md).
inline constexpr const char* kRunLock = "running.lock";
// Made by the second Ctrl-C, which ends the process at once.
inline constexpr const char* kStoppedAtOnce = "stopped_at_once";

// Turns runs/<link> to a run. It is replaced by renaming a new one over it, so that it leads somewhere at all times.
Result<void> point_link(Disk& disk, const std::filesystem::path& runs, const std::string& link, const std::string& id);

class RunFolder {
 public:
  // Makes the folder, which this process holds until close(). `workflow`: its name, which the run's says. [main]
  static Result<RunFolder> create(const System& system, const std::filesystem::path& workspace,
                                  const std::string& workflow = {});
  // All that a run begins with is there: turns runs/current to it. [main]
  Result<void> make_current() const;
  // The run cannot begin: nothing of it stays. [main]
  void give_up();
  // The run has ended so, and that is recorded. Turns runs/latest to it if it is done, and runs/current to another run
  // if one is at work; lets go of the folder. The failure is of runs/latest. [main]
  Result<void> close(Status status);

  const System& system() const { return system_; }
  const std::string& id() const { return id_; }
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path workspace() const { return path_.parent_path().parent_path(); }
  // For the records of a stage.
  std::filesystem::path stage(const std::string& name) const { return path_ / "stages" / name; }
  std::filesystem::path output(const std::string& name) const { return path_ / "outputs" / name; }

  // An empty folder for the stage to write into.
  Result<std::filesystem::path> begin_output(const std::string& name) const;
  // The stage's folder is complete: gives it its final name. `folder`: what begin_output gave, or another one on the
  // same file system.
  Result<void> commit_output(const std::string& name, const std::filesystem::path& folder) const;
  // The stage's result is in the store, in `folder`: leads there under its name.
  Result<void> link_output(const std::string& name, const std::filesystem::path& folder) const;
  // Removes the temporary folder when it is empty.
  void tidy() const;

 private:
  RunFolder(const System& system, std::string id, std::filesystem::path path)
      : system_(system), id_(std::move(id)), path_(std::move(path)) {}
  System system_;
  std::string id_;
  std::filesystem::path path_;
  std::shared_ptr<FileLock> lock_;  // null where the disk knows no locks
};

}  // namespace atelier::host
