// What was written and what was left out: the content of writer_report.json. Each thread counts for itself; merging the
// totals_of_threads in any order gives the same report.
#pragma once

#include <cstdint>
#include <string>

#include "conversion/assessment.hpp"
#include "conversion/outcomes.hpp"
#include "options.hpp"

namespace atelier::labelstudio_writer {

struct Totals {
  uint64_t tasks = 0;
  uint64_t empty_tasks = 0;  // of pictures without a region
  uint64_t written = 0;      // instances
  uint64_t polygons = 0;     // regions
  uint64_t brushes = 0;
  uint64_t crowds = 0;    // left out or written, as the option says
  uint64_t in_parts = 0;  // instances of several polygons
  conversion::Outcomes outcomes;
  conversion::CountWithExamples turned;     // pictures that EXIF turns, and their shapes with them
  conversion::CountWithExamples not_there;  // pictures whose files could not be asked how EXIF turns them

  void merge(const Totals& other);
};

// writer_report.json.
std::string report_json(const Totals& totals, const Options& options, const conversion::Assessment& assessment);

// A line for the screen.
std::string summary(const Totals& totals, Crowd crowd);

}  // namespace atelier::labelstudio_writer
