#include "drawn_shape.hpp"

#include <charconv>
#include <cmath>

namespace atelier::cvat {
namespace {

std::string_view trimmed(std::string_view word) {
  const size_t first = word.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return word.substr(first, word.find_last_not_of(" \t\r\n") - first + 1);
}

// The whole word, without blanks around it, as a number; finite, if it is a double.
template <class T>
bool parse(std::string_view word, T& out) {
  word = trimmed(word);
  if (!word.empty() && word.front() == '+') word.remove_prefix(1);
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), out);
  if (error != std::errc() || end != word.data() + word.size()) return false;
  if constexpr (std::is_floating_point_v<T>) return std::isfinite(out);
  return true;
}

// Numbers of an attribute may be written as 12.0 where a whole one is meant.
bool parse_whole(std::string_view word, int64_t& out) {
  if (parse(word, out)) return true;
  double value = 0;
  if (!parse(word, value) || value != std::floor(value) || std::abs(value) > 9e15) return false;
  out = static_cast<int64_t>(value);
  return true;
}

// Calls take(word, number of the word from 1) for each of the words between separators, until it gives false.
template <class Take>
bool each_word(std::string_view list, char separator, Take take) {
  for (size_t number = 1;; ++number) {
    const size_t end = list.find(separator);
    if (!take(list.substr(0, end), number)) return false;
    if (end == std::string_view::npos) return true;
    list.remove_prefix(end + 1);
  }
}

std::string quoted(std::string_view word) { return text('`', word.substr(0, 40), word.size() > 40 ? "…`" : "`"); }

// What reads the attributes of one element and keeps the first thing that is wrong.
struct Reading {
  const Attributes& attributes;
  std::string& fault;

  template <class... Args>
  void wrong(const Args&... args) {
    if (fault.empty()) fault = text(args...);
  }
  std::string_view needed(const char* name) {
    const auto found = attributes.find(name);
    if (!found) wrong("has no `", name, '`');
    return found.value_or("");
  }
  double number(const char* name) {
    double value = 0;
    const std::string_view word = needed(name);
    if (fault.empty() && !parse(word, value)) wrong("has ", quoted(word), " as its `", name, "`, which is no number");
    return value;
  }
  int64_t whole(const char* name) {
    int64_t value = 0;
    const std::string_view word = needed(name);
    if (fault.empty() && !parse_whole(word, value))
      wrong("has ", quoted(word), " as its `", name, "`, which is no whole number");
    return value;
  }
  template <class Value, class Parse>
  void optional(const char* name, Value& out, Parse parse_word) {
    const auto word = attributes.find(name);
    if (word && !parse_word(*word, out)) wrong("has ", quoted(*word), " as its `", name, "`, which is no number");
  }
};

void read_points(Reading& in, std::vector<double>& out) {
  const std::string_view points = in.needed("points");
  if (trimmed(points).empty()) return in.wrong("has no point in `points`");
  each_word(points, ';', [&](std::string_view pair, size_t number) {
    const size_t comma = pair.find(',');
    double x = 0, y = 0;
    if (comma == std::string_view::npos || !parse(pair.substr(0, comma), x) || !parse(pair.substr(comma + 1), y)) {
      in.wrong("has ", quoted(pair), " as point ", number, ", which is not two numbers `x,y`");
      return false;
    }
    out.push_back(x);
    out.push_back(y);
    return true;
  });
}

void read_mask(Reading& in, MaskRuns& out) {
  out.left = in.whole("left");
  out.top = in.whole("top");
  out.width = in.whole("width");
  out.height = in.whole("height");
  const std::string_view counts = in.needed("rle");
  if (!in.fault.empty()) return;
  if (out.width < 1 || out.height < 1) return in.wrong("has a box of ", out.width, " x ", out.height, " pixels");
  each_word(counts, ',', [&](std::string_view word, size_t number) {
    uint32_t count = 0;
    if (!parse(word, count)) {
      in.wrong("has ", quoted(word), " as count ", number, " of `rle`, which is no number of pixels");
      return false;
    }
    out.counts.push_back(count);
    return true;
  });
}

}  // namespace

ShapeType type_of(std::string_view element) {
  if (element == "polygon") return ShapeType::kPolygon;
  if (element == "mask") return ShapeType::kMask;
  if (element == "box") return ShapeType::kBox;
  if (element == "ellipse") return ShapeType::kEllipse;
  for (const char* each : {"polyline", "points", "cuboid", "skeleton", "tag"})
    if (element == each) return ShapeType::kNoArea;
  return ShapeType::kUnknown;
}

DrawnShape read_shape(std::string_view element, const Attributes& attributes) {
  DrawnShape shape;
  shape.element = element;
  shape.type = type_of(element);
  Reading in{attributes, shape.fault};
  shape.label = in.needed("label");
  if (shape.label.empty()) in.wrong("has an empty `label`");
  in.optional("z_order", shape.z_order, parse_whole);
  switch (shape.type) {
    case ShapeType::kPolygon:
      read_points(in, shape.points);
      break;
    case ShapeType::kMask:
      read_mask(in, shape.mask);
      break;
    case ShapeType::kBox:
      for (const char* name : {"xtl", "ytl", "xbr", "ybr"}) shape.points.push_back(in.number(name));
      in.optional("rotation", shape.rotation, parse<double>);
      break;
    case ShapeType::kEllipse:
      for (const char* name : {"cx", "cy", "rx", "ry"}) shape.points.push_back(in.number(name));
      in.optional("rotation", shape.rotation, parse<double>);
      break;
    case ShapeType::kNoArea:
    case ShapeType::kUnknown:
      break;
  }
  return shape;
}

}  // namespace atelier::cvat
