#include "store.hpp"

#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <random>

#include "manifest.hpp"
#include "system/exit_code.hpp"
#include "verify.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

constexpr auto kPoll = std::chrono::milliseconds(50);

Failure store_failure(Failure failure) {
  failure.status = kExitStore;
  return failure;
}

}  // namespace

std::string unique_word() {
  static std::random_device random;
  return fmt::format("{}-{:08x}", ::getpid(), random());
}

Work::~Work() {
  if (disk_) (void)disk_->remove_all(folder_);
}

Store::Store(const System& system, const fs::path& workspace, StoreOptions options)
    : system_(system), folder_(fs::absolute(workspace).lexically_normal() / "store"), options_(std::move(options)) {}

fs::path Store::object_folder(const std::string& key) const { return folder_ / "objects" / key.substr(0, 2) / key; }

// Null where there are no locks, which is told once.
Result<std::unique_ptr<FileLock>> Store::lock(const fs::path& file, LockKind kind,
                                              const std::function<void()>& waiting) {
  for (bool told = false;; told = true) {
    Result<std::unique_ptr<FileLock>> lock = system_.disk.lock(file, kind);
    if (lock && *lock) return lock;
    if (!lock && lacks_locks(lock.failure())) {
      if (!told_of_locks_)
        options_.warn(folder_.string() + " is on a file system without locks: two runs at once may do the same work");
      told_of_locks_ = true;
      return std::unique_ptr<FileLock>();
    }
    if (!lock) return store_failure(lock.failure());
    if (options_.cancelled()) return Failure{"was told to stop while it waited for " + file.string(), {}, kExitStore};
    if (!told && waiting) waiting();
    std::this_thread::sleep_for(kPoll);
  }
}

Result<HeldLock> Store::held(const fs::path& file, const std::function<void()>& waiting) {
  if (const auto made = make_folders(system_.disk, file.parent_path()); !made) return store_failure(made.failure());
  Result<std::unique_ptr<FileLock>> lock = this->lock(file, LockKind::kExclusive, waiting);
  if (!lock) return lock.failure();
  return HeldLock(system_.disk, file, *std::move(lock));
}

Result<HeldLock> Store::take(const std::string& key, const std::function<void()>& waiting) {
  return held(folder_ / "locks" / (key + ".lock"), waiting);
}

Result<Work> Store::begin(const std::string& key) {
  const std::string name = key + "-" + unique_word();
  Result<HeldLock> lock = held(folder_ / "tmp" / (name + ".lock"), {});
  if (!lock) return lock.failure();
  Work work(system_.disk, key, folder_ / "tmp" / name, *std::move(lock));
  if (const auto made = make_folders(system_.disk, work.output()); !made) return store_failure(made.failure());
  return work;
}

struct Store::Looked {
  Object object;
  std::optional<Manifest> manifest;
  Verified verified;
};

std::optional<Store::Looked> Store::look_at(const std::string& key) const {
  const fs::path folder = object_folder(key);
  if (!system_.disk.facts(folder).is_folder()) return std::nullopt;
  const Result<std::string> text = system_.disk.read(folder / "manifest.json");
  Looked out;
  out.object.key = key;
  out.object.folder = folder;
  if (text) out.manifest = parse_manifest(*text);
  if (!out.manifest || out.manifest->key != key) {
    out.verified.wrong = why_no_manifest(text ? *text : "");
    return out;
  }
  out.object = object_of(*out.manifest, folder);
  out.verified = verify(system_.disk, out.object.output(), *out.manifest);
  return out;
}

std::optional<Object> Store::find(const std::string& key, FindFor what) {
  const std::optional<Looked> looked = look_at(key);
  if (!looked) return std::nullopt;
  const Object& object = looked->object;
  const Verified& verified = looked->verified;
  if (!verified.wrong.empty() && what == FindFor::kReuse) move_aside(object, verified.wrong);
  if (!verified.wrong.empty()) return std::nullopt;
  if (what == FindFor::kLook) return object;
  Disk& disk = system_.disk;
  if (verified.refreshed)
    (void)disk.write(object.folder / "manifest.json", manifest_text(*looked->manifest), Sync::kNo);
  move_strangers_aside(object, verified.others);
  (void)disk.set_changed(object.folder / "used", system_.clock.now());
  return object;
}

std::string Store::wrong_with(const std::string& key) const {
  const std::optional<Looked> looked = look_at(key);
  return looked ? looked->verified.wrong : "";
}

// The folder of an object that is damaged gets another name, so that it can be made anew and nothing is lost.
void Store::move_aside(const Object& object, const std::string& why) {
  const fs::path to = folder_ / "damaged" / (object.key + "-" + unique_word());
  const std::string what = "a kept result is damaged: in " + object.folder.string() + " " + why;
  Result<void> moved = make_folders(system_.disk, to.parent_path());
  if (moved) moved = system_.disk.rename(object.folder, to);
  options_.warn(moved ? what + "; it is made anew, and what is left of it is now " + to.string()
                      : what + ", and it cannot be moved away: " + moved.failure().reason);
}

void Store::move_strangers_aside(const Object& object, const std::vector<std::string>& names) {
  if (names.empty()) return;
  const fs::path to = folder_ / "damaged" / (object.key + "-" + unique_word());
  if (!make_folders(system_.disk, to)) return;
  for (const std::string& name : names)
    if (make_folders(system_.disk, (to / name).parent_path()))
      (void)system_.disk.rename(object.output() / name, to / name);  // what lies in a folder has gone with it
  options_.warn(fmt::format("{} lies in {}, where only a kept result may be: moved to {}", names.front(),
                            object.output().string(), to.string()));
}

}  // namespace atelier::host
