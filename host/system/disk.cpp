#include "disk.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <mutex>
#include <system_error>
#include <thread>

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

class RealLineFile : public LineFile {
 public:
  explicit RealLineFile(Descriptor file) : file_(std::move(file)) {}

  bool write(std::string_view line) override {
    const std::string bytes = std::string(line) + '\n';
    const std::lock_guard guard(mutex_);
    for (size_t at = 0; at < bytes.size();) {
      const ssize_t n = ::write(file_.get(), bytes.data() + at, bytes.size() - at);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return false;
      at += static_cast<size_t>(n);
    }
    return true;
  }

 private:
  Descriptor file_;
  std::mutex mutex_;
};

struct RealLock : FileLock {
  explicit RealLock(Descriptor held) : file(std::move(held)) {}
  Descriptor file;
};

// Whoever only asks whether somebody holds it (is_locked) holds the lock for a moment. 0, or why not: EWOULDBLOCK when
// it is held.
int lock_descriptor(const Descriptor& file, LockKind kind) {
  const int how = (kind == LockKind::kShared ? LOCK_SH : LOCK_EX) | LOCK_NB;
  for (int attempt = 0; attempt < 5; ++attempt, std::this_thread::sleep_for(std::chrono::milliseconds(2))) {
    if (::flock(file.get(), how) == 0) return 0;
    if (errno != EWOULDBLOCK && errno != EINTR) return errno;
  }
  return EWOULDBLOCK;
}

bool is_still(const Descriptor& opened, const fs::path& file) {
  struct stat locked {
  }, there{};
  return ::fstat(opened.get(), &locked) == 0 && ::stat(file.c_str(), &there) == 0 && locked.st_ino == there.st_ino &&
         locked.st_dev == there.st_dev;
}

int64_t nanoseconds(const timespec& time) { return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; }

FileKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return FileKind::kFile;
  if (S_ISDIR(mode)) return FileKind::kFolder;
  return S_ISLNK(mode) ? FileKind::kLink : FileKind::kOther;
}

FileFacts facts_of(const struct stat& s) {
  return {kind_of(s.st_mode),
          static_cast<uint64_t>(s.st_size),
          nanoseconds(s.st_mtim),
          s.st_dev,
          s.st_ino,
          nanoseconds(s.st_ctim),
          s.st_nlink};
}

class RealInputFile : public InputFile {
 public:
  RealInputFile(Descriptor file, fs::path path) : file_(std::move(file)), path_(std::move(path)) {}

  FileFacts facts() const override {
    struct stat s {};
    return ::fstat(file_.get(), &s) == 0 ? facts_of(s) : FileFacts{};
  }
  Result<size_t> read(char* to, size_t size) override {
    ssize_t n = 0;
    do n = ::read(file_.get(), to, size);
    while (n < 0 && errno == EINTR);
    if (n < 0) return disk_failure("read", path_, errno);
    return static_cast<size_t>(n);
  }

 private:
  Descriptor file_;
  fs::path path_;
};

// Of each of these names in an open folder; thousands are shared out between threads.
void look_at(const Descriptor& folder, int flags, std::vector<NamedFacts>& names) {
  const auto look = [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      struct stat s {};
      if (::fstatat(folder.get(), names[i].name.c_str(), &s, flags) == 0) names[i].facts = facts_of(s);
    }
  };
  constexpr size_t kWorthAThread = 2000;
  const size_t cores = std::max(1u, std::thread::hardware_concurrency());
  const size_t threads = std::clamp<size_t>(names.size() / kWorthAThread, 1, cores);
  const auto share = [&](size_t thread) { return names.size() * thread / threads; };
  std::vector<std::jthread> others;
  size_t next = 1;
  try {
    for (; next < threads; ++next) others.emplace_back(look, share(next), share(next + 1));
  } catch (const std::system_error&) {  // the system gives no more threads: this one does the rest
  }
  look(0, share(1));
  look(share(next), names.size());
}

Result<void> done_or(const std::error_code& error, std::string_view what, const fs::path& path) {
  if (error) return disk_failure(what, path, error.value());
  return {};
}

