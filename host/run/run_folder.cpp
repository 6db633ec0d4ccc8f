#include "run_folder.hpp"

#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>

#include <cstring>
#include <random>

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

// A link is replaced by renaming a new one over it, so that it points somewhere at all times.
Result<void> point_latest(Disk& disk, const fs::path& runs, const std::string& id) {
  const fs::path fresh = runs / (".latest-" + id);
  Result<void> done = disk.make_link(fresh, id);
  if (done) done = disk.rename(fresh, runs / "latest");
  if (done) return done;
  Failure failure = disk_failure("make the link", runs / "latest", done.failure().status);
  if (failure.status == EISDIR) failure.reason += "; move it away";
  return failure;
}

// "20261123-0145-7f3a", with four hexadecimal digits by chance.
std::string new_run_id(const Clock& clock) {
  std::random_device random;
  return fmt::format("{:%Y%m%d-%H%M}-{:04x}", fmt::gmtime(clock.now() / 1'000'000'000), random() & 0xffffu);
}

}  // namespace

Result<RunFolder> RunFolder::create(const System& system, const fs::path& workspace) {
  const fs::path runs = fs::absolute(workspace).lexically_normal() / "runs";
  if (const auto made = make_folders(system.disk, runs); !made) return made.failure();
  for (int attempt = 0; attempt < 1000; ++attempt) {
    RunFolder run(system, new_run_id(system.clock), {});
    run.path_ = runs / run.id_;
    const Result<bool> fresh = system.disk.make_folder(run.path_);
    if (!fresh) return fresh.failure();
    if (!*fresh) continue;
    for (const char* part : {"stages", "outputs", "tmp"})
      if (const auto made = system.disk.make_folder(run.path_ / part); !made) return made.failure();
    if (const auto done = point_latest(system.disk, runs, run.id_); !done) return done.failure();
    return run;
  }
  return Failure{"finds no free name for a run in " + runs.string()};
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

void RunFolder::drop_output(const std::string& name) const {
  (void)system_.disk.remove_all(path_ / "tmp" / name);  // what stays of it has no final name
}

void RunFolder::tidy() const { (void)system_.disk.remove(path_ / "tmp"); }

}  // namespace atelier::host
