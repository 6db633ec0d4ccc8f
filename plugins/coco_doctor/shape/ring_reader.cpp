#include "shape/ring_reader.hpp"

#include <algorithm>
#include <array>
#include <atelier/cpp/words.hpp>

#include "json/fields.hpp"

namespace atelier::coco_doctor {

namespace dom = simdjson::dom;

namespace {

constexpr size_t kFewestNumbers = 6;
constexpr size_t kFewestPoints = 3;

bool is_number(dom::element value) {
  double ignored = 0;
  return read_number(simdjson::simdjson_result<dom::element>(dom::element(value)), ignored) != Field::kMissing;
}

bool is_pair(dom::element value) {
  dom::array pair;
  return !value.get_array().get(pair) && pair.size() == 2 && is_number(pair.at(0).value_unsafe()) &&
         is_number(pair.at(1).value_unsafe());
}

bool is_object_point(dom::element value) {
  dom::object point;
  dom::element x, y;
  return !value.get_object().get(point) && !point["x"].get(x) && !point["y"].get(y) && is_number(x) && is_number(y);
}

}  // namespace

bool is_number_list(dom::array items) {
  return items.size() != 0 &&
         std::all_of(items.begin(), items.end(), [](dom::element item) { return is_number(item); });
}

bool is_point_list(dom::array items) {
  return items.size() >= kFewestPoints && std::all_of(items.begin(), items.end(), [](dom::element item) {
           return is_pair(item) || is_object_point(item);
         });
}

bool is_ring_list(dom::element value, int depth) {
  dom::array items;
  if (depth > kDeepestNesting || value.get_array().get(items) || items.size() == 0 || is_point_list(items))
    return false;
  return std::all_of(items.begin(), items.end(), [&](dom::element item) {
    dom::array ring;
    if (item.get_array().get(ring)) return false;
    return is_point_list(ring) || (ring.size() >= kFewestNumbers && is_number_list(ring)) ||
           is_ring_list(item, depth + 1);
  });
}

RingFate RingReader::tell(Code code, std::string text, RingFate fate) {
  told_.push_back({code, std::move(text)});
  return fate;
}

RingFate RingReader::read(dom::element ring, bool first, std::vector<double>& xy) {
  told_.clear();
  dom::array items;
  if (ring.get_array().get(items)) return tell(Code::kRingNotNumbers, "it is not a list", RingFate::kDrop);
  const size_t before = xy.size();
  RingFate fate = RingFate::kKeep;
  const bool points = items.size() != 0 && !is_number(items.at(0).value_unsafe()) &&
                      (items.at(0).value_unsafe().is_array() || items.at(0).value_unsafe().is_object());
  if (!(points ? read_points(items, xy, fate) : read_numbers(items, xy, fate))) return RingFate::kDrop;
  const size_t count = xy.size() - before;
  if (first && count == 4 && !points) return tell(Code::kRingIsBox, "it has four numbers", RingFate::kDrop);
  if (count < kFewestNumbers)
    return tell(Code::kRingTooShort, "it has " + counted(count, "number", "numbers"), RingFate::kDrop);
  if (count % 2 == 0) return fate;
  xy.pop_back();
  return tell(Code::kRingOdd, text("it has ", count, " numbers"),
              fate == RingFate::kKeep ? RingFate::kDropLast : RingFate::kRewrite);
}

bool RingReader::read_points(dom::array points, std::vector<double>& xy, RingFate& fate) {
  bool objects = false, texts = false;
  for (const dom::element point : points) {
    std::array<simdjson::simdjson_result<dom::element>, 2> sides = {simdjson::NO_SUCH_FIELD, simdjson::NO_SUCH_FIELD};
    dom::array pair;
    dom::object object;
    if (!point.get_array().get(pair) && pair.size() == 2) {
      sides = {pair.at(0), pair.at(1)};
    } else if (!point.get_object().get(object)) {
      sides = {object["x"], object["y"]};
      objects = true;
    }
    for (const auto& side : sides) {
      double value = 0;
      const Field found = read_number(side, value);
      texts = texts || found == Field::kText;
      if (found == Field::kMissing) {
        tell(Code::kRingNotNumbers, "it is a list of lists that are not all points [x, y]", RingFate::kDrop);
        return false;
      }
      xy.push_back(value);
    }
  }
  fate = objects || texts ? RingFate::kRewrite : RingFate::kFlatten;
  if (objects)
    tell(Code::kRingObjects, text("it is a list of ", points.size(), " points {x, y}"), fate);
  else
    tell(Code::kRingPairs, text("it is a list of ", points.size(), " points [x, y]"), fate);
  if (texts) tell(Code::kRingTexts, "some of its numbers stand in quotes", fate);
  return true;
}

bool RingReader::read_numbers(dom::array items, std::vector<double>& xy, RingFate& fate) {
  size_t index = 0;
  for (const dom::element item : items) {
    double value = 0;
    const Field found = read_number(simdjson::simdjson_result<dom::element>(dom::element(item)), value);
    ++index;
    if (found == Field::kMissing) {
      tell(Code::kRingNotNumbers, text("its value ", index, " of ", items.size(), " is not a finite number"),
           RingFate::kDrop);
      return false;
    }
    if (found == Field::kText) fate = RingFate::kRewrite;
    xy.push_back(value);
  }
  if (fate == RingFate::kRewrite) tell(Code::kRingTexts, "some of its numbers stand in quotes", fate);
  return true;
}

}  // namespace atelier::coco_doctor
