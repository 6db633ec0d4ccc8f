// For the host's tests: file systems that are really read-only or full, for this process and its children alone. Where
// they cannot be had, `why_not` says why, for GTEST_SKIP.
#pragma once

#include <sched.h>
#include <sys/mount.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>

namespace atelier::host::test_bench {

class Mount {
 public:
  Mount(const Mount&) = delete;
  ~Mount() {
    if (is_mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  // "" when it is there.
  const std::string& why_not() const { return why_not_; }

 protected:
  explicit Mount(std::filesystem::path folder) : folder_(std::move(folder)) {
    static const bool is_apart = ::unshare(CLONE_NEWNS) == 0;  // nothing of it is seen from outside
    if (!is_apart)
      fail("unshare");
    else if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
      fail("mount --make-rprivate");
  }
  void mount(const char* from, const char* type, unsigned long flags, const char* options) {
    if (!why_not_.empty()) return;
    if (::mount(from, folder_.c_str(), type, flags, options) != 0) return fail("mount");
    is_mounted_ = true;
  }
  std::filesystem::path folder_;

 private:
  void fail(const char* what) { why_not_ = std::string("cannot mount here: ") + what + ": " + std::strerror(errno); }
  bool is_mounted_ = false;
  std::string why_not_;
};

class ReadOnlyMount : public Mount {
 public:
  explicit ReadOnlyMount(const std::filesystem::path& folder) : Mount(folder) {
    mount(folder.c_str(), nullptr, MS_BIND, nullptr);
    mount(nullptr, nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr);
  }
};

// A file system in memory of so many kilobytes.
class SmallDisk : public Mount {
 public:
  SmallDisk(const std::filesystem::path& folder, int kilobytes) : Mount(folder) {
    std::filesystem::create_directories(folder);
    mount("none", "tmpfs", 0, size(kilobytes).c_str());
  }
  void grow(int kilobytes) { mount("none", "tmpfs", MS_REMOUNT, size(kilobytes).c_str()); }

 private:
  static std::string size(int kilobytes) { return "size=" + std::to_string(kilobytes) + "k"; }
};

}  // namespace atelier::host::test_bench
