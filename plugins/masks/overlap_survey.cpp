#include "overlap_survey.hpp"

#include <algorithm>
#include <cstring>

namespace atelier::masks {

uint64_t OverlapSurvey::count(span<const Claim> claims, const atelier_canvas& canvas, OverlapTotals& totals) {
  lost_all_.clear();
  if (claims.size() < 2) return 0;
  shapes_.clear();
  for (const Claim& claim : claims) shapes_.push_back(claim.runs);
  pairs_.clear();
  lost_.assign(claims.size(), 0);
  uint64_t contested = 0;
  contests_.find(shapes_, [&](const Contest& contest) {
    contested += contest.last - contest.first;
    count_pairs(claims, contest);
    count_lost(claims, contest, canvas.labels);
  });
  if (contested == 0) return 0;

  totals.pixels += contested;
  ++totals.pictures;
  for (const auto& [pair, pixels] : pairs_) {
    totals.pairs[pair].pixels += pixels;
    ++totals.pairs[pair].pictures;
  }
  for (size_t i = 0; i < claims.size(); ++i) {
    if (lost_[i] * 2 > claims[i].pixels) ++totals.lost_more_than_half;
    if (lost_[i] == claims[i].pixels) lost_all_.push_back(i);
  }
  return contested;
}

// Each pair of classes once, and a class with itself when two of its shapes claim the stretch.
void OverlapSurvey::count_pairs(span<const Claim> claims, const Contest& contest) {
  const uint64_t pixels = contest.last - contest.first;
  labels_.clear();
  for (const uint32_t shape : contest.shapes) labels_.push_back(claims[shape].label);
  std::sort(labels_.begin(), labels_.end());
  for (size_t i = 0; i < labels_.size(); ++i) {
    if (i > 0 && labels_[i] == labels_[i - 1]) continue;
    for (size_t k = i + 1; k < labels_.size(); ++k)
      if (k == i + 1 || labels_[k] != labels_[k - 1]) pairs_[{labels_[i], labels_[k]}] += pixels;
  }
}

void OverlapSurvey::count_lost(span<const Claim> claims, const Contest& contest, const uint16_t* labels) {
  for (uint64_t at = contest.first; at < contest.last;) {
    const uint64_t first = at;
    while (at < contest.last && labels[at] == labels[first]) ++at;
    for (const uint32_t shape : contest.shapes)
      if (claims[shape].label != labels[first]) lost_[shape] += at - first;
  }
}

void add_changes(const uint16_t* ours, const uint16_t* theirs, uint64_t size, Comparison& comparison) {
  constexpr uint64_t kBlock = 1024;
  std::map<LabelPair, uint64_t> changes;
  for (uint64_t block = 0; block < size; block += kBlock) {
    const uint64_t end = std::min(block + kBlock, size);
    if (std::memcmp(ours + block, theirs + block, (end - block) * sizeof *ours) == 0) continue;
    for (uint64_t at = block; at < end;) {
      const uint64_t first = at;
      while (at < end && ours[at] == ours[first] && theirs[at] == theirs[first]) ++at;
      if (ours[first] != theirs[first]) changes[{ours[first], theirs[first]}] += at - first;
    }
  }
  if (changes.empty()) return;
  ++comparison.pictures;
  for (const auto& [pair, pixels] : changes) {
    comparison.pixels += pixels;
    comparison.changes[pair].pixels += pixels;
    ++comparison.changes[pair].pictures;
  }
}

}  // namespace atelier::masks