class RealDisk : public Disk {
 public:
  FileFacts facts(const fs::path& path, Links links) const override {
    struct stat s {};
    if ((links == Links::kFollow ? ::stat(path.c_str(), &s) : ::lstat(path.c_str(), &s)) != 0) return {};
    return facts_of(s);
  }

  Result<std::vector<NamedFacts>> list_facts(const fs::path& folder, Links links) const override {
    DIR* const opened = ::opendir(folder.c_str());
    if (!opened) return disk_failure("read the folder", folder, errno);
    const Descriptor at(::dup(::dirfd(opened)));
    std::vector<NamedFacts> names;
    errno = 0;
    while (const dirent* entry = ::readdir(opened)) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.push_back({std::string(name), {}});
    }
    const int error = at ? errno : EMFILE;
    ::closedir(opened);
    if (error != 0) return disk_failure("read the folder", folder, error);
    look_at(at, links == Links::kKeep ? AT_SYMLINK_NOFOLLOW : 0, names);
    return names;
  }

  Result<std::unique_ptr<InputFile>> open(const fs::path& file) const override {
    Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (!opened) return disk_failure("read", file, errno);
    return std::unique_ptr<InputFile>(std::make_unique<RealInputFile>(std::move(opened), file));
  }

  Result<std::string> read_link(const fs::path& link) const override {
    std::error_code error;
    const fs::path target = fs::read_symlink(link, error);
    if (error) return disk_failure("read the link", link, error.value());
    return target.string();
  }

  Result<std::vector<std::string>> list(const fs::path& folder, size_t most) const override {
    std::vector<std::string> names;
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    for (; !error && entry != fs::directory_iterator() && names.size() < most; entry.increment(error))
      names.push_back(entry->path().filename().string());
    if (error) return disk_failure("read the folder", folder, error.value());
    return names;
  }

  Result<std::string> read(const fs::path& file, size_t most) const override {
    const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!opened) return disk_failure("read", file, errno);
    std::string bytes;
    while (bytes.size() < most) {
      char buffer[65536];
      const ssize_t n = ::read(opened.get(), buffer, std::min(sizeof buffer, most - bytes.size()));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return disk_failure("read", file, errno);
      if (n == 0) break;
      bytes.append(buffer, static_cast<size_t>(n));
    }
    return bytes;
  }

  Result<void> write(const fs::path& file, std::string_view bytes, Sync sync) override {
    try {
      write_file(file, bytes, sync == Sync::kYes);
      return {};
    } catch (const Error& e) {
      return Failure{e.what(), {}, errno};
    }
  }

  Result<std::unique_ptr<LineFile>> append(const fs::path& file) override {
    Descriptor opened(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
    if (!opened) return disk_failure("create", file, errno);
    return std::unique_ptr<LineFile>(std::make_unique<RealLineFile>(std::move(opened)));
  }

  Result<bool> make_folder(const fs::path& folder) override {
    if (::mkdir(folder.c_str(), 0777) == 0) return true;
    if (errno == EEXIST) return false;
    return disk_failure("create the folder", folder, errno);
  }

  Result<void> make_link(const fs::path& link, const std::string& target) override {
    std::error_code error;
    fs::create_directory_symlink(target, link, error);
    return done_or(error, "make the link", link);
  }

  Result<void> rename(const fs::path& from, const fs::path& to) override {
    std::error_code error;
    fs::rename(from, to, error);
    return done_or(error, "give its name to", to);
  }

  Result<void> remove(const fs::path& path) override {
    std::error_code error;
    fs::remove(path, error);
    return done_or(error, "remove", path);
  }

  Result<void> remove_all(const fs::path& path) override {
    std::error_code error;
    fs::remove_all(path, error);
    return done_or(error, "remove", path);
  }

  Result<void> set_changed(const fs::path& path, int64_t changed) override {
    const timespec time{changed / 1'000'000'000, changed % 1'000'000'000};
    const timespec times[] = {time, time};
    if (::utimensat(AT_FDCWD, path.c_str(), times, 0) != 0) return disk_failure("set the time of", path, errno);
    return {};
  }

  Result<void> hard_link(const fs::path& file, const fs::path& name) override {
    std::error_code error;
    fs::create_hard_link(file, name, error);
    return done_or(error, "give a second name to", file);
  }

  Result<void> copy(const fs::path& file, const fs::path& fresh) override {
    std::error_code error;
    fs::copy_file(file, fresh, error);
    if (error) return disk_failure("copy to", fresh, error.value());
    return set_changed(fresh, facts(file, Links::kFollow).changed);
  }

  Result<void> make_read_only(const fs::path& file) override {
    if (::chmod(file.c_str(), 0444) != 0) return disk_failure("make read-only", file, errno);
    return {};
  }

  Result<void> sync(const fs::path& path) override {
    const Descriptor opened(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (opened && (::fsync(opened.get()) == 0 || errno == EINVAL)) return {};  // EINVAL: not a thing to wait for here
    return disk_failure("write to the disk", path, errno);
  }

  Result<void> sync_all(const fs::path& folder) override {
    const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_CLOEXEC));
    if (!opened || ::syncfs(opened.get()) != 0) return disk_failure("write to the disk", folder, errno);
    return {};
  }

  // Whoever removes the file holds its lock: the file that is there must be the one locked.
  Result<std::unique_ptr<FileLock>> lock(const fs::path& file, LockKind kind) override {
    for (int attempt = 0; attempt < 16; ++attempt) {
      Descriptor opened(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
      if (!opened) return disk_failure("create", file, errno);
      const int error = lock_descriptor(opened, kind);
      if (error == EWOULDBLOCK) break;
      if (error != 0) return disk_failure("lock", file, error);
      if (is_still(opened, file)) return std::unique_ptr<FileLock>(std::make_unique<RealLock>(std::move(opened)));
    }
    return std::unique_ptr<FileLock>();
  }

  bool is_locked(const fs::path& file) const override {
    const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    return opened && ::flock(opened.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  }
};

}  // namespace

