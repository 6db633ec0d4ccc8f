// What a run that did not reach its end got done, so that the next run into the same folder goes on after it.
//
// A journal::JournalFile in the stage's folder: its lines depend on {"format":4,"plan":"…"}, and there is one for each
// block of pictures whose masks are all written {"first":0,"sizes":[1234,0,980],"made_from":"…","totals":{…}}: the
// bytes of each mask, 0 for a picture that is left out, a digest of the instances, and what was counted on them. A line
// counts only when it is whole, each of its masks is there with that size and a PNG's end, and the instances are what
// they were: of annotations in a folder one may have been mended meanwhile.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/journal_file.hpp"
#include "totals.hpp"

namespace atelier::masks {

// A digest of what the masks depend on, so that a journal of other work is not believed (FNV-1a, 64 bits).
class Fingerprint {
 public:
  void add(std::string_view text);
  void add(uint64_t number) { add(std::to_string(number)); }
  void add(const void* bytes, size_t size);
  std::string hex() const;

 private:
  uint64_t digest_ = 0xcbf29ce484222325;
};

// Pictures first, first+1, …
struct PictureBlock {
  uint64_t first = 0;
  uint64_t count = 0;
};

class Journal {
 public:
  // What each of these blocks would be made from now.
  using MadeFrom = std::function<std::vector<std::string>(const std::vector<PictureBlock>&)>;

  // Reads the journal in `folder`, if there is one, and goes on after the lines of it that count. When none does, masks
  // that are there are removed. Symbolic links in the folder are removed: nothing is written through them. masks[i],
  // below folder/masks, belongs to picture i and must outlive this. Throws ATELIER_E_IO. [main]
  Journal(const std::filesystem::path& folder, const std::string& plan, const std::vector<std::string>& masks,
          const MadeFrom& made_from);

  // What earlier runs did.
  bool is_done(uint64_t picture) const { return states_[picture] != State::kOpen; }
  uint64_t done() const { return done_; }
  const Totals& totals() const { return totals_; }

  // Writes down pictures first, first+1, … whose masks are written. [any]
  void add(uint64_t first, const std::vector<uint64_t>& sizes, const std::string& made_from, const Totals& totals);
  // Whether the picture has no mask, as add() or an earlier run said.
  bool is_left_out(uint64_t picture) const { return states_[picture] == State::kLeftOut; }

  // Removes the file: all is done.
  void finish() { file_.remove(); }

 private:
  enum class State : char { kOpen, kWritten, kLeftOut };
  struct Line {
    uint64_t first = 0;
    std::vector<uint64_t> sizes;
    std::string made_from;
    Totals totals;
    std::string text;
  };
  // The lines that count; takes note of them.
  std::string restored(const MadeFrom& made_from);
  std::string read() const;
  // The lines whose masks are all there, each picture in one of them at most.
  std::vector<Line> sound_lines(std::string_view text);
  Line parsed(std::string_view text) const;
  bool is_there(uint64_t picture, uint64_t size) const;
  void mark(uint64_t first, const std::vector<uint64_t>& sizes);

  std::filesystem::path folder_;
  journal::JournalFile file_;
  const std::vector<std::string>& masks_;
  std::vector<State> states_;
  Totals totals_;
  uint64_t done_ = 0;
};

}  // namespace atelier::masks
