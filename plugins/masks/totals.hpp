// What was painted and what was left out, over all pictures: the content of prepare_report.json.
//
// Each thread counts for itself; merging the totals_of_threads in any order gives the same report.
#pragma once

#include <atelier/cpp/core.hpp>

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "conversion/outcomes.hpp"
#include "overlap_totals.hpp"

namespace atelier::masks {

using conversion::CountWithExamples;

struct Totals {
  uint64_t pictures = 0;
  uint64_t pixels = 0;
  uint64_t crowds = 0;               // that were painted or skipped as the option says
  uint64_t made_void = 0;            // instances of categories that are void
  CountWithExamples empty_pictures;  // nothing was painted on them
  conversion::Outcomes outcomes;
  std::vector<uint64_t> painted_of_label;  // instances
  std::vector<uint64_t> pixels_of_label;
  OverlapTotals overlap;

  void merge(const Totals& other);
  uint64_t painted() const;
};

// For the journal, and back. Throws what nlohmann::json throws for a record that is none.
nlohmann::ordered_json record_of(const Totals& totals);
Totals totals_of(const nlohmann::ordered_json& record);

}  // namespace atelier::masks
