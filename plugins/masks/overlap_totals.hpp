// What overlapping instances did to the label maps: the part `overlap` of prepare_report.json.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "conversion/counts_by_reason.hpp"

namespace atelier::masks {

using conversion::CountWithExamples;

using LabelPair = std::pair<uint32_t, uint32_t>;

// Of two labels: pixels, and pictures with any of them.
struct PairCount {
  uint64_t pixels = 0;
  uint64_t pictures = 0;
};
using PairCounts = std::map<LabelPair, PairCount>;

// What another policy would give, on the pictures with contested pixels.
struct Comparison {
  uint64_t pixels = 0;  // that would get another label
  uint64_t pictures = 0;
  PairCounts changes;  // from label, to label
};

struct OverlapTotals {
  uint64_t pixels = 0;  // that two instances or more claim
  uint64_t pictures = 0;
  PairCounts pairs;            // of the classes that claim them, the lower label first; both the same: two of one class
  CountWithExamples lost_all;  // instances none of whose pixels carry their label
  uint64_t lost_more_than_half = 0;     // those among them
  std::vector<Comparison> comparisons;  // one for each policy compared

  void merge(const OverlapTotals& other);
};

// What is needed to put it into words.
struct OverlapWords {
  std::string policy;  // component ids
  std::vector<std::string> compared;
  const std::vector<std::string>& class_names;  // index = label
  uint32_t void_label;
  uint64_t pixels;  // of all pictures
};

nlohmann::ordered_json overlap_json(const OverlapTotals& totals, const OverlapWords& words);

// "overlap.last: 1.73 % of pixels contested (person/chair 0.31 %, …); overlap.first would change 1.68 %".
std::string overlap_summary(const OverlapTotals& totals, const OverlapWords& words);

// For the journal: [[a, b, pixels, pictures], …] and back.
nlohmann::ordered_json record_of(const OverlapTotals& totals);
OverlapTotals overlap_totals_of(const nlohmann::ordered_json& record);

}  // namespace atelier::masks
