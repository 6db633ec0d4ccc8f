// Results that need not be made again: folders of files, each under a key that the caller makes, below
// <workspace>/store. What is in `objects` is complete by definition; store.md says what lies where and how it gets
// there. Two programs may use one store at once.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "digest.hpp"
#include "parallel.hpp"
#include "system/system.hpp"

namespace atelier::host {

// A result in the store.
struct Object {
  std::string key;
  std::filesystem::path folder;  // objects/ab/<key>
  nlohmann::json record;         // as the caller gave it
  Digest digest;                 // of all its files but the reports
  uint64_t size = 0;             // bytes of all its files
  size_t files = 0;

  std::filesystem::path output() const { return folder / "output"; }
  // Of the caller's small files.
  std::filesystem::path record_file(const std::string& name) const { return folder / "record" / name; }
};

// What the caller says of a result.
struct NewObject {
  std::string label;                         // for people: "train (train.supervised)"
  nlohmann::json record;                     // whatever the caller wants to find again
  std::map<std::string, std::string> files;  // the caller's small files, name to bytes: they come to be in record/
  std::vector<std::string> needs;            // keys of the objects that it was made from: gc keeps these with it
  // Names in the output whose bytes say nothing of the result (times, machines): not in its digest. "report.json",
  // "logs/*" (what is in logs), "logs/**" (and in its folders).
  std::vector<std::string> reports;
  // Where it is one of several results of a key (variants.hpp): that key, and what tells this one from the others.
  std::string variant_of = {};
  std::map<std::string, std::string> inputs = {};
};

// A lock whose file goes with it; nothing where there are no locks.
class HeldLock {
 public:
  HeldLock() = default;
  HeldLock(Disk& disk, std::filesystem::path file, std::unique_ptr<FileLock> lock)
      : disk_(&disk), file_(std::move(file)), lock_(std::move(lock)) {}
  HeldLock(HeldLock&&) noexcept = default;
  HeldLock& operator=(HeldLock&&) = delete;
  ~HeldLock() {
    if (lock_) (void)disk_->remove(file_);  // whoever waits for it makes another
  }
  explicit operator bool() const { return lock_ != nullptr; }

 private:
  Disk* disk_ = nullptr;
  std::filesystem::path file_;
  std::unique_ptr<FileLock> lock_;
};

// A folder for a result in the making, below store/tmp: locked as long as this lives, and removed with it unless it
// has been committed or taken away.
class Work {
 public:
  Work(Work&& other) noexcept
      : disk_(std::exchange(other.disk_, nullptr)),
        key_(std::move(other.key_)),
        folder_(std::move(other.folder_)),
        lock_(std::move(other.lock_)) {}
  Work& operator=(Work&&) = delete;
  ~Work();

  const std::string& key() const { return key_; }
  // Whether it stays although it could not be committed: the next process that clears leftovers finishes it.
  bool is_left_to_be_finished() const { return disk_ == nullptr; }
  // Where the stage writes.
  std::filesystem::path output() const { return folder_ / "output"; }

 private:
  friend class Store;
  Work(Disk& disk, std::string key, std::filesystem::path folder, HeldLock lock)
      : disk_(&disk), key_(std::move(key)), folder_(std::move(folder)), lock_(std::move(lock)) {}
  Disk* disk_;
  std::string key_;
  std::filesystem::path folder_;
  HeldLock lock_;
};

// That somebody works with the store, as long as this lives: gc lets be what is in it.
struct StoreUse {
  std::unique_ptr<FileLock> shared;  // of all who work with it
  HeldLock mine;                     // its file says who
};

struct StoreOptions {
  unsigned threads = all_cores();
  std::function<void(const std::string&)> warn = [](const std::string&) {};  // a sentence for the user
  std::function<bool()> cancelled = [] { return false; };
  std::function<void(int)> at_step = [](int) {};  // for tests: before each numbered step of a commit (store.md)
};

enum class FindFor {
  kReuse,  // the object's time of last use becomes now; what is damaged is moved to store/damaged
  kLook,   // nothing on the disk changes
};

// What clear_leftovers does with what is whole: gc leaves it to the next run, which needs it.
enum class Whole { kIsFinished, kStays };

// Failures of the store have as status an exit code: kExitStore, or kExitStageFailed for what the stage left.
class Store {
 public:
  // Looks at nothing and makes nothing: that the workspace is read-only shows when something is to be kept. [any]
  Store(const System& system, const std::filesystem::path& workspace, StoreOptions options = {});