Disk& real_disk() {
  static RealDisk disk;
  return disk;
}

Failure disk_failure(std::string_view what, const fs::path& path, int error) {
  return {"cannot " + std::string(what) + " " + path.string() + ": " + std::strerror(error), {}, error};
}

bool lacks_locks(const Failure& failure) {
  const int why = failure.status;
  return why == ENOLCK || why == EOPNOTSUPP || why == ENOSYS || why == EINVAL;
}

std::unique_ptr<FileLock> lock_or_none(Disk& disk, const fs::path& file) {
  Result<std::unique_ptr<FileLock>> lock = disk.lock(file);
  return lock ? *std::move(lock) : nullptr;
}

Result<std::vector<NamedFacts>> Disk::list_facts(const fs::path& folder, Links links) const {
  const Result<std::vector<std::string>> names = list(folder);
  if (!names) return names.failure();
  std::vector<NamedFacts> out;
  for (const std::string& name : *names) out.push_back({name, facts(folder / name, links)});
  return out;
}

Result<void> make_folders(Disk& disk, const fs::path& folder) {
  if (disk.facts(folder).is_folder()) return {};
  if (folder.has_relative_path())
    if (const Result<void> above = make_folders(disk, folder.parent_path()); !above)
      return disk_failure("create the folder", folder, above.failure().status);
  const Result<bool> made = disk.make_folder(folder);
  if (!made) return made.failure();
  if (!*made && !disk.facts(folder).is_folder()) return disk_failure("create the folder", folder, ENOTDIR);
  return {};
}

Result<std::vector<fs::path>> files_below(const Disk& disk, const fs::path& folder) {
  std::vector<fs::path> files, folders = {folder};
  while (!folders.empty()) {
    const fs::path at = std::move(folders.back());
    folders.pop_back();
    const Result<std::vector<std::string>> names = disk.list(at);
    if (!names) return names.failure();
    for (const std::string& name : *names)
      (disk.facts(at / name, Links::kKeep).is_folder() ? folders : files).push_back(at / name);
  }
  return files;
}

}  // namespace atelier::host
