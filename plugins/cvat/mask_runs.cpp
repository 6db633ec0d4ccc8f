#include "mask_runs.hpp"

#include <algorithm>

namespace atelier::cvat {
namespace {

constexpr int64_t kLongestSide = 1 << 22;           // of a mask within its picture
constexpr size_t kMostIntervals = size_t{1} << 27;  // 1 GiB

// Columns first…last-1 of the picture.
struct Span {
  int64_t first = 0;
  int64_t last = 0;
};

// What of a side of the mask's box lies on that side of the picture.
Span within(int64_t start, int64_t length, int64_t side) {
  return {std::clamp<int64_t>(start, 0, side), std::clamp<int64_t>(start + length, 0, side)};
}

// Takes the rows of a shape from top to bottom. Where a column begins to be covered the row is noted; where it ends, an
// interval of the column is made. So the work is that of the border alone.
class ColumnSweep {
 public:
  // Columns [left, left + width) of a picture with `height` rows.
  ColumnSweep(int64_t left, int64_t width, int64_t height)
      : left_(left), height_(height), since_(static_cast<size_t>(width)) {}

  // The spans of row y, in order and apart; rows come in order, and those without spans may be left out.
  // False when there are more intervals than are taken.
  bool row(int64_t y, std::vector<Span>& spans) {
    if (y != next_row_ && !change(next_row_, {})) return false;
    next_row_ = y + 1;
    return change(y, spans);
  }
  bool end() { return change(next_row_, {}); }
  std::vector<geometry::Interval>& intervals() { return intervals_; }

 private:
  // From row y on, `now` is covered. Walks the ends of both lists together; between two ends nothing changes.
  bool change(int64_t y, const std::vector<Span>& now) {
    if (std::equal(now.begin(), now.end(), covered_.begin(), covered_.end(),
                   [](const Span& a, const Span& b) { return a.first == b.first && a.last == b.last; }))
      return true;
    size_t old_end = 0, new_end = 0;  // numbers of the ends that come next: 2k begins span k, 2k+1 ends it
    int64_t x = left_;
    while (old_end < 2 * covered_.size() || new_end < 2 * now.size()) {
      const int64_t old_x = at(covered_, old_end), new_x = at(now, new_end), next = std::min(old_x, new_x);
      const bool was = old_end % 2 == 1, is = new_end % 2 == 1;
      if (was && !is && !close(x, next, y)) return false;
      if (!was && is) std::fill(since_.begin() + (x - left_), since_.begin() + (next - left_), y);
      x = next;
      old_end += old_x == next;
      new_end += new_x == next;
    }
    covered_ = now;
    return true;
  }
  static int64_t at(const std::vector<Span>& spans, size_t end) {
    if (end >= 2 * spans.size()) return INT64_MAX;
    return end % 2 == 0 ? spans[end / 2].first : spans[end / 2].last;
  }
  bool close(int64_t first, int64_t last, int64_t y) {
    if (intervals_.size() + static_cast<size_t>(last - first) > kMostIntervals) return false;
    for (int64_t x = first; x < last; ++x)
      intervals_.push_back({static_cast<uint32_t>(x * height_ + since_[static_cast<size_t>(x - left_)]),
                            static_cast<uint32_t>(x * height_ + y)});
    return true;
  }

  int64_t left_;
  int64_t height_;
  int64_t next_row_ = 0;
  std::vector<int64_t> since_;  // [width]: the row from which on a column is covered
  std::vector<Span> covered_;
  std::vector<geometry::Interval> intervals_;
};

// Gives the rows of a mask that lie in the picture, as spans of its columns, to the sweep.
class RowWalk {
 public:
  RowWalk(const MaskRuns& mask, int64_t height, Span columns, ColumnSweep& sweep)
      : mask_(mask), height_(height), columns_(columns), sweep_(sweep) {}

  bool run() {
    int64_t at = 0;
    for (size_t i = 0; i < mask_.counts.size(); at += mask_.counts[i++])
      if (i % 2 == 1 && mask_.counts[i] != 0 && !stretch(at, at + mask_.counts[i])) return false;
    return flush() && sweep_.end();
  }

 private:
  // Pixels first…last-1 of the box.
  bool stretch(int64_t first, int64_t last) {
    const int64_t w = mask_.width;
    // Rows above and below the picture are skipped, however many the numbers claim.
    int64_t y = std::max(first / w, -mask_.top);
    const int64_t end = std::min((last - 1) / w + 1, height_ - mask_.top);
    for (; y < end; ++y)
      if (!add(mask_.top + y, std::max(first - y * w, int64_t{0}), std::min(last - y * w, w))) return false;
    return true;
  }
  bool add(int64_t y, int64_t first, int64_t last) {
    const Span span{std::max(mask_.left + first, columns_.first), std::min(mask_.left + last, columns_.last)};
    if (span.first >= span.last) return true;
    if (y != row_ && !flush()) return false;
    row_ = y;
    if (!spans_.empty() && spans_.back().last == span.first)
      spans_.back().last = span.last;
    else
      spans_.push_back(span);
    return true;
  }
  bool flush() {
    const bool fits = spans_.empty() || sweep_.row(row_, spans_);
    spans_.clear();
    return fits;
  }

  const MaskRuns& mask_;
  int64_t height_;
  Span columns_;
  ColumnSweep& sweep_;
  int64_t row_ = -1;
  std::vector<Span> spans_;
};

}  // namespace

std::string runs_of_mask(const MaskRuns& mask, uint32_t height, uint32_t width, geometry::Runs& out) {
  constexpr int64_t kFar = int64_t{1} << 31;
  if (std::max({std::abs(mask.left), std::abs(mask.top), mask.width, mask.height}) >= kFar)
    return "has a box far outside of any picture";
  const uint64_t sum = geometry::sum_of(mask.counts);
  if (const uint64_t pixels = static_cast<uint64_t>(mask.width) * static_cast<uint64_t>(mask.height); sum != pixels)
    return text("has counts in `rle` that sum up to ", sum, " for a box of ", mask.width, " x ", mask.height, " = ",
                pixels, " pixels");
  const Span columns = within(mask.left, mask.width, width), rows = within(mask.top, mask.height, height);
  if (columns.last - columns.first > kLongestSide || rows.last - rows.first > kLongestSide)
    return text("is more than ", kLongestSide, " pixels wide or high");
  ColumnSweep sweep(columns.first, columns.last - columns.first, height);
  if (!RowWalk(mask, height, columns, sweep).run()) return text("has more than ", kMostIntervals, " runs");
  geometry::unite(sweep.intervals());
  geometry::runs_of(sweep.intervals(), height * width, out);
  return "";
}

}  // namespace atelier::cvat
