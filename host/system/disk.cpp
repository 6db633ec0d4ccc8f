#include "disk.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atelier/cpp/files.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <mutex>
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

// Whoever only asks whether somebody holds it (is_locked) holds the lock for a moment.
bool lock_descriptor(const Descriptor& file) {
  for (int attempt = 0; attempt < 5; ++attempt, std::this_thread::sleep_for(std::chrono::milliseconds(2)))
    if (::flock(file.get(), LOCK_EX | LOCK_NB) == 0) return true;
  return false;
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

Result<void> done_or(const std::error_code& error, std::string_view what, const fs::path& path) {
  if (error) return disk_failure(what, path, error.value());
  return {};
}

class RealDisk : public Disk {
 public:
  FileFacts facts(const fs::path& path, Links links) const override {
    struct stat s {};
    if ((links == Links::kFollow ? ::stat(path.c_str(), &s) : ::lstat(path.c_str(), &s)) != 0) return {};
    return {kind_of(s.st_mode), static_cast<uint64_t>(s.st_size), nanoseconds(s.st_mtim), s.st_dev, s.st_ino};
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

  // Whoever removes the file holds its lock: the file that is there must be the one locked.
  std::unique_ptr<FileLock> lock(const fs::path& file) override {
    for (int attempt = 0; attempt < 16; ++attempt) {
      Descriptor opened(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
      if (!opened || !lock_descriptor(opened)) return nullptr;
      if (is_still(opened, file)) return std::make_unique<RealLock>(std::move(opened));
    }
    return nullptr;
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
