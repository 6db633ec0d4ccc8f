#include "file_digest.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "atelier/cpp/files.hpp"

namespace pictures {

namespace {

bool is_unchanged(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
         a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec &&
         a.st_ctim.tv_sec == b.st_ctim.tv_sec && a.st_ctim.tv_nsec == b.st_ctim.tv_nsec;
}

}  // namespace

FileDigest digest_of(const void* data, size_t size) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(data, size));
  FileDigest out;
  std::copy_n(canonical.digest, out.size(), out.begin());
  return out;
}

FileDigest FileDigests::of(const std::filesystem::path& path) {
  struct stat now;
  if (::stat(path.c_str(), &now) != 0)
    throw atelier::Error(ATELIER_E_IO, atelier::text("cannot read ", path.string(), ": ", std::strerror(errno)));
  {
    const std::lock_guard lock(mutex_);
    const auto known = known_.find(path.native());
    if (known != known_.end() && is_unchanged(known->second.status, now)) return known->second.digest;
  }
  // The status is from before the reading: a change in between shows at the next look.
  const std::string bytes = atelier::read_file(path);
  const FileDigest digest = digest_of(bytes.data(), bytes.size());
  const std::lock_guard lock(mutex_);
  known_.insert_or_assign(path.native(), Known{now, digest});
  return digest;
}

}  // namespace pictures
