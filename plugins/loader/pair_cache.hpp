// Resized pairs on the disk, so that the second epoch, and the next run, need not decode.
//
// Any number of runs may share a folder. The files, what makes one valid, and how they come and go: pair_cache.md.
// [any]
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "atelier/cpp/samples.hpp"

namespace atelier::loader {

class PairCache {
 public:
  // Of an entry; the last character of kMagic is the version of the format.
  static constexpr char kMagic[] = "ATLPAIR1";
  static constexpr size_t kHeaderBytes = 64;

  // limit: bytes. Throws ATELIER_E_IO when the folder cannot be made.
  PairCache(std::filesystem::path folder, uint64_t limit);

  // A folder in that of the program for caches. Throws ATELIER_E_INVALID when it does not tell one. host: or null.
  static std::filesystem::path usual_folder(const atelier_host* host);

  // The pair under this key, or nothing.
  std::optional<Sample> find(const Digest& content, Extent size, atelier_form form);
  // Keeps a pair of that size, when there is room. What the disk refuses is a warning, once.
  void keep(const Call& call, const Digest& content, Extent size, const Sample& pair);
  // Only the first warning gets out.
  void warn_once(const Call& call, const std::string& line);

 private:
  struct Unused {
    int64_t used;  // seconds since 1970
    uint64_t bytes;
    std::filesystem::path file;
  };
  std::filesystem::path file_of(const Digest& content, Extent size) const;
  bool make_room(uint64_t bytes);
  void count_entries();

  std::filesystem::path folder_;
  uint64_t limit_;
  std::atomic<bool> has_warned_{false};
  std::atomic<bool> is_broken_{false};  // the disk refused to keep something
  std::atomic<uint64_t> written_{0};    // for names of their own

  std::mutex mutex_;  // guards what follows
  bool is_counted_ = false;
  uint64_t bytes_ = 0;
  std::vector<Unused> unused_;  // for a day; the oldest last
};

}  // namespace atelier::loader
