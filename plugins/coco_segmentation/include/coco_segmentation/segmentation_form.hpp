// How a segmentation is written that is not written as COCO does: for messages that name what was found. [any]
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

namespace coco_segmentation {

enum class SegmentationForm : uint8_t {
  kUnknown,          // as COCO writes it, or none of these
  kFlatRing,         // [x, y, …]: a ring that is not in a list of rings
  kPairs,            // [[x, y], …]: one ring of points
  kRingsOfPairs,     // [[[x, y], …], …]
  kNestedRings,      // [[[x, y, …]], …]: a list too deep
  kPoints,           // [{"x": …, "y": …}, …]: one ring of points
  kRingsOfPoints,    // [[{"x": …, "y": …}, …], …]
  kQuotedNumbers,    // [["x", "y", …], …]
  kRunsInList,       // [{"size": …, "counts": …}]
  kCoordinateLists,  // {"x": […], "y": […]}, VIA's all_points_x among them
  kQuoted,           // "[[x, y, …]]": JSON within a text
  kWellKnownText,    // "POLYGON ((x y, …))"
  kBytesText,        // runs of which `counts` is Python's print of bytes: "b'…'"
  kBase64,           // runs of which `counts` is base64
  kQuotedCounts,     // runs of which `counts` is a list of numbers in quotes: ["490", "20"]
  kCountsInText,     // runs of which `counts` is a text of numbers: "490 20", "[490, 20]"
  kQuotedSize,       // runs of which `size` is of numbers in quotes
  kSizeMissing,      // runs with `counts` alone
  kRingsInTexts,     // ["10,10,30,10,…"], ["[10, 10, 30, 10, …]"]
  kBoxes,            // [[x, y, x, y]]: four numbers are no ring
};

SegmentationForm form_of(simdjson::dom::element segmentation);

// "a flat list [x, y, …]; …", a part of a sentence that says what is expected; "" for kUnknown.
std::string_view form_text(SegmentationForm form);

}  // namespace coco_segmentation
