// What is known of files that have been read before: which file it was, its size and times, and the digest of its
// bytes, so that an unchanged file is not read twice. One file below the store; stat_cache.md says what is in it.
// Damaged, foreign or missing, it is an empty one.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <shared_mutex>
#include <utility>
#include <vector>

#include "hash_file.hpp"
#include "system/system.hpp"

namespace atelier::host {

class StatCache {
 public:
  // Reads `file`. [main]
  StatCache(const System& system, std::filesystem::path file);

  // Nothing when the file is another, has changed, or could have changed since without a trace: the time of its last
  // change has to be safely past, which it is not when the clock was set back. [any]
  std::optional<Digest> find(const FileFacts& facts);
  // What has been read, from the moment `began` (nanoseconds since 1970) on. Not kept when the file was changed so
  // shortly before that another change could have the same time. [any]
  void add(const HashedFile& hashed, int64_t began);

  // Writes what is new, together with what others have written meanwhile. Without anything new it does nothing. [main]
  Result<void> save();

  struct Entry {
    uint64_t device, inode, size;
    int64_t changed, status_changed;  // nanoseconds since 1970
    Digest digest;
    int64_t used;  // seconds since 1970
    std::pair<uint64_t, uint64_t> file() const { return {device, inode}; }
  };

 private:
  std::optional<Entry> added(const std::pair<uint64_t, uint64_t>& file) const;
  System system_;
  std::filesystem::path file_;
  std::vector<Entry> entries_;           // sorted by file
  std::vector<std::atomic<bool>> used_;  // of each, whether it was found
  std::map<std::pair<uint64_t, uint64_t>, Entry> fresh_;
  mutable std::shared_mutex mutex_;  // of fresh_
  std::atomic<bool> changed_{false};
};

// Whether a change at `then` is so long before `now` that any later one has another time.
bool is_safely_past(int64_t then, int64_t now);

}  // namespace atelier::host
