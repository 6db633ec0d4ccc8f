#include "segment_runs.hpp"

#include <algorithm>

namespace atelier::coco_panoptic {

SegmentRuns::SegmentRuns(const Tensor& colours, const std::vector<uint32_t>& wanted) {
  for (const uint32_t id : wanted) wanted_[id];
  const auto height = static_cast<size_t>(colours.dim(0)), width = static_cast<size_t>(colours.dim(1));
  pixels_ = static_cast<uint32_t>(height * width);
  const uint8_t* rgb = colours.data<uint8_t>();
  // Some columns at a time are turned upright, so that each row's bytes are read from the cache.
  constexpr size_t kColumns = 32;
  std::vector<uint32_t> ids(kColumns * height);
  uint32_t current = 0, first = 0;
  for (size_t left = 0; left < width; left += kColumns) {
    const size_t columns = std::min(kColumns, width - left);
    for (size_t y = 0; y < height; ++y) {
      const uint8_t* pixel = rgb + (y * width + left) * 3;
      for (size_t x = 0; x < columns; ++x, pixel += 3)
        ids[x * height + y] = pixel[0] | uint32_t{pixel[1]} << 8 | uint32_t{pixel[2]} << 16;
    }
    const auto at = static_cast<uint32_t>(left * height);
    for (size_t i = 0; i < columns * height; ++i) {
      if (ids[i] == current) continue;
      add(current, first, at + static_cast<uint32_t>(i));
      current = ids[i];
      first = at + static_cast<uint32_t>(i);
    }
  }
  add(current, first, pixels_);
}

void SegmentRuns::add(uint32_t id, uint32_t first, uint32_t last) {
  if (id == 0 || first == last) return;
  if (const auto found = wanted_.find(id); found != wanted_.end())
    found->second.push_back({first, last});
  else if (const auto other = others_.find(id); other != others_.end())
    other->second += last - first;
  else if (others_.size() < kMostOthers)
    others_[id] = last - first;
  else
    pixels_of_more_ += last - first;
}

geometry::Runs SegmentRuns::runs_of(uint32_t id) const {
  geometry::Runs runs;
  const auto found = wanted_.find(id);
  if (found != wanted_.end() && !found->second.empty()) geometry::runs_of(found->second, pixels_, runs);
  return runs;
}

bool SegmentRuns::has_wanted() const {
  return std::any_of(wanted_.begin(), wanted_.end(), [](const auto& each) { return !each.second.empty(); });
}

bool SegmentRuns::is_blurred() const {
  constexpr uint64_t kFewPixels = 16;
  uint64_t pixels = 0;
  for (const auto& [id, count] : others_) pixels += count;
  return pixels_of_more_ != 0 && pixels < kFewPixels * others_.size();
}

}  // namespace atelier::coco_panoptic
