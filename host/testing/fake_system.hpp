// For the host's tests: a disk in memory that fails when the test says so, a clock that the test sets, and an
// environment of the test's own.
#pragma once

#include <cerrno>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "system/system.hpp"

namespace atelier::host::fake {

class Clock : public host::Clock {
 public:
  int64_t now() const override { return now_; }
  double seconds() const override { return static_cast<double>(now_) * 1e-9; }
  void advance(int64_t seconds) { now_ += seconds * 1'000'000'000; }

 private:
  int64_t now_ = 1'795'830'307'123'000'000;  // 2026-11-28T01:45:07.123Z
};

class Environment : public host::Environment {
 public:
  std::optional<std::string> find(const std::string& name) const override {
    const auto it = variables.find(name);
    return it == variables.end() ? std::nullopt : std::optional<std::string>(it->second);
  }
  std::map<std::string, std::string> variables;
};

// Of absolute paths. What is written gets the clock's time.
class Disk : public host::Disk {
 public:
  using Path = std::filesystem::path;

  explicit Disk(const host::Clock& clock) : clock_(clock) {
    entries_["/"] = std::make_shared<Entry>(Entry{FileKind::kFolder, "", 0, 0, 0, false});
  }

  // The `nth` change from now on fails with this errno: 0 is the next. Writing a file is three changes: the temporary
  // file, its bytes, its name; what fails in the middle leaves the temporary file, as a crash would.
  void fail(size_t nth, int error) {
    fails_at_ = changes_ + nth;
    stays_full_ = false;
    error_ = error;
  }
  // Every change from the next on fails: the disk is full.
  void fill() {
    fail(0, ENOSPC);
    stays_full_ = true;
  }
  size_t changes() const { return changes_; }
  // Without, files are made but never locked, as on some network disks.
  bool knows_locks = true;

  // Makes a file, and the folders above it, that no failure counts.
  void put(const Path& file, std::string bytes) {
    for (Path folder = file.parent_path(); !entries_.count(folder); folder = folder.parent_path())
      add(folder, FileKind::kFolder);
    add(file, FileKind::kFile).bytes = std::move(bytes);
  }
  // Other bytes in the same file, at the clock's time.
  void overwrite(const Path& file, std::string bytes) {
    Entry& entry = *entries_.at(file);
    entry.bytes = std::move(bytes);
    entry.changed = entry.status_changed = clock_.now();
  }
  // The process ends at the `nth` change from now: that one fails, and every one after it.
  void end_process(size_t nth) {
    fail(nth, EIO);
    stays_full_ = true;
  }
  // Another process looks at what that one has left.
  void start_process() {
    fails_at_ = kAll;
    stays_full_ = false;
    locked_.clear();
  }
  bool has_hard_links = true;
  uint64_t most_links = kAll;
  std::function<void()> while_reading;  // called before each piece of an opened file is read

  // All paths but "/", sorted.
  std::vector<std::string> paths() const {
    std::vector<std::string> out;
    for (const auto& [path, entry] : entries_)
      if (path != "/") out.push_back(path.string());
    return out;
  }

  FileFacts facts(const Path& path, Links links = Links::kFollow) const override {
    const auto it = entries_.find(followed(path, links));
    if (it == entries_.end()) return {};
    return facts_of(it->second);
  }
  Result<std::vector<std::string>> list(const Path& folder, size_t most = kAll) const override {
    const Path real = followed(folder, Links::kFollow);
    if (!facts(real).is_there()) return disk_failure("read the folder", folder, ENOENT);
    if (!facts(real).is_folder()) return disk_failure("read the folder", folder, ENOTDIR);
    std::vector<std::string> names;
    for (const auto& [path, entry] : entries_)
      if (path != "/" && path.parent_path() == real && names.size() < most) names.push_back(path.filename().string());
    return names;
  }
  Result<std::string> read(const Path& file, size_t most = kAll) const override {
    const auto it = entries_.find(followed(file, Links::kFollow));
    if (it == entries_.end()) return disk_failure("read", file, ENOENT);
    if (it->second->kind == FileKind::kFolder) return disk_failure("read", file, EISDIR);
    return it->second->bytes.substr(0, most);
  }
  Result<std::unique_ptr<InputFile>> open(const Path& file) const override {
    const auto it = entries_.find(followed(file, Links::kFollow));
    if (it == entries_.end()) return disk_failure("read", file, ENOENT);
    return std::unique_ptr<InputFile>(std::make_unique<Input>(*this, it->second));
  }
  Result<std::string> read_link(const Path& link) const override {
    const auto it = entries_.find(followed(link, Links::kKeep));
    if (it == entries_.end()) return disk_failure("read the link", link, ENOENT);
    if (it->second->kind != FileKind::kLink) return disk_failure("read the link", link, EINVAL);
    return it->second->bytes;
  }

