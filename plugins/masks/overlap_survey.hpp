// Looks at one picture's overlaps: who contests which pixels, who loses them, and what another policy would paint.
#pragma once

#include <atelier/kinds/overlap_policy.h>

#include <cstdint>
#include <map>
#include <vector>

#include "contests.hpp"
#include "overlap_totals.hpp"

namespace atelier::masks {

// Keeps its buffers between pictures: one for each thread.
class OverlapSurvey {
 public:
  struct Claim {
    const geometry::Runs* runs = nullptr;
    uint32_t label = 0;
    uint64_t pixels = 0;
  };

  // Adds the picture on `canvas`, as a policy painted it, to `totals` (all but its lost_all). Gives the number of
  // contested pixels; lost_all() then holds the claims none of whose pixels carry their label.
  uint64_t count(span<const Claim> claims, const atelier_canvas& canvas, OverlapTotals& totals);
  const std::vector<size_t>& lost_all() const { return lost_all_; }

 private:
  void count_pairs(span<const Claim> claims, const Contest& contest);
  void count_lost(span<const Claim> claims, const Contest& contest, const uint16_t* labels);

  Contests contests_;
  std::vector<const geometry::Runs*> shapes_;
  std::vector<uint32_t> labels_;
  std::map<LabelPair, uint64_t> pairs_;
  std::vector<uint64_t> lost_;  // pixels, by claim
  std::vector<size_t> lost_all_;
};

// Adds one picture: the pixels where the two label maps of `size` pixels differ.
void add_changes(const uint16_t* ours, const uint16_t* theirs, uint64_t size, Comparison& comparison);

}  // namespace atelier::masks
