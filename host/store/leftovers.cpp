// Who works with a store, and what those who are dead have left in it.
#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include "store.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

constexpr size_t kKeyDigits = 32;
constexpr int64_t kLongAgo = int64_t{14} * 24 * 3600 * 1'000'000'000;  // nanoseconds

std::string name_of_user(const Disk& disk, const fs::path& file) {
  const Result<std::string> who = disk.read(file, 1000);
  return who && !who->empty() ? *who : "another program";
}

std::vector<std::string> names_in(const Disk& disk, const fs::path& folder) {
  const Result<std::vector<std::string>> names = disk.list(folder);
  return names ? *names : std::vector<std::string>();
}

void remove_if_free(Disk& disk, const fs::path& file) {
  Result<std::unique_ptr<FileLock>> lock = disk.lock(file);
  if (lock && *lock) HeldLock(disk, file, *std::move(lock));
}

}  // namespace

bool is_to_be_finished(const Disk& disk, const fs::path& folder) {
  const bool is_begun = disk.facts(folder / "commit.json").is_file() || disk.facts(folder / "manifest.json").is_file();
  return is_begun && disk.facts(folder / "output").is_folder();
}

std::vector<std::string> users_of(const Disk& disk, const fs::path& folder) {
  std::vector<std::string> users;
  for (const std::string& name : names_in(disk, folder / "locks/users"))
    if (disk.is_locked(folder / "locks/users" / name))
      users.push_back(name_of_user(disk, folder / "locks/users" / name));
  return users;
}

HeldLock sign_in(Disk& disk, const fs::path& folder, const std::string& who) {
  const fs::path mine = folder / "locks/users" / unique_word();
  if (!make_folders(disk, mine.parent_path())) return {};
  if (!disk.write(mine, fmt::format("{} (process {})", who, ::getpid()), Sync::kNo)) return {};
  Result<std::unique_ptr<FileLock>> lock = disk.lock(mine);
  return HeldLock(disk, mine, lock ? *std::move(lock) : nullptr);
}

Result<StoreUse> Store::enter(const std::string& who, const std::function<void(const std::string&)>& waiting) {
  Disk& disk = system_.disk;
  if (!make_folders(disk, folder_ / "locks")) return StoreUse{};
  const auto tell = [&] {
    const std::vector<std::string> others = users_of(disk, folder_);
    if (waiting) waiting(others.empty() ? "another program" : others.front());
  };
  Result<std::unique_ptr<FileLock>> shared = lock(folder_ / "locks/store.lock", LockKind::kShared, tell);
  if (!shared && options_.cancelled()) return shared.failure();
  if (!shared || !*shared) return StoreUse{};
  return StoreUse{*std::move(shared), sign_in(disk, folder_, who)};
}

void Store::clear_leftovers(Whole whole) {
  Disk& disk = system_.disk;
  const fs::path tmp = folder_ / "tmp";
  for (const std::string& name : names_in(disk, tmp))
    if (name.size() > kKeyDigits && (!name.ends_with(".lock") || !disk.facts(tmp / fs::path(name).stem()).is_there()))
      clear_one(tmp / fs::path(name).stem(), whole);
  for (const std::string& name : names_in(disk, folder_ / "locks/users"))
    remove_if_free(disk, folder_ / "locks/users" / name);
  for (const std::string& name : names_in(disk, folder_ / "locks"))
    if (name.ends_with(".lock") && name.size() > kKeyDigits) remove_if_free(disk, folder_ / "locks" / name);
}

// Only of the dead: who lives holds its lock. Where there are no locks, what nobody has touched for long.
void Store::clear_one(const fs::path& left, Whole whole) {
  Disk& disk = system_.disk;
  const fs::path file = left.string() + ".lock";
  const bool is_old = disk.facts(left).changed < system_.clock.now() - kLongAgo;
  Result<std::unique_ptr<FileLock>> lock = disk.lock(file);
  if (lock ? !*lock : !lacks_locks(lock.failure()) || !is_old) return;
  const HeldLock held(disk, file, lock ? *std::move(lock) : nullptr);
  const bool is_whole = !left.filename().string().starts_with(kGone) && is_to_be_finished(disk, left);
  if (is_whole && whole == Whole::kStays && !is_old) return;
  if (is_whole && whole == Whole::kIsFinished) {
    const std::string key = left.filename().string().substr(0, kKeyDigits);
    const Result<Object> finished = finish(key, left);
    if (!finished) {
      options_.warn("cannot finish keeping what an earlier run has left in " + left.string() + ": " +
                    finished.failure().reason + "; it stays for the next run, or may be removed");
      return;
    }
    options_.warn("the result " + key + ", which a run that was ended had begun to keep, is complete now");
  }
  (void)disk.remove_all(left);
}

}  // namespace atelier::host
