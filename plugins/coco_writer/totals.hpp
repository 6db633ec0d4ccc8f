// What was written and what was left out: the content of writer_report.json. Each thread counts for itself; merging the
// totals_of_threads in any order gives the same report.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "conversion/assessment.hpp"
#include "segmentation_text.hpp"

namespace atelier::coco_writer {

struct Totals {
  uint64_t crowds = 0;                   // that were written
  std::array<uint64_t, 4> written_as{};  // by Written, kNothing left out
  conversion::Outcomes outcomes;
  conversion::CountWithExamples without_pixels;  // that were written
  conversion::CountWithExamples turned_back;     // pictures whose shapes were turned to the pixels as they are stored
  conversion::CountWithExamples renumbered;      // annotations; the examples have their old ids
  uint64_t pictures = 0;
  uint64_t pictures_renumbered = 0;
  uint64_t categories_renumbered = 0;

  void merge(const Totals& other);
  uint64_t written() const;
};

// writer_report.json; `asked` is the option.
std::string report_json(const Totals& totals, Form asked, const conversion::Assessment& assessment);

// Lines for the screen: "66 pictures, 552 annotations written, 8 of them crowds, 3 skipped (ring_odd 3)".
std::string summary(const Totals& totals);

}  // namespace atelier::coco_writer