  Result<void> write(const Path& file, std::string_view bytes, Sync) override {
    const Path real = followed(file, Links::kFollow), fresh = real.string() + ".partial";
    if (const int error = change(fresh)) return disk_failure("create", file, error);
    Entry& entry = add(fresh, FileKind::kFile);
    if (const int error = change(fresh)) return disk_failure("write", file, error);
    entry.bytes = bytes;
    return rename(fresh, real);
  }
  Result<std::unique_ptr<LineFile>> append(const Path& file) override {
    const Path real = followed(file, Links::kFollow);
    if (const int error = change(real)) return disk_failure("create", file, error);
    if (!entries_.count(real)) add(real, FileKind::kFile);
    return std::unique_ptr<LineFile>(std::make_unique<Lines>(*this, real));
  }
  Result<bool> make_folder(const Path& folder) override {
    const Path real = followed(folder, Links::kKeep);
    if (entries_.count(real)) return false;
    if (const int error = change(real)) return disk_failure("create the folder", folder, error);
    add(real, FileKind::kFolder);
    return true;
  }
  Result<void> make_link(const Path& link, const std::string& target) override {
    const Path real = followed(link, Links::kKeep);
    if (const int error = entries_.count(real) ? EEXIST : change(real))
      return disk_failure("make the link", link, error);
    add(real, FileKind::kLink).bytes = target;
    return {};
  }
  Result<void> rename(const Path& from, const Path& to) override {
    const Path old = followed(from, Links::kKeep), fresh = followed(to, Links::kKeep);
    const FileFacts there = facts(fresh, Links::kKeep);
    const bool folder = facts(old, Links::kKeep).is_folder();
    int error = !entries_.count(old) ? ENOENT : there.is_folder() && !folder ? EISDIR : 0;
    if (folder && there.is_there()) error = there.is_folder() ? has_entries(fresh) ? ENOTEMPTY : 0 : ENOTDIR;
    if (error == 0) error = change(fresh);
    if (error != 0) return disk_failure("give its name to", to, error);
    entries_.at(old)->status_changed = clock_.now();
    std::map<Path, std::shared_ptr<Entry>> moved;
    for (auto it = entries_.begin(); it != entries_.end();)
      if (is_within(it->first, old)) {
        moved[it->first == old ? fresh : fresh / it->first.lexically_relative(old)] = std::move(it->second);
        it = entries_.erase(it);
      } else {
        ++it;
      }
    entries_.erase(fresh);
    entries_.merge(moved);
    return {};
  }
  Result<void> remove(const Path& path) override {
    const Path real = followed(path, Links::kKeep);
    if (const int error = has_entries(real) ? ENOTEMPTY : change(real)) return disk_failure("remove", path, error);
    entries_.erase(real);
    return {};
  }
  Result<void> remove_all(const Path& path) override {
    const Path real = followed(path, Links::kKeep);
    if (const int error = change(real)) return disk_failure("remove", path, error);
    std::erase_if(entries_, [&](const auto& entry) { return is_within(entry.first, real); });
    return {};
  }
  Result<void> set_changed(const Path& path, int64_t changed) override {
    const auto it = entries_.find(followed(path, Links::kFollow));
    const int error = it == entries_.end() ? ENOENT : change(it->first);
    if (error != 0) return disk_failure("set the time of", path, error);
    it->second->changed = changed;
    it->second->status_changed = clock_.now();
    return {};
  }
  Result<void> hard_link(const Path& file, const Path& name) override {
    const auto it = entries_.find(followed(file, Links::kKeep));
    const Path real = followed(name, Links::kKeep);
    int error = it == entries_.end() ? ENOENT : entries_.count(real) ? EEXIST : has_hard_links ? 0 : EPERM;
    if (error == 0 && facts_of(it->second).links >= most_links) error = EMLINK;
    if (error == 0) error = change(real);
    if (error != 0) return disk_failure("give a second name to", file, error);
    it->second->status_changed = clock_.now();
    entries_[real] = it->second;
    return {};
  }
  Result<void> copy(const Path& file, const Path& fresh) override {
    const Result<std::string> bytes = read(file);
    if (!bytes) return bytes.failure();
    if (const int error = change(fresh)) return disk_failure("copy to", fresh, error);
    Entry& entry = add(followed(fresh, Links::kKeep), FileKind::kFile);
    if (const int error = change(fresh)) return disk_failure("copy to", fresh, error);
    entry.bytes = *bytes;
    entry.changed = facts(file).changed;
    return {};
  }
  Result<void> make_read_only(const Path& file) override {
    const auto it = entries_.find(followed(file, Links::kFollow));
    const int error = it == entries_.end() ? ENOENT : change(it->first);
    if (error != 0) return disk_failure("make read-only", file, error);
    it->second->read_only = true;
    it->second->status_changed = clock_.now();
    return {};
  }
  bool is_read_only(const Path& file) const { return entries_.at(file)->read_only; }
  Result<void> sync(const Path& path) override {
    const int error = facts(path).is_there() ? change(path) : ENOENT;
    if (error != 0) return disk_failure("write to the disk", path, error);
    return {};
  }
  Result<void> sync_all(const Path& folder) override { return sync(folder); }

