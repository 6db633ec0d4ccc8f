#include "source_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atelier/cpp/core.hpp>
#include <cerrno>
#include <cstring>

namespace atelier::coco {

SourceFile::SourceFile(int descriptor, std::filesystem::path path) : path_(std::move(path)) {
  if (::fstat(descriptor, &first_) != 0 || (fd_ = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0)) < 0)
    throw Error(ATELIER_E_IO, text("cannot read ", path_.string(), ": ", std::strerror(errno)));
}

SourceFile::~SourceFile() { ::close(fd_); }

void SourceFile::read(uint64_t offset, size_t size, char* out) const {
  while (size > 0) {
    const ssize_t n = ::pread(fd_, out, size, static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw Error(ATELIER_E_IO, text("cannot read ", path_.string(), ": ", std::strerror(errno)));
    if (n == 0) fail_changed();
    offset += static_cast<uint64_t>(n);
    out += n;
    size -= static_cast<size_t>(n);
  }
}

void SourceFile::check_unchanged() const {
  struct stat now {};
  if (::fstat(fd_, &now) != 0)
    throw Error(ATELIER_E_IO, text("cannot read ", path_.string(), ": ", std::strerror(errno)));
  if (now.st_size != first_.st_size || now.st_mtim.tv_sec != first_.st_mtim.tv_sec ||
      now.st_mtim.tv_nsec != first_.st_mtim.tv_nsec)
    fail_changed();
}

void SourceFile::fail_changed() const {
  throw Error(ATELIER_E_DATA, text(path_.string(), " was changed while it was in use; run again when it is complete"));
}

}  // namespace atelier::coco
