// The functions of the C library that write, in front of those of the library: a program's own come first.
#include "failing_disk.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>

namespace {

std::atomic<long> left{0};  // calls until one fails; 0: none does
std::atomic<bool> goes_on{false}, has_failed{false};

bool fails(int error) {
  if (left.load() == 0) return false;
  if (!(goes_on && has_failed) && --left != 0) return false;
  if (goes_on) left = 1;
  has_failed = true;
  errno = error;
  return true;
}

}  // namespace

namespace failing_disk {

void fail_at(long n, bool onwards) {
  has_failed = false;
  goes_on = onwards;
  left = n;
}

bool stop() {
  left = 0;
  return has_failed;
}

}  // namespace failing_disk

extern "C" {

ssize_t write(int fd, const void* data, size_t size) { return fails(ENOSPC) ? -1 : syscall(SYS_write, fd, data, size); }
int fsync(int fd) { return fails(EIO) ? -1 : static_cast<int>(syscall(SYS_fsync, fd)); }
int rename(const char* from, const char* to) noexcept {
  return fails(ENOSPC) ? -1 : static_cast<int>(syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}
int link(const char* from, const char* to) noexcept {
  return fails(EMLINK) ? -1 : static_cast<int>(syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
}
int mkdir(const char* path, mode_t mode) noexcept {
  return fails(ENOSPC) ? -1 : static_cast<int>(syscall(SYS_mkdirat, AT_FDCWD, path, mode));
}

}  // extern "C"
