// What was painted and what was left out, over all pictures: the content of prepare_report.json.
//
// Each thread counts for itself; merging the tallies in any order gives the same report.
#pragma once

#include <atelier/cpp/core.hpp>

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "overlap_tally.hpp"
#include "writing/left_out.hpp"

namespace atelier::masks {

using writing::Listed;

struct Tally {
  uint64_t pictures = 0;
  uint64_t pixels = 0;
  uint64_t instances = 0;  // all, crowds and what was skipped among them
  uint64_t crowds = 0;     // that were painted or skipped as the option says
  uint64_t made_void = 0;  // instances of categories that are void
  Listed empty_pictures;   // nothing was painted on them
  Listed orphans;
  std::map<std::string, Listed> skipped;        // by reason
  std::map<std::string, Listed> rings_skipped;  // instances painted without some of their rings, by reason
  std::vector<uint64_t> painted_of_label;       // instances
  std::vector<uint64_t> pixels_of_label;
  OverlapTally overlap;

  void merge(const Tally& other);
  uint64_t painted() const;
  uint64_t skipped_count() const;
};

// Reasons for leaving an instance out that are a wish of the options, not a defect of the dataset.
bool is_wished(std::string_view reason);

// For the journal, and back. Throws what nlohmann::json throws for a record that is none.
nlohmann::ordered_json record_of(const Tally& tally);
Tally tally_of(const nlohmann::ordered_json& record);

}  // namespace atelier::masks