  Result<std::unique_ptr<FileLock>> lock(const Path& file, LockKind kind) override {
    const Path real = followed(file, Links::kKeep);
    if (const int error = !entries_.count(real) ? change(real) : 0) return disk_failure("create", file, error);
    if (!entries_.count(real)) add(real, FileKind::kFile);
    if (!knows_locks) return disk_failure("lock", file, ENOLCK);
    const auto it = locked_.find(real);
    const int held = it == locked_.end() ? 0 : it->second;
    if (held == kExclusively || (held > 0 && kind == LockKind::kExclusive)) return std::unique_ptr<FileLock>();
    locked_[real] = kind == LockKind::kExclusive ? kExclusively : held + 1;
    return std::unique_ptr<FileLock>(std::make_unique<Lock>(*this, real));
  }
  bool is_locked(const Path& file) const override {
    const auto it = locked_.find(followed(file, Links::kKeep));
    return it != locked_.end() && it->second == kExclusively;
  }

 private:
  struct Entry {
    FileKind kind = FileKind::kNone;
    std::string bytes;  // of a link: where it leads
    int64_t changed = 0;
    uint64_t inode = 0;
    int64_t status_changed = 0;
    bool read_only = false;
  };
  class Input : public InputFile {
   public:
    Input(const Disk& disk, std::shared_ptr<Entry> entry) : disk_(disk), entry_(std::move(entry)) {}
    FileFacts facts() const override { return disk_.facts_of(entry_); }
    Result<size_t> read(char* to, size_t size) override {
      if (entry_->kind == FileKind::kFolder) return disk_failure("read", "a folder", EISDIR);
      if (disk_.while_reading) disk_.while_reading();
      const size_t n = entry_->bytes.copy(to, size, std::min(at_, entry_->bytes.size()));
      at_ += n;
      return n;
    }

   private:
    const Disk& disk_;
    std::shared_ptr<Entry> entry_;
    size_t at_ = 0;
  };
  class Lines : public LineFile {
   public:
    Lines(Disk& disk, Path file) : disk_(disk), file_(std::move(file)) {}
    bool write(std::string_view line) override {
      if (disk_.change(file_) != 0) return false;
      Entry& entry = *disk_.entries_.at(file_);
      entry.bytes += std::string(line) + "\n";
      entry.changed = entry.status_changed = disk_.clock_.now();
      return true;
    }

   private:
    Disk& disk_;
    Path file_;
  };
  class Lock : public FileLock {
   public:
    Lock(Disk& disk, Path file) : disk_(disk), file_(std::move(file)) {}
    ~Lock() override {
      const auto it = disk_.locked_.find(file_);
      if (it != disk_.locked_.end() && --it->second <= 0) disk_.locked_.erase(it);
    }

   private:
    Disk& disk_;
    Path file_;
  };

  // What keeps something of that name from being made or changed, or 0.
  int change(const Path& path) {
    const size_t nth = changes_++;
    if (nth == fails_at_ || (stays_full_ && nth > fails_at_)) return error_;
    const FileFacts above = facts(path.parent_path());
    return above.is_folder() ? 0 : above.is_there() ? ENOTDIR : ENOENT;
  }
  Entry& add(const Path& path, FileKind kind) {
    const int64_t now = clock_.now();
    return *(entries_[path] = std::make_shared<Entry>(Entry{kind, "", now, ++inodes_, now, false}));
  }
  FileFacts facts_of(const std::shared_ptr<Entry>& entry) const {
    return {entry->kind,
            entry->bytes.size(),
            entry->changed,
            1,
            entry->inode,
            entry->status_changed,
            static_cast<uint64_t>(entry.use_count())};
  }
  static bool is_within(const Path& path, const Path& folder) {
    return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
  }
  bool has_entries(const Path& folder) const {
    const auto next = entries_.upper_bound(folder);
    return next != entries_.end() && is_within(next->first, folder);
  }
  Path followed(const Path& path, Links links) const {
    Path out;
    const Path normal = path.lexically_normal();
    for (auto part = normal.begin(); part != normal.end(); ++part) {
      if (part->empty()) continue;
      out /= *part;
      const auto it = entries_.find(out);
      const bool last = std::next(part) == normal.end();
      if (it != entries_.end() && it->second->kind == FileKind::kLink && !(last && links == Links::kKeep))
        out = followed(out.parent_path() / it->second->bytes, Links::kFollow);
    }
    return out;
  }

  const host::Clock& clock_;
  std::map<Path, std::shared_ptr<Entry>> entries_;
  static constexpr int kExclusively = -1;
  std::map<Path, int> locked_;  // kExclusively, or by how many
  uint64_t inodes_ = 0;
  size_t changes_ = 0;
  size_t fails_at_ = kAll;
  bool stays_full_ = false;
  int error_ = 0;
};

// All three, as they are handed down.
struct Machine {
  Clock clock;
  Disk disk{clock};
  Environment environment;
  System system{disk, clock, environment};

  Machine() = default;
  Machine(const Machine&) = delete;
};

}  // namespace atelier::host::fake
