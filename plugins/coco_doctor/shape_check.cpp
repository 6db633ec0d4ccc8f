#include "shape_check.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "raw_json.hpp"

namespace atelier::coco_doctor {

namespace dom = simdjson::dom;

namespace {

constexpr size_t kFewestNumbers = 6;
constexpr uint32_t kLeastSideForFractions = 8;

Code code_of(coco_json::Defect defect) {
  switch (defect) {
    case coco_json::Defect::kRleCounts:
      return Code::kRunsCounts;
    case coco_json::Defect::kRleSize:
      return Code::kRunsSize;
    case coco_json::Defect::kRleNumber:
      return Code::kRunsNumber;
    case coco_json::Defect::kRleString:
      return Code::kRunsText;
    case coco_json::Defect::kRleSum:
      return Code::kRunsSum;
    default:
      return Code::kSegmentationMalformed;
  }
}

// The box around a ring's points.
struct Extent {
  double left, right, top, bottom;
};
Extent extent_of(span<const double> ring) {
  Extent e{ring[0], ring[0], ring[1], ring[1]};
  for (size_t i = 0; i + 1 < ring.size(); i += 2) {
    e.left = std::min(e.left, ring[i]);
    e.right = std::max(e.right, ring[i]);
    e.top = std::min(e.top, ring[i + 1]);
    e.bottom = std::max(e.bottom, ring[i + 1]);
  }
  return e;
}

bool on_one_line(span<const double> ring) {
  for (size_t i = 4; i + 1 < ring.size(); i += 2)
    if ((ring[2] - ring[0]) * (ring[i + 1] - ring[1]) != (ring[3] - ring[1]) * (ring[i] - ring[0])) return false;
  return true;
}

std::string why_no_pixels(span<const double> ring) {
  const Extent e = extent_of(ring);
  if (e.left == e.right && e.top == e.bottom) return "all its points are the same";
  if (on_one_line(ring)) return "its points lie on one line";
  return "it is too thin: no pixel's centre lies inside";
}

}  // namespace

void ShapeCheck::check(dom::element segmentation, uint32_t height, uint32_t width) {
  height_ = height;
  width_ = width;
  defects_.clear();
  fates_.clear();
  xy_.clear();
  rings_.clear();
  runs_.clear();
  why_empty_.clear();
  sound_ = painted_ = polygons_ = flat_ = false;
  pixels_ = 0;
  box_ = {};
  hash_one_ = 0xcbf29ce484222325;
  hash_two_ = 0x9e3779b97f4a7c15;
  dom::array rings;
  if (!segmentation.get_array().get(rings)) {
    polygons_ = true;
    read_rings(segmentation, rings);
    if (sound_ && height_ != 0) paint_rings();
  } else if (segmentation.is_object()) {
    read_runs(segmentation);
  } else {
    tell(Code::kSegmentationMalformed, 0, "`segmentation` is neither a list nor an object");
  }
  if (!painted_) return;
  pixels_ = geometry::area_of(runs_);
  box_ = geometry::box_of(runs_, height_);
}

void ShapeCheck::hash(uint64_t value) {
  hash_one_ = (hash_one_ ^ value) * 0x100000001b3;
  hash_one_ ^= hash_one_ >> 29;
  hash_two_ = std::rotl(hash_two_ ^ value, 27) * 0xff51afd7ed558ccd;
}

bool ShapeCheck::is_flat(dom::array rings) const {
  return std::all_of(rings.begin(), rings.end(), [](dom::element item) { return item.is_number(); });
}

void ShapeCheck::read_rings(dom::element value, dom::array rings) {
  if (rings.size() == 0) return tell(Code::kSegmentationEmpty, 0, "`segmentation` is an empty list");
  flat_ = is_flat(rings);
  if (flat_) tell(Code::kRingFlat, 0, text("`segmentation` is a flat list of ", rings.size(), " numbers"));
  uint32_t number = 0;
  const auto take = [&](dom::element ring) {
    const size_t first = xy_.size();
    RingFate fate = read_ring(ring, ++number);
    if (fate != RingFate::kDrop && !check_ring({xy_.data() + first, xy_.size() - first}, number))
      fate = RingFate::kDrop;
    fates_.push_back(fate);
    if (fate == RingFate::kDrop)
      xy_.resize(first);
    else
      rings_.push_back({number, first, xy_.size() - first});
  };
  if (flat_) {
    take(value);
  } else {
    for (const dom::element ring : rings) take(ring);
  }
  sound_ = !rings_.empty();
  for (const Ring& ring : rings_) {
    hash(ring.size);
    for (size_t i = 0; i < ring.size; ++i) hash(std::bit_cast<uint64_t>(xy_[ring.first + i]));
  }
}

RingFate ShapeCheck::read_ring(dom::element ring, uint32_t number) {
  dom::array items;
  if (ring.get_array().get(items)) {
    tell(Code::kRingNotNumbers, number, "it is not a list");
    return RingFate::kDrop;
  }
  const size_t first = xy_.size();
  RingFate fate = RingFate::kKeep;
  if (items.size() != 0 && items.at(0).is_array()) {
    if (!read_pairs(items)) {
      tell(Code::kRingNotNumbers, number, "it is a list of lists that are not all points [x, y]");
      return RingFate::kDrop;
    }
    tell(Code::kRingPairs, number, text("it is a list of ", items.size(), " points [x, y]"));
    fate = RingFate::kFlatten;
  } else {
    size_t index = 0;
    for (const dom::element item : items) {
      double value = 0;
      ++index;
      if (item.get_double().get(value) || !std::isfinite(value)) {
        tell(Code::kRingNotNumbers, number, text("its value ", index, " of ", items.size(), " is not a finite number"));
        return RingFate::kDrop;
      }
      xy_.push_back(value);
    }
  }
  const size_t count = xy_.size() - first;
  if (number == 1 && count == 4 && fate == RingFate::kKeep) {
    tell(Code::kRingIsBox, number, "it has four numbers");
    return RingFate::kDrop;
  }
  if (count < kFewestNumbers) {
    tell(Code::kRingTooShort, number, text("it has ", count, count == 1 ? " number" : " numbers"));
    return RingFate::kDrop;
  }
  if (count % 2 != 0) {
    tell(Code::kRingOdd, number, text("it has ", count, " numbers"));
    xy_.pop_back();
    return RingFate::kDropLast;
  }
  return fate;
}

bool ShapeCheck::read_pairs(dom::array points) {
  for (const dom::element item : points) {
    dom::array pair;
    if (item.get_array().get(pair) || pair.size() != 2) return false;
    for (const dom::element each : pair) {
      double value = 0;
      if (each.get_double().get(value) || !std::isfinite(value)) return false;
      xy_.push_back(value);
    }
  }
  return true;
}

bool ShapeCheck::check_ring(span<const double> ring, uint32_t number) {
  if (!geometry::Rasteriser::can_paint({ring.data(), ring.size()})) {
    tell(Code::kRingFar, number, "it has a coordinate beyond 400,000,000");
    return false;
  }
  if (height_ != 0 && !check_place(ring, number)) return false;
  if (const auto edges = crossing_.find(ring))
    tell(Code::kRingCrosses, number,
         text("the edges behind its points ", edges->first + 1, " and ", edges->second + 1, " cross"));
  return true;
}

bool ShapeCheck::check_place(span<const double> ring, uint32_t number) {
  const Extent e = extent_of(ring);
  const bool fractions = e.left >= 0 && e.right <= 1 && e.top >= 0 && e.bottom <= 1 &&
                         std::min(height_, width_) >= kLeastSideForFractions &&
                         std::any_of(ring.begin(), ring.end(), [](double v) { return v != std::floor(v); });
  if (fractions) {
    tell(Code::kRingFractions, number, "all its coordinates lie between 0 and 1");
    return false;
  }
  if (e.right <= 0 || e.bottom <= 0 || e.left >= width_ || e.top >= height_) {
    tell(Code::kRingOutside, number,
         text("it spans x ", e.left, " to ", e.right, ", y ", e.top, " to ", e.bottom, "; the picture is ", width_,
              " x ", height_));
    return false;
  }
  const std::pair<double, const char*> beyond[] = {
      {-e.left, "left"}, {-e.top, "upper"}, {e.right - width_, "right"}, {e.bottom - height_, "lower"}};
  const auto& most = *std::max_element(std::begin(beyond), std::end(beyond),
                                       [](const auto& a, const auto& b) { return a.first < b.first; });
  if (most.first > 0)
    tell(Code::kRingLeaves, number,
         text("it reaches ", most.first, most.first == 1 ? " pixel beyond the " : " pixels beyond the ", most.second,
              " edge"));
  return true;
}

void ShapeCheck::paint_rings() {
  std::vector<atelier_ring> all;
  for (const Ring& ring : rings_) all.push_back({xy_.data() + ring.first, ring.size});
  rasteriser_.paint(all, height_, width_, runs_);
  painted_ = true;
  const bool empty = geometry::area_of(runs_) == 0;
  if (empty) why_empty_ = why_no_pixels({all[0].xy, all[0].count});
  if (empty || all.size() == 1) return;
  for (size_t i = 0; i < all.size(); ++i) {
    rasteriser_.paint({&all[i], 1}, height_, width_, one_ring_);
    if (geometry::area_of(one_ring_) != 0) continue;
    tell(Code::kRingNoPixels, rings_[i].number, why_no_pixels({all[i].xy, all[i].count}));
    fates_[rings_[i].number - 1] = RingFate::kDrop;
  }
}

void ShapeCheck::read_runs(dom::element value) {
  coco_json::read_segmentation(value, shape_);
  if (shape_.defect != coco_json::Defect::kNone)
    return tell(code_of(shape_.defect), 0, coco_json::defect_text(shape_.defect, 0));
  if (height_ != 0 && (shape_.runs_height != height_ || shape_.runs_width != width_)) {
    const bool swapped = shape_.runs_height == width_ && shape_.runs_width == height_;
    return tell(Code::kRunsOtherSize, 0,
                text("they are for ", shape_.runs_width, " x ", shape_.runs_height, ", the picture is ", width_, " x ",
                     height_, swapped ? ": `size` must be [height, width]" : ""));
  }
  sound_ = true;
  for (const uint32_t run : shape_.runs) hash(run);
  if (height_ == 0) return;
  painted_ = true;
  runs_ = shape_.runs;
  if (geometry::area_of(runs_) == 0) why_empty_ = "its runs are background alone";
}

bool ShapeCheck::needs_repair() const {
  return flat_ || std::any_of(fates_.begin(), fates_.end(), [](RingFate fate) { return fate != RingFate::kKeep; });
}

std::string ShapeCheck::repaired(std::string_view segmentation) const {
  std::vector<std::string_view> rings = flat_ ? std::vector<std::string_view>{segmentation} : items_of(segmentation);
  std::string out = "[";
  for (size_t i = 0; i < rings.size() && i < fates_.size(); ++i) {
    if (fates_[i] == RingFate::kDrop) continue;
    std::string ring(rings[i]);
    if (fates_[i] == RingFate::kDropLast) ring = ring.substr(0, ring.rfind(',')) + "]";
    if (fates_[i] == RingFate::kFlatten) {
      ring.erase(std::remove_if(ring.begin(), ring.end(), [](char c) { return c == '[' || c == ']'; }), ring.end());
      ring = "[" + ring + "]";
    }
    out += (out.size() > 1 ? ", " : "") + ring;
  }
  return out + "]";
}

}  // namespace atelier::coco_doctor
