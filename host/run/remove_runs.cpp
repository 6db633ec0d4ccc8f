#include "remove_runs.hpp"

#include <spdlog/fmt/fmt.h>

#include "run_folder.hpp"
#include "run_name.hpp"
#include "status.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

constexpr const char* kRemoved = ".removed-";

// Where the link is to lead once the run is gone; "" when there is nothing.
std::string successor(const Disk& disk, const PastRun& gone, const std::string& link) {
  std::string newest;
  const Result<std::vector<PastRun>> runs = past_runs(
      disk, gone.workspace(),
      [&](const PastRun& other) {
        if (other.id == gone.id || !is_run_name(other.id)) return false;
        if (newest.empty()) newest = other.id;
        return link == "latest" ? other.status == word_of(Status::kDone) : disk.is_locked(other.folder / kRunLock);
      },
      1);
  if (runs && !runs->empty()) return runs->front().id;
  return link == "latest" ? "" : newest;
}

Result<void> turn_link(Disk& disk, const PastRun& gone, const std::string& link) {
  const fs::path runs = gone.folder.parent_path();
  const Result<std::string> target = disk.read_link(runs / link);
  if (!target || fs::path(*target).filename() != gone.id) return {};
  const std::string to = successor(disk, gone, link);
  return to.empty() ? disk.remove(runs / link) : point_link(disk, runs, link, to);
}

}  // namespace

std::string why_not_removed(const Disk& disk, const PastRun& run) {
  if (run.status == "foreign") return "it is no run's folder: remove it by hand";
  if (disk.is_locked(run.folder / kRunLock)) return "it is at work: stop it first";
  if (run.status == word_of(Status::kRunning))
    return fmt::format(
        "it says that it is running, and the disk knows no locks that would tell; when process {} on {} "
        "is gone, remove {} by hand",
        number_in(run.record, "pid").value_or(0), text_in(run.record, "host"), run.folder.string());
  return "";
}

Result<void> remove_run(Disk& disk, const PastRun& run) {
  if (const std::string why = why_not_removed(disk, run); !why.empty()) return Failure{"run " + run.id + ": " + why};
  // a run that is just being marked as crashed by another one is held for a moment
  std::unique_ptr<FileLock> lock;
  if (disk.facts(run.folder / kRunLock, Links::kKeep).is_there()) {
    lock = lock_or_none(disk, run.folder / kRunLock);
    if (!lock) return Failure{"run " + run.id + ": another process holds its " + kRunLock + "; try again"};
  }
  for (const char* link : {"latest", "current"})
    if (Result<void> turned = turn_link(disk, run, link); !turned) return turned;
  const fs::path aside = run.folder.parent_path() / (kRemoved + run.id);
  if (Result<void> renamed = disk.rename(run.folder, aside); !renamed) return renamed;
  return disk.remove_all(aside);
}

void clear_removed_runs(Disk& disk, const fs::path& workspace) {
  const fs::path runs = fs::absolute(workspace).lexically_normal() / "runs";
  const Result<std::vector<std::string>> names = disk.list(runs);
  for (const std::string& name : names ? *names : std::vector<std::string>())
    if (name.starts_with(kRemoved)) (void)disk.remove_all(runs / name);
}

}  // namespace atelier::host
