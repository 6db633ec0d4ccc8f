#include "shape/shape_check.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "annotation_json/id.hpp"
#include "geometry/rle_string.hpp"
#include "geometry/turn.hpp"
#include "json/raw_json.hpp"
#include "shape/odd_counts.hpp"

namespace atelier::coco_doctor {

namespace dom = simdjson::dom;

namespace {

constexpr uint32_t kLeastSideForFractions = 8;

Code code_of(coco_segmentation::Defect defect) {
  switch (defect) {
    case coco_segmentation::Defect::kRleCounts:
      return Code::kRunsCounts;
    case coco_segmentation::Defect::kRleSize:
      return Code::kRunsSize;
    case coco_segmentation::Defect::kRleNumber:
      return Code::kRunsNumber;
    case coco_segmentation::Defect::kRleString:
      return Code::kRunsText;
    case coco_segmentation::Defect::kRleSum:
      return Code::kRunsSum;
    default:
      return Code::kSegmentationMalformed;
  }
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

void ShapeCheck::check(dom::element segmentation, const Canvas& canvas, const Evidence& evidence) {
  canvas_ = canvas;
  const bool swapped = canvas.turned >= 5;
  drawn_height_ = swapped ? canvas.width : canvas.height;
  drawn_width_ = swapped ? canvas.height : canvas.width;
  defects_.clear();
  xy_.clear();
  rings_.clear();
  runs_.clear();
  why_empty_.clear();
  new_counts_.clear();
  sound_ = painted_ = left_ = polygons_ = flat_ = rewrite_ = false;
  pixels_ = 0;
  count_ = 0;
  box_ = {};
  hash_one_ = 0xcbf29ce484222325;
  hash_two_ = 0x9e3779b97f4a7c15;
  dom::array items;
  if (!segmentation.get_array().get(items)) {
    polygons_ = true;
    if (is_runs_in_a_list(items, evidence)) return;
    read_rings(segmentation, items);
    sound_ = !rings_.empty();
    if (sound_) check_units(evidence);
    if (sound_ && !left_ && canvas.turned > 1) turn_back();
    if (sound_ && !left_ && canvas.height != 0) check_places();
    if (sound_ && !left_ && canvas.height != 0) paint_rings(evidence);
    hash_rings();
  } else if (segmentation.is_object()) {
    read_runs(segmentation);
  } else {
    tell(Code::kSegmentationMalformed, 0, "`segmentation` is neither a list nor an object");
  }
  if (!painted_) return;
  pixels_ = geometry::area_of(runs_);
  box_ = geometry::box_of(runs_, canvas_.height);
}

void ShapeCheck::hash(uint64_t value) {
  hash_one_ = (hash_one_ ^ value) * 0x100000001b3;
  hash_one_ ^= hash_one_ >> 29;
  hash_two_ = std::rotl(hash_two_ ^ value, 27) * 0xff51afd7ed558ccd;
}

void ShapeCheck::hash_rings() {
  for (const Ring& ring : rings_) {
    if (ring.fate == RingFate::kDrop) continue;
    hash(ring.size);
    for (const double value : numbers_of(ring)) hash(std::bit_cast<uint64_t>(value));
  }
}

// One list of numbers, alone or as the only ring, which are lengths of runs.
bool ShapeCheck::is_runs_in_a_list(dom::array items, const Evidence& evidence) {
  dom::array inner;
  if (items.size() == 1 && !items.at(0).get_array().get(inner)) items = inner;
  if (canvas_.height == 0 || !is_number_list(items)) return false;
  std::vector<double> numbers;
  for (const dom::element item : items) {
    double value = 0;
    if (item.get_double().get(value)) return false;
    numbers.push_back(value);
  }
  if (!are_runs(numbers, evidence, drawn_height_, drawn_width_)) return false;
  tell(Code::kRunsAsRing, 1, text("its ", numbers.size(), " numbers are lengths of runs"));
  sound_ = left_ = true;
  for (const double value : numbers) hash(std::bit_cast<uint64_t>(value));
  return true;
}

void ShapeCheck::read_rings(dom::element value, dom::array items) {
  if (items.size() == 0) return tell(Code::kSegmentationEmpty, 0, "`segmentation` is an empty list");
  const bool numbers = is_number_list(items);
  flat_ = numbers || is_point_list(items);
  if (numbers) tell(Code::kRingFlat, 0, text("`segmentation` is a flat list of ", items.size(), " numbers"));
  if (flat_)
    take_ring(value);
  else
    read_group(items, 0);
}

void ShapeCheck::read_group(dom::array items, int depth) {
  for (const dom::element item : items) {
    if (depth >= kDeepestNesting || !is_ring_list(item)) {
      take_ring(item);
      continue;
    }
    if (!rewrite_) tell(Code::kRingDeep, 0, "its rings lie in more lists than one");
    rewrite_ = true;
    read_group(item.get_array().value_unsafe(), depth + 1);
  }
}

void ShapeCheck::take_ring(dom::element element) {
  Ring ring{++count_, xy_.size(), 0, RingFate::kKeep};
  ring.fate = reader_.read(element, ring.number == 1, xy_);
  for (const RingReader::Told& told : reader_.told()) tell(told.code, ring.number, told.text);
  ring.size = xy_.size() - ring.first;
  if (ring.fate != RingFate::kDrop && !geometry::Rasteriser::can_paint({xy_.data() + ring.first, ring.size})) {
    tell(Code::kRingFar, ring.number, "it has a coordinate beyond 400,000,000");
    ring.fate = RingFate::kDrop;
  }
  if (ring.fate == RingFate::kDrop)
    xy_.resize(ring.first);
  else
    rings_.push_back(ring);
}

void ShapeCheck::check_units(const Evidence& evidence) {
  if (canvas_.height == 0) return;
  Extent whole = extent_of(numbers_of(rings_.front()));
  double area = 0;
  for (const Ring& ring : rings_) {
    const span<const double> xy = numbers_of(ring);
    const Extent e = extent_of(xy);
    whole = around(whole, e);
    area += area_inside(xy);
    const bool fractions = e.left >= 0 && e.right <= 1 && e.top >= 0 && e.bottom <= 1 &&
                           std::min(canvas_.height, canvas_.width) >= kLeastSideForFractions &&
                           std::any_of(xy.begin(), xy.end(), [](double v) { return v != std::floor(v); });
    if (!fractions) continue;
    tell(Code::kRingFractions, ring.number, "all its coordinates lie between 0 and 1");
    left_ = true;
  }
  if (left_) return;
  const Scale scale = scale_of(whole, area, evidence, drawn_height_, drawn_width_);
  if (scale.units == Units::kPixels) return;
  left_ = true;
  const std::string spans = text("x ", whole.left, " to ", whole.right, ", y ", whole.top, " to ", whole.bottom);
  if (scale.units == Units::kPercent)
    tell(Code::kRingPercent, 0,
         text("it spans ", spans, ", which in percent of ", drawn_width_, " x ", drawn_height_, " fits ",
              evidence.box ? "`bbox`" : "`area`"));
  else
    tell(Code::kRingScaled, 0,
         text("it spans ", spans, ", which fits `bbox` when x is multiplied by ", scale.x, " and y by ", scale.y));
}

void ShapeCheck::turn_back() {
  geometry::turn_points(xy_.data(), xy_.size(), drawn_height_, drawn_width_,
                        geometry::inverse_orientation(canvas_.turned));
  rewrite_ = true;
}

void ShapeCheck::check_places() {
  for (Ring& ring : rings_) {
    if (!check_place(ring))
      ring.fate = RingFate::kDrop;
    else if (const auto edges = crossing_.find(numbers_of(ring)))
      tell(Code::kRingCrosses, ring.number,
           text("the edges behind its points ", edges->first + 1, " and ", edges->second + 1, " cross"));
  }
  sound_ = std::any_of(rings_.begin(), rings_.end(), [](const Ring& ring) { return ring.fate != RingFate::kDrop; });
}

bool ShapeCheck::check_place(const Ring& ring) {
  const Extent e = extent_of(numbers_of(ring));
  const uint32_t height = canvas_.height, width = canvas_.width;
  if (e.right <= 0 || e.bottom <= 0 || e.left >= width || e.top >= height) {
    tell(Code::kRingOutside, ring.number,
         text("it spans x ", e.left, " to ", e.right, ", y ", e.top, " to ", e.bottom, "; the picture is ", width,
              " x ", height));
    return false;
  }
  const std::pair<double, const char*> beyond[] = {
      {-e.left, "left"}, {-e.top, "upper"}, {e.right - width, "right"}, {e.bottom - height, "lower"}};
  const auto& most = *std::max_element(std::begin(beyond), std::end(beyond),
                                       [](const auto& a, const auto& b) { return a.first < b.first; });
  if (most.first > 0)
    tell(Code::kRingLeaves, ring.number,
         text("it reaches ", most.first, most.first == 1 ? " pixel beyond the " : " pixels beyond the ", most.second,
              " edge"));
  return true;
}

void ShapeCheck::paint_rings(const Evidence& evidence) {
  std::vector<atelier_ring> all;
  for (const Ring& ring : rings_)
    if (ring.fate != RingFate::kDrop) all.push_back({xy_.data() + ring.first, ring.size});
  rasteriser_.paint(all, canvas_.height, canvas_.width, runs_);
  painted_ = true;
  const uint64_t united = geometry::area_of(runs_);
  if (united == 0) why_empty_ = why_no_pixels({all[0].xy, all[0].count});
  if (united == 0 || all.size() == 1) return;
  drop_empty_rings(all);
  if (!evidence.area) return;
  const auto hole = holes_.find(all, *evidence.area, united, canvas_.height, canvas_.width);
  if (!hole) return;
  tell(Code::kRingInside, 0,
       text("a ring lies inside another; `area` is ", *evidence.area, ", the shape with holes covers ", hole->pixels,
            " pixels, all rings together ", united));
}

void ShapeCheck::drop_empty_rings(const std::vector<atelier_ring>& all) {
  size_t i = 0;
  for (Ring& ring : rings_) {
    if (ring.fate == RingFate::kDrop) continue;
    const atelier_ring& painted = all[i++];
    rasteriser_.paint({&painted, 1}, canvas_.height, canvas_.width, one_ring_);
    if (geometry::area_of(one_ring_) != 0) continue;
    tell(Code::kRingNoPixels, ring.number, why_no_pixels({painted.xy, painted.count}));
    ring.fate = RingFate::kDrop;
  }
}

void ShapeCheck::read_runs(dom::element value) {
  coco_segmentation::read_segmentation(value, shape_);
  counts_are_text_ = value["counts"].is_string();
  if (shape_.defect != coco_segmentation::Defect::kNone && !read_odd_runs(value))
    return tell(code_of(shape_.defect), 0, coco_segmentation::defect_text(shape_.defect, 0));
  sound_ = true;
  for (const uint32_t run : shape_.runs) hash(run);
  const bool fits_drawn = shape_.runs_height == drawn_height_ && shape_.runs_width == drawn_width_;
  const bool fits_stored = shape_.runs_height == canvas_.height && shape_.runs_width == canvas_.width;
  if (canvas_.height == 0) return;
  if (!fits_drawn && !(canvas_.turned > 1 && fits_stored)) {
    const bool swapped = shape_.runs_height == drawn_width_ && shape_.runs_width == drawn_height_;
    tell(swapped ? Code::kRunsSwapped : Code::kRunsOtherSize, 0,
         text("they are for ", shape_.runs_width, " x ", shape_.runs_height, ", the picture is ", drawn_width_, " x ",
              drawn_height_, swapped ? ": `size` must be [height, width]" : ""));
    left_ = swapped;
    sound_ = swapped;
    return;
  }
  if (canvas_.turned > 1 && fits_drawn) turn_runs_back();
  painted_ = true;
  runs_ = shape_.runs;
  if (geometry::area_of(runs_) == 0) why_empty_ = "its runs are background alone";
}

bool ShapeCheck::read_odd_runs(dom::element value) {
  std::string_view counts;
  int64_t sides[2] = {};
  if (value["counts"].get_string().get(counts)) return false;
  dom::array size;
  if (value["size"].get_array().get(size) || size.size() != 2) return false;
  for (size_t i = 0; i < 2; ++i)
    if (!annotation_json::read_integer(size.at(i).value_unsafe(), sides[i]) || sides[i] < 1 || sides[i] > 0x7fffffff)
      return false;
  auto found = read_odd_counts(counts, static_cast<uint64_t>(sides[0]) * static_cast<uint64_t>(sides[1]));
  if (!found) return false;
  shape_.runs = std::move(found->runs);
  shape_.runs_height = static_cast<uint32_t>(sides[0]);
  shape_.runs_width = static_cast<uint32_t>(sides[1]);
  new_counts_ = json_text(found->text);
  switch (found->form) {
    case OddCounts::Form::kPythonBytes:
      tell(Code::kRunsBytes, 0, "`counts` is the text of Python's bytes, b'…'");
      break;
    case OddCounts::Form::kBase64:
      tell(Code::kRunsBase64, 0, "`counts` is in base64");
      break;
    case OddCounts::Form::kZippedBase64:
      tell(Code::kRunsBase64, 0, "`counts` is zipped, and in base64");
      break;
  }
  return true;
}

void ShapeCheck::turn_runs_back() {
  geometry::turn_runs(shape_.runs, drawn_height_, drawn_width_, geometry::inverse_orientation(canvas_.turned));
  if (counts_are_text_) {
    new_counts_ = json_text(geometry::encode_runs(shape_.runs));
  } else {
    new_counts_ = "[";
    for (const uint32_t run : shape_.runs) new_counts_ += (new_counts_.size() > 1 ? ", " : "") + std::to_string(run);
    new_counts_ += "]";
  }
  rewrite_ = true;
}

bool ShapeCheck::needs_repair() const {
  if (!sound_ || left_) return false;
  if (!polygons_) return !new_counts_.empty();
  return flat_ || rewrite_ || rings_.size() != count_ ||
         std::any_of(rings_.begin(), rings_.end(), [](const Ring& ring) { return ring.fate != RingFate::kKeep; });
}

std::string ShapeCheck::ring_text(const Ring& ring) const {
  std::string out = "[";
  for (const double value : numbers_of(ring)) out += (out.size() > 1 ? ", " : "") + number_text(value);
  return out + "]";
}

std::string ShapeCheck::repaired(std::string_view segmentation) const {
  if (!polygons_) {
    std::vector<Edit> edits = {{"counts", new_counts_, {}}};
    if (rewrite_) edits.push_back({"size", text("[", canvas_.height, ", ", canvas_.width, "]"), {}});
    return edited(segmentation, edits);
  }
  std::vector<std::string_view> texts;
  if (!rewrite_) texts = flat_ ? std::vector<std::string_view>{segmentation} : items_of(segmentation);
  std::string out = "[";
  for (const Ring& each : rings_) {
    if (each.fate == RingFate::kDrop) continue;
    std::string ring;
    if (rewrite_ || each.fate == RingFate::kRewrite)
      ring = ring_text(each);
    else
      ring = texts.at(each.number - 1);
    if (!rewrite_ && each.fate == RingFate::kDropLast) ring = ring.substr(0, ring.rfind(',')) + "]";
    if (!rewrite_ && each.fate == RingFate::kFlatten) {
      ring.erase(std::remove_if(ring.begin(), ring.end(), [](char c) { return c == '[' || c == ']'; }), ring.end());
      ring = "[" + ring + "]";
    }
    out += (out.size() > 1 ? ", " : "") + ring;
  }
  return out + "]";
}

}  // namespace atelier::coco_doctor
