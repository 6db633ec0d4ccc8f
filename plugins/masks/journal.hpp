// What an interrupted run got done, so that the next run into the same folder goes on after it.
//
// A file in the stage's folder, appended to in whole lines: first {"format":1,"plan":"…"}, then for each block of
// pictures whose masks are all written {"first":0,"sizes":[1234,0,980],"tally":{…}}: the bytes of each mask, 0 for a
// picture that is left out, and what was counted on them. A line counts only when it is whole and each of its masks is
// there with that size and a PNG's end.
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "tally.hpp"

namespace atelier::masks {

// A digest of what the masks depend on, so that a journal of other work is not believed (FNV-1a, 64 bits).
class Fingerprint {
 public:
  void add(std::string_view text);
  void add(uint64_t number) { add(std::to_string(number)); }
  std::string hex() const;

 private:
  uint64_t digest_ = 0xcbf29ce484222325;
};

class Journal {
 public:
  // Reads the journal in `folder`, if there is one, and begins a new file with the lines of it that count. Without
  // a journal of the same plan, masks that a run of another plan left are removed. Symbolic links in the folder are
  // removed: nothing is written through them. masks[i], below folder/masks, belongs to picture i and must outlive this.
  // Throws ATELIER_E_IO. [main]
  Journal(const std::filesystem::path& folder, const std::string& plan, const std::vector<std::string>& masks);
  Journal(const Journal&) = delete;
  ~Journal();

  // What earlier runs did.
  bool is_done(uint64_t picture) const { return states_[picture] != State::kOpen; }
  uint64_t done() const { return done_; }
  const Tally& tally() const { return tally_; }

  // Writes down pictures first, first+1, … whose masks are written. [any]
  void add(uint64_t first, const std::vector<uint64_t>& sizes, const Tally& tally);
  // Whether the picture has no mask, as add() or an earlier run said.
  bool is_left_out(uint64_t picture) const { return states_[picture] == State::kLeftOut; }

  // Removes the file: all is done.
  void finish();

 private:
  enum class State : char { kOpen, kWritten, kLeftOut };
  std::string restore();
  bool restore_line(std::string_view line);
  bool is_there(uint64_t picture, uint64_t size) const;
  void mark(uint64_t first, const std::vector<uint64_t>& sizes);
  void append(const std::string& line);

  std::filesystem::path folder_;
  std::filesystem::path file_;
  const std::vector<std::string>& masks_;
  std::vector<State> states_;
  Tally tally_;
  uint64_t done_ = 0;
  std::mutex mutex_;
  int fd_ = -1;
};

}  // namespace atelier::masks
