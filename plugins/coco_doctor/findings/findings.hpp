// What was found, and what was repaired: the first of each code up to a limit, and how many there are in all.
//
// One thread at a time; whoever checks on several threads adds in the order of the file.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "findings/codes.hpp"

namespace atelier::coco_doctor {

inline constexpr uint64_t kNowhere = std::numeric_limits<uint64_t>::max();

struct Finding {
  Code code{};
  uint64_t offset = kNowhere;  // byte of the annotation file
  std::optional<int64_t> annotation = {}, image = {}, category = {};
  uint32_t ring = 0;         // from 1; 0 when it is not about one ring
  bool drops_entry = false;  // of repairs: the entry is dropped
  std::string text;          // what is wrong here, or was done: a part of a sentence, without the ids above
  uint64_t line = 0;         // from 1; filled in at the end, as is the column
  uint64_t column = 0;
};

class Findings {
 public:
  explicit Findings(uint64_t limit) : limit_(limit) {}

  void add(Finding finding);
  // Of one code, kept ones in the order of the file.
  struct OfCode {
    uint64_t count = 0;
    uint64_t drops = 0;  // of repairs: how many of them drop an entry
    std::vector<Finding> kept;
  };
  const std::map<Code, OfCode>& by_code() const { return by_code_; }
  std::map<Code, OfCode>& by_code() { return by_code_; }
  uint64_t count(Severity severity) const;
  uint64_t count() const;

 private:
  uint64_t limit_;
  std::map<Code, OfCode> by_code_;
};

}  // namespace atelier::coco_doctor