  const std::filesystem::path& folder() const { return folder_; }

  // To be called before the rest by whoever reuses or keeps; `who`: "run 20261128-…". Waits while gc works: `waiting`
  // is called once with who that is. Where the store cannot be written nothing is locked, and where there are no locks
  // that is told once: the rest works as well as it can. A failure when it was cancelled. [main]
  Result<StoreUse> enter(const std::string& who, const std::function<void(const std::string&)>& waiting = {});
  // Finishes what dead processes have begun to commit, and removes what else they left. Tells what it finishes. [main]
  void clear_leftovers(Whole whole = Whole::kIsFinished);

  // Nothing when there is none, or none that fits its manifest: that is told. [main]
  std::optional<Object> find(const std::string& key, FindFor what = FindFor::kReuse);

  // What is wrong with the object; "" when nothing is, or there is none. [main]
  std::string wrong_with(const std::string& key) const;

  // Moves away an object that is of no use to the caller, and says so: it can be made anew. [main]
  void put_aside(const Object& object, const std::string& why) { move_aside(object, why); }

  // Waits while another process makes the result of this key: look for it again when this gives the lock. `waiting` is
  // called once. A failure when it was cancelled. [main]
  Result<HeldLock> take(const std::string& key, const std::function<void()>& waiting = {});

  // A fresh folder. A failure, in a sentence, when the store cannot be written: the caller can do without. [main]
  Result<Work> begin(const std::string& key);

  // What is in work.output(), or in `from`, another folder on the same file system that takes its place, becomes the
  // object. Its files become read-only, and equal bytes are one file. When another process has committed the key
  // meanwhile, theirs is given and ours is dropped. On a failure the files lie still in `from` when that is there, or
  // in work.output(): the caller may rename the folder away, unless the work is left to be finished. [main]
  Result<Object> commit(Work& work, const NewObject& what, const std::filesystem::path& from = {});

 private:
  Result<std::unique_ptr<FileLock>> lock(const std::filesystem::path& file, LockKind kind,
                                         const std::function<void()>& waiting);
  Result<HeldLock> held(const std::filesystem::path& file, const std::function<void()>& waiting);
  struct Looked;
  std::optional<Looked> look_at(const std::string& key) const;
  std::filesystem::path object_folder(const std::string& key) const;
  void move_aside(const Object& object, const std::string& why);
  void move_strangers_aside(const Object& object, const std::vector<std::string>& names);
  void clear_one(const std::filesystem::path& left, Whole whole);
  Result<void> list_variant(const std::filesystem::path& folder);
  Result<Object> finish(const std::string& key, const std::filesystem::path& folder);
  Result<Object> put_into_place(const std::string& key, const std::filesystem::path& folder);
  System system_;
  std::filesystem::path folder_;
  StoreOptions options_;
  bool told_of_locks_ = false;
};

// Who works with the store below `folder` now, as they have told `enter`.
std::vector<std::string> users_of(const Disk& disk, const std::filesystem::path& folder);
// Says so. Nothing is held where that cannot be written or locked.
HeldLock sign_in(Disk& disk, const std::filesystem::path& folder, const std::string& who);
// Whether a folder in tmp is what was about to become an object, and whole.
bool is_to_be_finished(const Disk& disk, const std::filesystem::path& folder);
// With it begin the names, in tmp, of what is being removed: it is not to be finished.
inline constexpr const char* kGone = "gone-";
// What nobody else is called: for names of files.
std::string unique_word();

}  // namespace atelier::host
