#include "coco_segmentation/segmentation.hpp"

#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <cmath>
#include <iterator>
#include <numeric>

#include "annotation_json/id.hpp"
#include "geometry/rle_string.hpp"

namespace coco_segmentation {
namespace {

namespace dom = simdjson::dom;
using annotation_json::read_integer;

struct Wording {
  Defect defect;
  std::string_view word;
  std::string_view sentence;
};
constexpr Wording kWordings[] = {
    {Defect::kNotAnObject, "not_an_object", "the annotation is not a JSON object"},
    {Defect::kImageIdMissing, "image_id_missing", "`image_id` is missing or not an integer"},
    {Defect::kSegmentationMissing, "segmentation_missing", "there is no `segmentation`"},
    {Defect::kSegmentationNull, "segmentation_null", "`segmentation` is null"},
    {Defect::kSegmentationEmpty, "segmentation_empty", "`segmentation` is an empty list"},
    {Defect::kSegmentationMalformed, "segmentation_malformed",
     "`segmentation` is neither a list of rings nor an object of runs"},
    {Defect::kRingTooShort, "ring_too_short", "has fewer than three points"},
    {Defect::kRingOdd, "ring_odd", "has an odd number of coordinates"},
    {Defect::kRingNotNumbers, "ring_not_numbers", "is not a list of finite numbers"},
    {Defect::kRleCounts, "rle_malformed", "`counts` of the runs is missing, or neither a list nor a text"},
    {Defect::kRleSize, "rle_malformed", "`size` of the runs is not [height, width] in pixels"},
    {Defect::kRleNumber, "rle_malformed", "`counts` holds something other than integers from 0 up"},
    {Defect::kRleString, "rle_malformed", "the text of `counts` does not decode"},
    {Defect::kRleSum, "rle_malformed", "the runs do not add up to height times width"},
    {Defect::kRleOtherSize, "rle_malformed", "the runs are for a picture of another size"},
    {Defect::kRleTurnedSize, "rle_malformed",
     "height and width are exchanged in the `size` of the runs; it is [height, width] of the picture"},
    {Defect::kRunsAsRing, "segmentation_malformed",
     "the numbers of the ring are no points of the picture, but counts of runs, which belong into "
     "{\"size\": [height, width], \"counts\": […]}"},
};

const Wording& wording(Defect defect) {
  static constexpr Wording kNone{};
  const auto found = std::find_if(std::begin(kWordings), std::end(kWordings),
                                  [&](const Wording& each) { return each.defect == defect; });
  return found == std::end(kWordings) ? kNone : *found;
}

// The sum of numbers that may be counts; 0 when one is negative or has a fraction.
double sum_of_counts(const double* begin, const double* end) {
  const bool are_counts = std::all_of(begin, end, [](double n) { return n >= 0 && n == std::floor(n); });
  return are_counts ? std::accumulate(begin, end, 0.) : 0;
}

// Appends the numbers of a ring to `out.xy`; on a defect it is as before.
Defect read_ring(dom::element value, Segmentation& out) {
  std::vector<double>& xy = out.xy;
  dom::array numbers;
  if (value.get_array().get(numbers)) return Defect::kRingNotNumbers;
  const size_t before = xy.size();
  Defect defect = Defect::kNone;
  for (const dom::element item : numbers) {
    double number = 0;
    if (item.get_double().get(number) || !std::isfinite(number)) {
      defect = Defect::kRingNotNumbers;
      break;
    }
    xy.push_back(number);
  }
  const size_t count = xy.size() - before;
  if (defect == Defect::kNone && count < 6) defect = Defect::kRingTooShort;
  if (defect == Defect::kNone && count % 2 != 0) defect = Defect::kRingOdd;
  if (defect == Defect::kRingTooShort || defect == Defect::kRingOdd)
    out.counts_left_out = sum_of_counts(xy.data() + before, xy.data() + xy.size());
  if (defect != Defect::kNone) xy.resize(before);
  return defect;
}

void read_rings(dom::array rings, Segmentation& out) {
  uint32_t number = 0;
  for (const dom::element ring : rings) {
    ++number;
    const size_t before = out.xy.size();
    const Defect defect = read_ring(ring, out);
    if (defect == Defect::kNone) {
      out.ring_sizes.push_back(out.xy.size() - before);
    } else if (out.defect == Defect::kNone) {
      out.defect = defect;
      out.defect_ring = number;
    }
  }
  if (number == 0) out.defect = Defect::kSegmentationEmpty;
}

Defect read_counts(dom::element value, std::vector<uint32_t>& runs) {
  std::string_view text;
  if (!value.get_string().get(text)) return geometry::decode_runs(text, runs) ? Defect::kNone : Defect::kRleString;
  dom::array counts;
  if (value.get_array().get(counts)) return Defect::kRleCounts;
  for (const dom::element item : counts) {
    int64_t count = 0;
    if (!read_integer(item, count) || count < 0 || count > INT64_C(0xffffffff)) return Defect::kRleNumber;
    runs.push_back(static_cast<uint32_t>(count));
  }
  return Defect::kNone;
}

Defect read_runs(dom::object value, Segmentation& out) {
  dom::element size, counts;
  dom::array sides;
  if (value["size"].get(size) || size.get_array().get(sides) || sides.size() != 2) return Defect::kRleSize;
  int64_t side[2] = {};
  for (size_t i = 0; i < 2; ++i)
    if (!read_integer(sides.at(i).value_unsafe(), side[i]) || side[i] < 1 || side[i] > INT64_C(0x7fffffff))
      return Defect::kRleSize;
  if (value["counts"].get(counts)) return Defect::kRleCounts;
  if (const Defect defect = read_counts(counts, out.runs); defect != Defect::kNone) return defect;
  uint64_t sum = 0;
  for (const uint32_t run : out.runs) sum += run;
  if (sum != static_cast<uint64_t>(side[0]) * static_cast<uint64_t>(side[1])) return Defect::kRleSum;
  out.runs_height = static_cast<uint32_t>(side[0]);
  out.runs_width = static_cast<uint32_t>(side[1]);
  return Defect::kNone;
}

// Whether these are the counts of runs and not points: they leave the picture as points, and fill it to the pixel as
// counts, or without the last one have the area that the source says.
bool are_counts(const std::vector<double>& numbers, uint32_t height, uint32_t width, double area) {
  const auto is_outside = [&](double number) { return number > std::max(height, width); };
  if (std::none_of(numbers.begin(), numbers.end(), is_outside)) return false;
  const double sum = sum_of_counts(numbers.data(), numbers.data() + numbers.size());
  const double pixels = static_cast<double>(height) * width;
  double inside = 0;
  for (size_t i = 1; i < numbers.size(); i += 2) inside += numbers[i];
  return sum == pixels || (sum > 0 && sum < pixels && inside == area);
}

}  // namespace

std::string_view defect_word(Defect defect) { return wording(defect).word; }

std::string defect_text(Defect defect, uint32_t ring, SegmentationForm form) {
  if (form != SegmentationForm::kUnknown) return atelier::text("`segmentation` ", form_text(form));
  const std::string_view sentence = wording(defect).sentence;
  return ring ? atelier::text("ring ", ring, " ", sentence) : std::string(sentence);
}

void Segmentation::clear() {
  xy.clear();
  ring_sizes.clear();
  runs.clear();
  runs_height = runs_width = 0;
  defect = Defect::kNone;
  defect_ring = 0;
  form = SegmentationForm::kUnknown;
  counts_left_out = 0;
}

void read_segmentation(dom::element value, Segmentation& out) {
  out.clear();
  if (value.is_null()) {
    out.defect = Defect::kSegmentationNull;
  } else if (value.is_array()) {
    read_rings(value.get_array().value_unsafe(), out);
  } else if (value.is_object()) {
    out.defect = read_runs(value.get_object().value_unsafe(), out);
    if (out.defect != Defect::kNone) out.runs.clear();
  } else {
    out.defect = Defect::kSegmentationMalformed;
  }
  if (out.defect != Defect::kNone) out.form = form_of(value);
}

void check_size(Segmentation& shape, uint32_t height, uint32_t width, double area) {
  if (!shape.runs.empty()) {
    if (shape.runs_height == height && shape.runs_width == width) return;
    const bool is_turned = shape.runs_height == width && shape.runs_width == height;
    shape.defect = is_turned ? Defect::kRleTurnedSize : Defect::kRleOtherSize;
    shape.runs.clear();
    return;
  }
  const double pixels = static_cast<double>(height) * width;
  const bool is_even = shape.defect == Defect::kNone && shape.ring_sizes.size() == 1;
  if ((is_even && are_counts(shape.xy, height, width, area)) ||
      (shape.ring_sizes.empty() && shape.counts_left_out == pixels)) {
    shape.defect = Defect::kRunsAsRing;
    shape.defect_ring = 0;
    shape.xy.clear();
    shape.ring_sizes.clear();
  }
}

}  // namespace coco_segmentation
