#include "journal/journal_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atelier/cpp/core.hpp>
#include <cerrno>
#include <cstring>
#include <utility>

namespace journal {

namespace fs = std::filesystem;
using atelier::text;

namespace {

constexpr int kVersion = 1;  // journal.md

}  // namespace

JournalFile::JournalFile(fs::path path, const std::string& depends)
    : path_(std::move(path)), header_(text("{\"journal\":", kVersion, ",\"depends\":", depends, "}\n")) {}

JournalFile::~JournalFile() {
  if (fd_ >= 0) ::close(fd_);
}

void JournalFile::keep(uint64_t bytes) {
  if (bytes == 0) {
    remove();
    return;
  }
  open(0);
  if (::ftruncate(fd_, static_cast<off_t>(bytes)) != 0) fail("write");
  size_ = bytes;
}

uint64_t JournalFile::append(const std::string& line) {
  const std::lock_guard lock(mutex_);
  if (fd_ < 0) {
    open(O_CREAT);
    write(header_);
  }
  const uint64_t place = size_;
  write(line);
  return place;
}

void JournalFile::write(const std::string& line) {
  for (size_t at = 0; at < line.size();) {
    const ssize_t n = ::write(fd_, line.data() + at, line.size() - at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("write");
    at += static_cast<size_t>(n);
  }
  size_ += line.size();
}

std::string JournalFile::read(uint64_t place, uint64_t bytes) const {
  std::string out(bytes, '\0');
  for (size_t at = 0; at < out.size();) {
    const ssize_t n = ::pread(fd_, out.data() + at, out.size() - at, static_cast<off_t>(place + at));
    if (n < 0 && errno == EINTR) continue;
    if (n == 0) errno = EIO;  // somebody has cut it off
    if (n <= 0) fail("read");
    at += static_cast<size_t>(n);
  }
  return out;
}

void JournalFile::remove() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  std::error_code failed;
  fs::remove(path_, failed);
  if (failed) throw atelier::Error(ATELIER_E_IO, text("cannot remove ", path_.string(), ": ", failed.message()));
}

void JournalFile::open(int flags) {
  fd_ = ::open(path_.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | flags, 0644);
  if (fd_ < 0) fail("write");
}

void JournalFile::fail(const char* doing) const {
  throw atelier::Error(ATELIER_E_IO, text("cannot ", doing, " ", path_.string(), ": ", std::strerror(errno)));
}

}  // namespace journal
