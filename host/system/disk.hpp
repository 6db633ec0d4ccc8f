// What the program asks of the file system: of the real one or, in tests, of one in memory (testing/fake_system.hpp).
//
// Paths are absolute or relative to where the process is. A Failure is a sentence that names the path, with the errno
// as its status. [any]
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "words/result.hpp"

namespace atelier::host {

enum class FileKind { kNone, kFile, kFolder, kLink, kOther };

struct FileFacts {
  FileKind kind = FileKind::kNone;
  uint64_t size = 0;
  int64_t changed = 0;  // nanoseconds since 1970
  uint64_t device = 0;  // with `inode`: which file it is, whatever its names
  uint64_t inode = 0;

  bool is_there() const { return kind != FileKind::kNone; }
  bool is_file() const { return kind == FileKind::kFile; }
  bool is_folder() const { return kind == FileKind::kFolder; }
};

// What is told of a link: what it leads to, or the link.
enum class Links { kFollow, kKeep };
// Whether to wait until the bytes are on the disk.
enum class Sync { kNo, kYes };

// A file that only grows, by whole lines: each is written at once, so that a reader, or an end in the middle, sees no
// half of one.
class LineFile {
 public:
  virtual ~LineFile() = default;
  // False when it could not be written: the disk is full.
  virtual bool write(std::string_view line) = 0;
};

// A lock on a file, held as long as this lives.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

class Disk {
 public:
  static constexpr size_t kAll = static_cast<size_t>(-1);

  virtual ~Disk() = default;

  // What cannot be looked at is not there.
  virtual FileFacts facts(const std::filesystem::path& path, Links links = Links::kFollow) const = 0;
  // The names in a folder, in any order, no more than `most`.
  virtual Result<std::vector<std::string>> list(const std::filesystem::path& folder, size_t most = kAll) const = 0;
  // The first `most` bytes of a file.
  virtual Result<std::string> read(const std::filesystem::path& file, size_t most = kAll) const = 0;

  // The file is complete or as it was: written under a temporary name, then renamed.
  virtual Result<void> write(const std::filesystem::path& file, std::string_view bytes, Sync sync) = 0;
  // Opens a file for lines at its end.
  virtual Result<std::unique_ptr<LineFile>> append(const std::filesystem::path& file) = 0;
  // False when something of that name is there.
  virtual Result<bool> make_folder(const std::filesystem::path& folder) = 0;
  virtual Result<void> make_link(const std::filesystem::path& link, const std::string& target) = 0;
  virtual Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  // A file, a link or an empty folder.
  virtual Result<void> remove(const std::filesystem::path& path) = 0;
  // With all that is in it.
  virtual Result<void> remove_all(const std::filesystem::path& path) = 0;
  virtual Result<void> set_changed(const std::filesystem::path& path, int64_t changed) = 0;

  // Makes the file where there is none. Null when another process holds it, or when it cannot be made or locked.
  virtual std::unique_ptr<FileLock> lock(const std::filesystem::path& file) = 0;
  // Whether another process, or another part of this one, holds the lock.
  virtual bool is_locked(const std::filesystem::path& file) const = 0;
};

Disk& real_disk();

// With those above it.
Result<void> make_folders(Disk& disk, const std::filesystem::path& folder);

// All that is in the folder and in those below it but folders; links are not followed.
Result<std::vector<std::filesystem::path>> files_below(const Disk& disk, const std::filesystem::path& folder);

// "cannot WHAT PATH: No space left on device"
Failure disk_failure(std::string_view what, const std::filesystem::path& path, int error);

}  // namespace atelier::host
