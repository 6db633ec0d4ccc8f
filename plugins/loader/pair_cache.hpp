// Resized pairs on the disk, so that the second epoch, and the next run, need not decode.
//
// One file for each pair, named after the digest of the pair's content and its size, written under a name of its own
// and then renamed: any number of runs may share a folder. Entries are mapped into memory, checked by their sum, and
// made anew when damaged. A full cache first drops entries that no run has used for a day, the oldest first; while
// there are none, nothing more is kept.
//
// An entry: 64 bytes of header (see pair_cache.cpp), the picture [H,W,C] of any form, zeros to the next multiple of 64,
// the labels uint8 or uint16 [H,W]; numbers as the machine has them. [any]
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
  // limit: bytes. Throws ATELIER_E_IO when the folder cannot be made.
  PairCache(std::filesystem::path folder, uint64_t limit);

  // A folder in that of the program for caches. Throws ATELIER_E_INVALID when it does not tell one. host: or null.
  static std::filesystem::path usual_folder(const atelier_host* host);

  // The pair under this key, or nothing. Its tensors lie in the mapped file.
  std::optional<Sample> find(const Digest& content, Extent size, atelier_form form);
  // Keeps a pair of that size, when there is room. What the disk refuses is a warning, once.
  void keep(const Call& call, const Digest& content, Extent size, const Sample& pair);
  // Only the first warning gets out.
  void warn_once(const Call& call, const std::string& line);

 private:
  struct Old {
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
  std::vector<Old> old_;  // the oldest last
};

}  // namespace atelier::loader
