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
  int64_t status_changed = 0;  // nanoseconds since 1970 when anything of it was last changed: nobody can set this one
  uint64_t links = 0;          // how many names the file has

  bool is_there() const { return kind != FileKind::kNone; }
  bool is_file() const { return kind == FileKind::kFile; }
  bool is_folder() const { return kind == FileKind::kFolder; }
};

struct NamedFacts {
  std::string name;
  FileFacts facts;
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

// Shared: by any number, while nobody holds it exclusively.
enum class LockKind { kExclusive, kShared };

// A file open for reading: the same one whatever becomes of its name.
class InputFile {
 public:
  virtual ~InputFile() = default;
  virtual FileFacts facts() const = 0;
  // The next bytes, at most `size`; 0 at the end.
  virtual Result<size_t> read(char* to, size_t size) = 0;
};

class Disk {
 public:
  static constexpr size_t kAll = static_cast<size_t>(-1);

  virtual ~Disk() = default;

  // What cannot be looked at is not there.
  virtual FileFacts facts(const std::filesystem::path& path, Links links = Links::kFollow) const = 0;
  // The names in a folder, in any order, no more than `most`.
  virtual Result<std::vector<std::string>> list(const std::filesystem::path& folder, size_t most = kAll) const = 0;
  // The same with what is known of each; what has vanished meanwhile, or is a link that leads nowhere, is kNone.
  virtual Result<std::vector<NamedFacts>> list_facts(const std::filesystem::path& folder, Links links) const;
  // Does not wait for the other end of a pipe: whether it is a file, its facts say.
  virtual Result<std::unique_ptr<InputFile>> open(const std::filesystem::path& file) const = 0;
  virtual Result<std::string> read_link(const std::filesystem::path& link) const = 0;
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
  // A second name for a file. The failure's status is EEXIST when something of that name is there.
  virtual Result<void> hard_link(const std::filesystem::path& file, const std::filesystem::path& name) = 0;
  // The bytes of a file as a new one, whose time is the old one's.
  virtual Result<void> copy(const std::filesystem::path& file, const std::filesystem::path& fresh) = 0;
  // For everybody to read and nobody to write.
  virtual Result<void> make_read_only(const std::filesystem::path& file) = 0;
  // Waits until a file's bytes, or a folder's names, are on the disk.
  virtual Result<void> sync(const std::filesystem::path& path) = 0;
  // The same for all that lies on the file system of `folder`: for thousands of files.
  virtual Result<void> sync_all(const std::filesystem::path& folder) = 0;

  // Makes the file where there is none. Null when another process, or another part of this one, holds it. A failure:
  // the file cannot be made, or `lacks_locks`.
  virtual Result<std::unique_ptr<FileLock>> lock(const std::filesystem::path& file,
                                                 LockKind kind = LockKind::kExclusive) = 0;
  // Whether another process, or another part of this one, holds the lock exclusively.
  virtual bool is_locked(const std::filesystem::path& file) const = 0;
};

Disk& real_disk();

// Whether it is the file system that has no locks, rather than the file that cannot be made.
bool lacks_locks(const Failure& failure);
// For whom it is all one why the lock is not to be had: then null.
std::unique_ptr<FileLock> lock_or_none(Disk& disk, const std::filesystem::path& file);

// With those above it.
Result<void> make_folders(Disk& disk, const std::filesystem::path& folder);

// All that is in the folder and in those below it but folders; links are not followed.
Result<std::vector<std::filesystem::path>> files_below(const Disk& disk, const std::filesystem::path& folder);

// "cannot WHAT PATH: No space left on device"
Failure disk_failure(std::string_view what, const std::filesystem::path& path, int error);

}  // namespace atelier::host
