// Atelier SDK, C++17 layer: files that are complete or absent.
//
// A file is written under a temporary name beside its own, synced and renamed, so nothing half-written ever carries its
// final name. POSIX.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>

#include "core.hpp"

namespace atelier {

// A file that gets its name in commit(); until then, and for ever when commit is not reached, there is none.
class NewFile {
 public:
  // sync: wait until the bytes are on the disk before the rename (leave it out for one of thousands of files).
  explicit NewFile(std::filesystem::path path, bool sync = true)
      : path_(std::move(path)), temporary_(path_.string() + ".partial"), sync_(sync) {
    fd_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd_ < 0) fail("cannot create");
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    if (fd_ < 0) return;
    ::close(fd_);
    ::unlink(temporary_.c_str());
  }
  void write(const void* data, size_t size) {
    const char* at = static_cast<const char*>(data);
    while (size) {
      const ssize_t n = ::write(fd_, at, size);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) fail("cannot write");
      at += n;
      size -= static_cast<size_t>(n);
    }
  }
  void write(std::string_view bytes) { write(bytes.data(), bytes.size()); }
  void commit() {
    if (sync_ && ::fsync(fd_) != 0) fail("cannot sync");
    const int fd = std::exchange(fd_, -1);
    if (::close(fd) != 0 || ::rename(temporary_.c_str(), path_.c_str()) != 0) {
      const int error = errno;
      ::unlink(temporary_.c_str());
      errno = error;
      fail("cannot write");
    }
  }

 private:
  [[noreturn]] void fail(const char* what) const {
    throw Error(ATELIER_E_IO, text(what, " ", path_.string(), ": ", std::strerror(errno)));
  }
  std::filesystem::path path_;
  std::string temporary_;
  bool sync_;
  int fd_ = -1;
};

inline void write_file(const std::filesystem::path& path, std::string_view bytes, bool sync = true) {
  NewFile file(path, sync);
  file.write(bytes);
  file.commit();
}

inline std::string read_file(const std::filesystem::path& path) {
  std::error_code ec;
  if (std::filesystem::is_directory(path, ec))
    throw Error(ATELIER_E_IO, text(path.string(), " is a folder, not a file"));
  const auto fail = [&] { throw Error(ATELIER_E_IO, text("cannot read ", path.string(), ": ", std::strerror(errno))); };
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) fail();
  struct Closer {
    int fd;
    ~Closer() { ::close(fd); }
  } const closer{fd};
  // The size is a guess: a pipe has none, and a file may grow meanwhile. One byte more shows the end without growing.
  const off_t size = ::lseek(fd, 0, SEEK_END);
  if (size > 0) ::lseek(fd, 0, SEEK_SET);
  std::string bytes(size > 0 ? static_cast<size_t>(size) + 1 : 4096, 0);
  for (size_t got = 0;;) {
    const ssize_t n = ::read(fd, &bytes[got], bytes.size() - got);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail();
    got += static_cast<size_t>(n);
    if (n == 0) {
      bytes.resize(got);
      return bytes;
    }
    if (got == bytes.size()) bytes.resize(2 * got);
  }
}

}  // namespace atelier
