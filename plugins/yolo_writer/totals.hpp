// What was written and what was left out: the content of writer_report.json. Each thread counts for itself; merging the
// totals_of_threads in any order gives the same report.
#pragma once

#include <atelier/abi.h>

#include <cstdint>
#include <string>

#include "conversion/assessment.hpp"

namespace atelier::yolo_writer {

// What becomes of crowd regions.
enum class Crowd { kSkip, kClass };
inline constexpr atelier_str kCrowds[] = {ATELIER_STR("skip"), ATELIER_STR("class")};

struct Totals {
  uint64_t pictures = 0;
  uint64_t empty_pictures = 0;  // whose label file is empty
  uint64_t written = 0;
  uint64_t crowds = 0;  // left out or written, as the option says
  uint64_t merged = 0;  // instances of several rings that lie apart, joined to one
  conversion::Outcomes outcomes;
  conversion::CountWithExamples holes_filled;  // instances written without their holes
  conversion::CountWithExamples united;        // instances whose rings overlap, written as the outline of their union
  conversion::CountWithExamples clipped;       // instances of which something lay outside the picture
  conversion::CountWithExamples turned;        // pictures that EXIF turns, whose labels were turned with them

  void merge(const Totals& other);
};

// writer_report.json; `crowd` is the option.
std::string report_json(const Totals& totals, Crowd crowd, const conversion::Assessment& assessment);

// A line for the screen.
std::string summary(const Totals& totals, Crowd crowd);

}  // namespace atelier::yolo_writer
