#include "contests.hpp"

#include <algorithm>

namespace atelier::masks {
namespace {

// First pixel of a shape and one past its last, in column-major order.
geometry::Interval reach_of(const geometry::Runs& runs) {
  uint32_t at = 0, first = 0, last = 0;
  for (size_t i = 0; i < runs.size(); ++i) {
    if (i % 2 != 0 && runs[i] != 0) {
      if (last == 0) first = at;
      last = at + runs[i];
    }
    at += runs[i];
  }
  return {first, last};
}

}  // namespace

void Contests::gather(span<const geometry::Runs* const> shapes) {
  events_.clear();
  lists_.assign(1, 0);
  find_alone(shapes);
  for (size_t k = 0; k < shapes.size(); ++k) {
    if (alone_[k]) continue;
    const geometry::Runs& runs = *shapes[k];
    uint64_t at = 0;
    for (size_t i = 0; i < runs.size(); ++i) {
      const uint64_t first = at;
      at += runs[i];
      if (i % 2 == 0 || first == at) continue;
      events_.push_back(first << 32 | k << 1 | 1);
      events_.push_back(at << 32 | k << 1);
    }
    lists_.push_back(events_.size());
  }
  merge_lists();
}

void Contests::find_alone(span<const geometry::Runs* const> shapes) {
  std::vector<std::pair<geometry::Interval, size_t>> reaches;
  for (size_t k = 0; k < shapes.size(); ++k) reaches.emplace_back(reach_of(*shapes[k]), k);
  std::sort(reaches.begin(), reaches.end(), [](const auto& a, const auto& b) { return a.first.first < b.first.first; });
  alone_.assign(shapes.size(), 0);
  uint32_t furthest = 0;
  for (size_t i = 0; i < reaches.size(); ++i) {
    const auto& [reach, shape] = reaches[i];
    const bool next_begins = i + 1 < reaches.size() && reaches[i + 1].first.first < reach.last;
    alone_[shape] = reach.first >= furthest && !next_begins;
    furthest = std::max(furthest, reach.last);
  }
}

// Each shape's events are in order already.
void Contests::merge_lists() {
  while (lists_.size() > 2) {
    merged_.resize(events_.size());
    std::vector<size_t> halved = {0};
    for (size_t i = 0; i + 1 < lists_.size(); i += 2) {
      const size_t middle = lists_[i + 1], end = lists_[std::min(i + 2, lists_.size() - 1)];
      std::merge(events_.begin() + static_cast<ptrdiff_t>(lists_[i]), events_.begin() + static_cast<ptrdiff_t>(middle),
                 events_.begin() + static_cast<ptrdiff_t>(middle), events_.begin() + static_cast<ptrdiff_t>(end),
                 merged_.begin() + static_cast<ptrdiff_t>(lists_[i]));
      halved.push_back(end);
    }
    lists_.swap(halved);
    events_.swap(merged_);
  }
}

void Contests::drop(uint32_t shape) {
  const auto found = std::find(claims_.begin(), claims_.end(), shape);
  *found = claims_.back();
  claims_.pop_back();
}

}  // namespace atelier::masks
