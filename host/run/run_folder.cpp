#include "run_folder.hpp"

#include <cerrno>
#include <random>

#include "run_name.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

Failure in_the_way(const fs::path& link, int error) {
  Failure failure = disk_failure("make the link", link, error);
  if (error == EISDIR) failure.reason += "; move it away";
  return failure;
}

// The newest run that some process works on, but not `but`; "" when there is none.
std::string newest_at_work(const Disk& disk, const fs::path& runs, const std::string& but) {
  std::string newest;
  const Result<std::vector<std::string>> names = disk.list(runs);
  for (const std::string& name : names ? *names : std::vector<std::string>())
    if (name != but && name > newest && is_run_name(name) && disk.is_locked(runs / name / kRunLock)) newest = name;
  return newest;
}

}  // namespace

Result<void> point_link(Disk& disk, const fs::path& runs, const std::string& link, const std::string& id) {
  const fs::path fresh = runs / ("." + link + "-" + id);
  Result<void> done = disk.make_link(fresh, id);
  if (!done && done.failure().status == EEXIST && disk.remove(fresh))  // of a process that was killed
    done = disk.make_link(fresh, id);
  if (done) done = disk.rename(fresh, runs / link);
  if (done) return done;
  (void)disk.remove(fresh);
  return in_the_way(runs / link, done.failure().status);
}

Result<RunFolder> RunFolder::create(const System& system, const fs::path& workspace, const std::string& workflow) {
  const fs::path runs = fs::absolute(workspace).lexically_normal() / "runs";
  if (const auto made = make_folders(system.disk, runs); !made) return made.failure();
  std::random_device random;
  for (int attempt = 0; attempt < 1000; ++attempt) {
    const Result<std::vector<std::string>> there = system.disk.list(runs);
    if (!there) return there.failure();
    RunFolder run(system, run_name(system.clock.now(), *there, workflow, random()), {});
    run.path_ = runs / run.id_;
    const Result<bool> fresh = system.disk.make_folder(run.path_);
    if (!fresh) return fresh.failure();
    if (!*fresh) continue;
    run.lock_ = lock_or_none(system.disk, run.path_ / kRunLock);
    if (!run.lock_) (void)system.disk.remove(run.path_ / kRunLock);  // which nobody holds: it would say that we died
    for (const char* part : {"stages", "outputs", "tmp"}) {
      const auto made = system.disk.make_folder(run.path_ / part);
      if (made) continue;
      run.give_up();
      return made.failure();
    }
    return run;
  }
  return Failure{"finds no free name for a run in " + runs.string()};
}

Result<void> RunFolder::make_current() const {
  const fs::path runs = path_.parent_path();
  // close() would fail there, after all the work
  if (system_.disk.facts(runs / "latest", Links::kKeep).is_folder()) return in_the_way(runs / "latest", EISDIR);
  return point_link(system_.disk, runs, "current", id_);
}

void RunFolder::give_up() {
  (void)system_.disk.remove_all(path_);
  lock_.reset();
}

Result<void> RunFolder::close(Status status) {
  Disk& disk = system_.disk;
  const fs::path runs = path_.parent_path();
  Result<void> pointed;
  if (status == Status::kDone) pointed = point_link(disk, runs, "latest", id_);
  if (const std::string other = newest_at_work(disk, runs, id_); !other.empty())
    (void)point_link(disk, runs, "current", other);
  if (lock_) (void)disk.remove(path_ / kRunLock);
  lock_.reset();
  return pointed;
}

Result<fs::path> RunFolder::begin_output(const std::string& name) const {
  const fs::path folder = path_ / "tmp" / name;
  if (const auto made = make_folders(system_.disk, folder); !made) return made.failure();
  return folder;
}

Result<void> RunFolder::commit_output(const std::string& name, const fs::path& folder) const {
  const Result<void> renamed = system_.disk.rename(folder, output(name));
  if (!renamed) return disk_failure("create the folder", output(name), renamed.failure().status);
  return renamed;
}

Result<void> RunFolder::link_output(const std::string& name, const fs::path& folder) const {
  const fs::path link = output(name);
  Result<void> made = system_.disk.make_link(link, folder.lexically_relative(link.parent_path()).string());
  if (made &&
      !system_.disk.facts(link).is_folder()) {  // `runs` is a link to elsewhere: only the whole path leads there
    made = system_.disk.remove(link);
    if (made) made = system_.disk.make_link(link, folder.string());
  }
  if (!made) return disk_failure("make the link", link, made.failure().status);
  return made;
}

void RunFolder::tidy() const { (void)system_.disk.remove(path_ / "tmp"); }

}  // namespace atelier::host
