// The numbers of rings, out of the forms in which tools nest them. [any]
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <vector>

#include "findings/codes.hpp"

namespace atelier::coco_doctor {

// What a sound file would make of a ring's text.
enum class RingFate : uint8_t { kKeep, kDrop, kDropLast, kFlatten, kRewrite };

inline constexpr int kDeepestNesting = 8;

// A list of numbers, in quotes or not, that is not empty.
bool is_number_list(simdjson::dom::array items);
// A list of at least three points, each [x, y] or {"x": …, "y": …}.
bool is_point_list(simdjson::dom::array items);
// A list of rings, or of such lists, where a ring is expected.
bool is_ring_list(simdjson::dom::element value, int depth = 0);

class RingReader {
 public:
  // What was told of the ring.
  struct Told {
    Code code;
    std::string text;
  };
  // Appends a ring's numbers to `xy`, and what is wrong with it to told().
  RingFate read(simdjson::dom::element ring, bool first, std::vector<double>& xy);
  const std::vector<Told>& told() const { return told_; }

 private:
  bool read_points(simdjson::dom::array points, std::vector<double>& xy, RingFate& fate);
  bool read_numbers(simdjson::dom::array items, std::vector<double>& xy, RingFate& fate);
  RingFate tell(Code code, std::string text, RingFate fate);

  std::vector<Told> told_;
};

}  // namespace atelier::coco_doctor
