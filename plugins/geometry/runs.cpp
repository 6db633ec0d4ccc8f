#include "geometry/runs.hpp"

#include <algorithm>
#include <numeric>

namespace geometry {

uint64_t sum_of(span<const uint32_t> runs) { return std::accumulate(runs.begin(), runs.end(), uint64_t{0}); }

uint64_t area_of(span<const uint32_t> runs) {
  uint64_t area = 0;
  for (size_t i = 1; i < runs.size(); i += 2) area += runs[i];
  return area;
}

Box box_of(span<const uint32_t> runs, uint32_t height) {
  uint64_t left = UINT64_MAX, right = 0, top = UINT64_MAX, bottom = 0, at = 0;
  for (size_t i = 0; i < runs.size(); ++i) {
    const uint64_t first = at;
    at += runs[i];
    if (i % 2 == 0 || runs[i] == 0) continue;
    const bool wraps = first / height != (at - 1) / height;
    left = std::min(left, first / height);
    right = std::max(right, (at - 1) / height);
    top = std::min(top, wraps ? 0 : first % height);
    bottom = std::max(bottom, wraps ? height - 1 : (at - 1) % height);
  }
  if (left == UINT64_MAX) return {};
  return {static_cast<uint32_t>(left), static_cast<uint32_t>(top), static_cast<uint32_t>(right - left + 1),
          static_cast<uint32_t>(bottom - top + 1)};
}

void append_intervals(span<const uint32_t> runs, std::vector<Interval>& intervals) {
  uint32_t at = 0;
  for (size_t i = 0; i < runs.size(); at += runs[i++])
    if (i % 2 == 1) intervals.push_back({at, at + runs[i]});
}

void unite(std::vector<Interval>& intervals) {
  if (intervals.empty()) return;
  std::sort(intervals.begin(), intervals.end(), [](Interval a, Interval b) { return a.first < b.first; });
  size_t kept = 0;
  for (size_t i = 1; i < intervals.size(); ++i) {
    if (intervals[i].first <= intervals[kept].last)
      intervals[kept].last = std::max(intervals[kept].last, intervals[i].last);
    else
      intervals[++kept] = intervals[i];
  }
  intervals.resize(kept + 1);
}

void keep_odd(std::vector<Interval>& intervals) {
  // Where inside and outside are swapped; two at one place cancel.
  std::vector<uint32_t> swaps;
  for (const Interval interval : intervals) {
    swaps.push_back(interval.first);
    swaps.push_back(interval.last);
  }
  std::sort(swaps.begin(), swaps.end());
  size_t left = 0;
  for (size_t i = 0; i < swaps.size(); ++i) {
    if (i + 1 < swaps.size() && swaps[i] == swaps[i + 1])
      ++i;
    else
      swaps[left++] = swaps[i];
  }
  intervals.clear();
  for (size_t i = 0; i < left; i += 2) intervals.push_back({swaps[i], swaps[i + 1]});
}

void runs_of(span<const Interval> intervals, uint32_t pixels, Runs& out) {
  out.clear();
  uint32_t at = 0;
  for (const Interval interval : intervals) {
    out.push_back(interval.first - at);
    out.push_back(interval.last - interval.first);
    at = interval.last;
  }
  if (at < pixels) out.push_back(pixels - at);
}

}  // namespace geometry
