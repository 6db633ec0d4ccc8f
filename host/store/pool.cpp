#include "pool.hpp"

#include <cerrno>

#include "hash_file.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

bool says_no_links(const Failure& failure) {
  const int why = failure.status;
  return why == EPERM || why == EOPNOTSUPP || why == ENOSYS || why == EXDEV;
}

}  // namespace

Result<void> Pool::share(const fs::path& file, const Digest& digest, const fs::path& scratch) {
  if (!has_links_) return {};
  const std::string name = digest.text();
  const fs::path pooled = folder_ / name.substr(0, 2) / name;
  Result<void> linked = disk_.hard_link(file, pooled);
  if (!linked && linked.failure().status == ENOENT) {
    if (Result<void> made = make_folders(disk_, pooled.parent_path()); !made) return made;
    linked = disk_.hard_link(file, pooled);
  }
  if (linked) return {};
  if (says_no_links(linked.failure())) {
    has_links_ = false;
    return {};
  }
  if (linked.failure().status != EEXIST) return linked;
  if (disk_.facts(file).inode == disk_.facts(pooled).inode) return {};
  // Compared, as a digest may be of others' making, and as the pool's file may have been tampered with.
  if (!have_same_bytes(disk_, pooled, file)) return replace(file, scratch, pooled);
  Result<void> one = replace(pooled, scratch, file);
  if (one || one.failure().status != EMLINK) return one;
  return replace(file, scratch, pooled);  // it has as many names as a file may have: the next one begins
}

Result<void> Pool::replace(const fs::path& with, const fs::path& scratch, const fs::path& old) {
  if (Result<void> linked = disk_.hard_link(with, scratch); !linked) return linked;
  Result<void> renamed = disk_.rename(scratch, old);
  if (!renamed) (void)disk_.remove(scratch);
  return renamed;
}

}  // namespace atelier::host
