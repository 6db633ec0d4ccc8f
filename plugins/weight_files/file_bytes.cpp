#include "file_bytes.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <cerrno>
#include <cstring>

namespace atelier::weight_files {
FileBytes::FileBytes(const std::filesystem::path& path) : path_(path) {
  fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // not to wait for the other end of a pipe
  struct stat info {};
  if (fd_ < 0 || ::fstat(fd_, &info) != 0) {
    const int error = errno;
    if (fd_ >= 0) ::close(fd_);
    throw Error(ATELIER_E_IO, atelier::text("cannot read ", path.string(), ": ", std::strerror(error)));
  }
  if (!S_ISREG(info.st_mode)) {
    ::close(fd_);
    throw Error(ATELIER_E_IO, atelier::text(path.string(), " is not a file"));
  }
  size_ = static_cast<uint64_t>(info.st_size);
}

FileBytes::~FileBytes() { ::close(fd_); }

void FileBytes::read(void* to, uint64_t size, uint64_t at) const {
  if (at > size_ || size > size_ - at)
    refuse_damaged(atelier::text("is cut short: bytes ", at, " to ", at + size, " are needed, it has ", size_));
  char* out = static_cast<char*>(to);
  while (size) {
    const ssize_t n = ::pread(fd_, out, size, static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw Error(ATELIER_E_IO, atelier::text("cannot read ", path_.string(), ": ", std::strerror(errno)));
    if (n == 0) refuse_damaged(atelier::text("was cut short while it was read, at byte ", at));
    out += n;
    at += static_cast<uint64_t>(n);
    size -= static_cast<uint64_t>(n);
  }
}

std::string FileBytes::some(uint64_t at, uint64_t most) const {
  std::string bytes(at < size_ ? std::min(most, size_ - at) : 0, '\0');
  read(bytes.data(), bytes.size(), at);
  return bytes;
}

void FileBytes::refuse(const std::string& why) const {
  throw Error(ATELIER_E_DATA, atelier::text(path_.string(), ": ", why));
}

void FileBytes::refuse_damaged(const std::string& why) const {
  refuse(why + ". It was not written, copied or downloaded to its end, or changed since: get it again");
}

const unsigned char* Cursor::peek(size_t size) {
  if (size > left()) refuse_damaged(atelier::text("is cut short: it ends within the item at byte ", at_));
  if (at_ < buffer_at_ || at_ + size > buffer_at_ + buffer_.size()) {
    buffer_.resize(std::max<uint64_t>(size, std::min(most_ahead_, left())));
    file_.read(buffer_.data(), buffer_.size(), at_);
    buffer_at_ = at_;
  }
  return buffer_.data() + (at_ - buffer_at_);
}

uint8_t Cursor::u8() {
  const uint8_t byte = *peek(1);
  ++at_;
  return byte;
}

uint64_t Cursor::number(size_t bytes) {
  const unsigned char* from = peek(bytes);
  uint64_t value = 0;
  for (size_t i = bytes; i-- > 0;) value = value << 8 | from[i];
  at_ += bytes;
  return value;
}

std::string Cursor::text(uint64_t size) {
  if (size > left())
    refuse_damaged(atelier::text("is cut short, or damaged: a text of ", size, " bytes at byte ", at_, ", but ", left(),
                                 " are left"));
  std::string out(size, '\0');
  if (size <= most_ahead_)
    std::copy_n(peek(size), size, out.begin());
  else
    file_.read(out.data(), size, at_);
  at_ += size;
  return out;
}

std::string Cursor::line(uint64_t most) {
  std::string out;
  for (char c = static_cast<char>(u8()); c != '\n'; c = static_cast<char>(u8())) {
    if (out.size() == most)
      refuse_damaged(atelier::text("is damaged: a name of more than ", most, " bytes at byte ", at_));
    out.push_back(c);
  }
  return out;
}

void Cursor::skip(uint64_t size) {
  if (size > left())
    refuse_damaged(atelier::text("is cut short: ", size, " bytes at byte ", at_, " are needed, ", left(), " are left"));
  at_ += size;
}

void Cursor::refuse(const std::string& why) const { file_.refuse(what_ + " " + why); }

void Cursor::refuse_damaged(const std::string& why) const { file_.refuse_damaged(what_ + " " + why); }

}  // namespace atelier::weight_files
