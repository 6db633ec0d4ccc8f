#include "coco_json/segmentation.hpp"

#include <atelier/cpp/core.hpp>
#include <cmath>

#include "geometry/rle_string.hpp"

namespace coco_json {
namespace {

namespace dom = simdjson::dom;

struct Wording {
  std::string_view word;
  std::string_view sentence;
};

Wording wording(Defect defect) {
  switch (defect) {
    case Defect::kNone:
      return {};
    case Defect::kNotAnObject:
      return {"not_an_object", "the annotation is not a JSON object"};
    case Defect::kImageIdMissing:
      return {"image_id_missing", "`image_id` is missing or not an integer"};
    case Defect::kSegmentationMissing:
      return {"segmentation_missing", "there is no `segmentation`"};
    case Defect::kSegmentationNull:
      return {"segmentation_null", "`segmentation` is null"};
    case Defect::kSegmentationEmpty:
      return {"segmentation_empty", "`segmentation` is an empty list"};
    case Defect::kSegmentationMalformed:
      return {"segmentation_malformed", "`segmentation` is neither a list of rings nor an object of runs"};
    case Defect::kRingTooShort:
      return {"ring_too_short", "has fewer than three points"};
    case Defect::kRingOdd:
      return {"ring_odd", "has an odd number of coordinates"};
    case Defect::kRingNotNumbers:
      return {"ring_not_numbers", "is not a list of finite numbers"};
    case Defect::kRleCounts:
      return {"rle_malformed", "`counts` of the runs is missing, or neither a list nor a text"};
    case Defect::kRleSize:
      return {"rle_malformed", "`size` of the runs is not [height, width] in pixels"};
    case Defect::kRleNumber:
      return {"rle_malformed", "`counts` holds something other than integers from 0 up"};
    case Defect::kRleString:
      return {"rle_malformed", "the text of `counts` does not decode"};
    case Defect::kRleSum:
      return {"rle_malformed", "the runs do not add up to height times width"};
    case Defect::kRleOtherSize:
      return {"rle_malformed", "the runs are for a picture of another size"};
  }
  return {};
}

// Appends the numbers of a ring to `xy`; on a defect xy is as before.
Defect read_ring(dom::element value, std::vector<double>& xy) {
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
  if (defect != Defect::kNone) xy.resize(before);
  return defect;
}

void read_rings(dom::array rings, Shape& out) {
  uint32_t number = 0;
  for (const dom::element ring : rings) {
    ++number;
    const size_t before = out.xy.size();
    const Defect defect = read_ring(ring, out.xy);
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

Defect read_runs(dom::object value, Shape& out) {
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

}  // namespace

std::string_view defect_word(Defect defect) { return wording(defect).word; }

std::string defect_text(Defect defect, uint32_t ring) {
  const std::string_view sentence = wording(defect).sentence;
  return ring ? atelier::text("ring ", ring, " ", sentence) : std::string(sentence);
}

void Shape::clear() {
  xy.clear();
  ring_sizes.clear();
  runs.clear();
  runs_height = runs_width = 0;
  defect = Defect::kNone;
  defect_ring = 0;
}

bool read_integer(dom::element value, int64_t& out) {
  if (!value.get_int64().get(out)) return true;
  double real = 0;
  if (value.get_double().get(real) || std::abs(real) > 9007199254740992.0 || real != std::floor(real)) return false;
  out = static_cast<int64_t>(real);
  return true;
}

void read_segmentation(dom::element value, Shape& out) {
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
}

}  // namespace coco_json
