#include "coco_segmentation/segmentation_form.hpp"

#include <algorithm>

#include "geometry/rle_string.hpp"

namespace coco_segmentation {

namespace dom = simdjson::dom;

namespace {

constexpr size_t kFewestNumbers = 6;
constexpr size_t kFewestPoints = 3;

template <class Test>
bool all_of(dom::array items, size_t fewest, Test test) {
  return items.size() >= fewest && std::all_of(items.begin(), items.end(), test);
}

bool is_number(dom::element value) { return value.is_number(); }
bool is_numbers(dom::element value) {
  dom::array items;
  return !value.get_array().get(items) && all_of(items, kFewestNumbers, is_number);
}
bool is_pair(dom::element value) {
  dom::array items;
  return !value.get_array().get(items) && items.size() == 2 && all_of(items, 2, is_number);
}
bool has_both(dom::object object, std::string_view first, std::string_view second) {
  dom::element ignored;
  return !object[first].get(ignored) && !object[second].get(ignored);
}
bool is_point(dom::element value) {
  dom::object object;
  return !value.get_object().get(object) && (has_both(object, "x", "y") || has_both(object, "X", "Y"));
}
bool is_runs(dom::element value) {
  dom::object object;
  return !value.get_object().get(object) && has_both(object, "size", "counts");
}
bool is_quoted_number(dom::element value) {
  std::string_view text;
  return value.is_number() ||
         (!value.get_string().get(text) && !text.empty() && text.find_first_not_of("0123456789.+-eE") == text.npos);
}
// Numbers with blanks or commas between them, brackets around them or not.
bool is_text_of_numbers(std::string_view text) {
  return text.find_first_of("0123456789") != text.npos && text.find_first_of(", ") != text.npos &&
         text.find_first_not_of("0123456789.+-eE,;[]() \t\r\n") == text.npos;
}
bool is_text_of_numbers(dom::element value) {
  std::string_view text;
  return !value.get_string().get(text) && is_text_of_numbers(text);
}

template <class Test>
bool is_list_of(dom::element value, size_t fewest, Test test) {
  dom::array items;
  return !value.get_array().get(items) && all_of(items, fewest, test);
}

bool is_box(dom::element value) {
  dom::array items;
  return !value.get_array().get(items) && items.size() == 4 && all_of(items, 4, is_number);
}

SegmentationForm form_of_list(dom::array items) {
  if (items.size() == 0) return SegmentationForm::kUnknown;
  if (all_of(items, kFewestNumbers, is_number)) return SegmentationForm::kFlatRing;
  if (all_of(items, kFewestPoints, is_pair)) return SegmentationForm::kPairs;
  if (all_of(items, kFewestPoints, is_point)) return SegmentationForm::kPoints;
  if (all_of(items, 1, is_runs)) return SegmentationForm::kRunsInList;
  if (all_of(items, 1, is_box)) return SegmentationForm::kBoxes;
  if (std::all_of(items.begin(), items.end(), [](dom::element item) { return is_text_of_numbers(item); }))
    return SegmentationForm::kRingsInTexts;
  if (all_of(items, 1, is_numbers)) return SegmentationForm::kUnknown;
  const auto all_lists_of = [&](size_t fewest, auto test) {
    return all_of(items, 1, [&](dom::element item) { return is_list_of(item, fewest, test); });
  };
  if (all_lists_of(kFewestPoints, is_pair)) return SegmentationForm::kRingsOfPairs;
  if (all_lists_of(kFewestPoints, is_point)) return SegmentationForm::kRingsOfPoints;
  const bool is_plain = std::any_of(items.begin(), items.end(), is_numbers);
  if (!is_plain && all_lists_of(kFewestNumbers, is_quoted_number)) return SegmentationForm::kQuotedNumbers;
  const auto is_nested = [](dom::element item) {
    return is_numbers(item) || is_list_of(item, kFewestPoints, is_pair) || is_list_of(item, 1, is_numbers);
  };
  return all_lists_of(1, is_nested) ? SegmentationForm::kNestedRings : SegmentationForm::kUnknown;
}

bool is_base64(std::string_view text) {
  const size_t end = text.find_last_not_of('=') + 1;
  const auto is_digit = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+' || c == '/';
  };
  return !text.empty() && text.size() % 4 == 0 && text.size() - end <= 2 &&
         std::all_of(text.begin(), text.begin() + static_cast<ptrdiff_t>(end), is_digit);
}

// Of text that decodes to runs it is not asked whether it could be something else too.
SegmentationForm form_of_counts(std::string_view text) {
  if (text.size() > 2 && text[0] == 'b' && (text[1] == '\'' || text[1] == '"') && text.back() == text[1])
    return SegmentationForm::kBytesText;
  std::vector<uint32_t> ignored;
  if (geometry::decode_runs(text, ignored)) return SegmentationForm::kUnknown;
  if (is_text_of_numbers(text)) return SegmentationForm::kCountsInText;
  return is_base64(text) ? SegmentationForm::kBase64 : SegmentationForm::kUnknown;
}

SegmentationForm form_of_runs(dom::object runs, dom::element counts) {
  dom::element size;
  if (runs["size"].get(size) || size.is_null()) return SegmentationForm::kSizeMissing;
  if (!size.is_array()) return SegmentationForm::kUnknown;
  std::string_view text;
  if (!counts.get_string().get(text))
    if (const SegmentationForm form = form_of_counts(text); form != SegmentationForm::kUnknown) return form;
  const auto is_quoted = [](dom::element value) { return value.is_string(); };
  const auto has_quoted = [&](dom::element list) {
    dom::array items;
    return is_list_of(list, 1, is_quoted_number) && !list.get_array().get(items) &&
           std::any_of(items.begin(), items.end(), is_quoted);
  };
  if (has_quoted(counts)) return SegmentationForm::kQuotedCounts;
  return has_quoted(size) ? SegmentationForm::kQuotedSize : SegmentationForm::kUnknown;
}

SegmentationForm form_of_text(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return SegmentationForm::kUnknown;
  text.remove_prefix(first);
  if (text[0] == '[' || text[0] == '{') return SegmentationForm::kQuoted;
  const bool is_polygon = text.substr(0, 7) == "POLYGON" || text.substr(0, 12) == "MULTIPOLYGON";
  return is_polygon ? SegmentationForm::kWellKnownText : SegmentationForm::kUnknown;
}

struct FormText {
  SegmentationForm form;
  std::string_view text;
};
constexpr FormText kFormTexts[] = {
    {SegmentationForm::kFlatRing, "is a flat list [x, y, …], one ring; rings stand in a list, [[x, y, …], …]"},
    {SegmentationForm::kPairs,
     "is a ring of pairs [[x, y], …]; a ring is a flat list in a list of rings, [[x, y, x, y, …], …]"},
    {SegmentationForm::kRingsOfPairs,
     "is a list of rings of pairs [[[x, y], …], …]; a ring is a flat list, [[x, y, x, y, …], …]"},
    {SegmentationForm::kNestedRings,
     "is nested one list too deep, [[[x, y, …]], …]; rings stand in one list, [[x, y, …], …]"},
    {SegmentationForm::kPoints,
     "is a ring of points [{x, y}, …]; a ring is a flat list in a list of rings, [[x, y, x, y, …], …]"},
    {SegmentationForm::kRingsOfPoints,
     "is a list of rings of points [[{x, y}, …], …]; a ring is a flat list, [[x, y, x, y, …], …]"},
    {SegmentationForm::kQuotedNumbers, "holds numbers in quotes; coordinates are numbers"},
    {SegmentationForm::kRunsInList,
     "is runs in a list, [{\"size\": …, \"counts\": …}]; runs stand alone, without the list"},
    {SegmentationForm::kCoordinateLists,
     "gives x and y in lists of their own; a ring is a flat list in a list of rings, [[x, y, x, y, …], …]"},
    {SegmentationForm::kQuoted, "is a text that holds JSON; take off the quotes around it"},
    {SegmentationForm::kWellKnownText,
     "is well-known text (WKT); a ring is a flat list in a list of rings, [[x, y, x, y, …], …]"},
    {SegmentationForm::kBytesText, "is of runs whose `counts` is Python's print of bytes, b'…'; write counts.decode()"},
    {SegmentationForm::kBase64, "is of runs whose `counts` is in base64; COCO's text of runs is not packed again"},
    {SegmentationForm::kQuotedCounts, "is of runs whose `counts` holds numbers in quotes; counts are numbers"},
    {SegmentationForm::kCountsInText,
     "is of runs whose `counts` is a text of numbers; counts are a list of numbers, [490, 20, …], or COCO's "
     "text of runs"},
    {SegmentationForm::kQuotedSize,
     "is of runs whose `size` holds numbers in quotes; it is [height, width], two numbers"},
    {SegmentationForm::kSizeMissing, "is of runs without `size`; it is [height, width] of the picture"},
    {SegmentationForm::kRingsInTexts,
     "holds a text in place of a ring, \"x, y, …\"; a ring is a list of numbers, [[x, y, x, y, …], …]"},
    {SegmentationForm::kBoxes,
     "has rings of four numbers, as boxes have; a ring is of three points or more, [[x, y, x, y, x, y, …], …]"},
};

}  // namespace

SegmentationForm form_of(dom::element segmentation) {
  dom::array items;
  if (!segmentation.get_array().get(items)) return form_of_list(items);
  std::string_view text;
  if (!segmentation.get_string().get(text)) return form_of_text(text);
  dom::object object;
  if (segmentation.get_object().get(object)) return SegmentationForm::kUnknown;
  dom::element counts;
  if (!object["counts"].get(counts)) return form_of_runs(object, counts);
  if (has_both(object, "x", "y") || has_both(object, "all_points_x", "all_points_y"))
    return SegmentationForm::kCoordinateLists;
  return SegmentationForm::kUnknown;
}

std::string_view form_text(SegmentationForm form) {
  for (const FormText& each : kFormTexts)
    if (each.form == form) return each.text;
  return "";
}

}  // namespace coco_segmentation
