// One item of Label Studio's JSON: a task with what was drawn on its picture.
//
// Three forms hold the same: the task of an export (`data`, `annotations`, `predictions`; `completions` in old ones),
// the annotation that a storage writes as a file of its own (`task`, `result`), and the flat item of JSON_MIN.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::labelstudio {

enum class ShapeKind { kPolygon, kRectangle, kEllipse, kBrush, kNoArea, kUnknown };

// One region: all results of one id, or of several shapes under one id each.
struct Region {
  std::string id;
  std::string to_name;  // the picture's tag in the labelling configuration; of JSON_MIN the control's
  std::string parent;   // the id of the region that it lies below in the tool's tree, or ""
  std::string type;     // "polygonlabels"; "region" where none is given
  ShapeKind kind = ShapeKind::kUnknown;
  std::vector<std::string> labels;
  // In percent of the picture. A polygon: x0 y0 x1 y1 …. A rectangle: x y width height degrees, an ellipse: x y and the
  // radii, degrees; clockwise.
  std::vector<double> numbers;
  std::vector<uint8_t> brush;
  bool open = false;    // a polygon that was not closed
  uint32_t height = 0;  // of the picture; 0: not given
  uint32_t width = 0;
  int64_t rotation = 0;  // by which the picture was turned in the tool, degrees
  int64_t page = 0;      // of several pictures in one task
  std::string fault;     // what is malformed about it, or empty
};

struct Annotation {
  bool cancelled = false;  // skipped by who annotated
  bool ground_truth = false;
  std::string created;  // a time as the file has it: texts that can be compared
  std::vector<Region> regions;
  std::map<std::string, uint64_t> without_shape;  // results that are no region, by type: "choices"
};

struct Task {
  std::optional<int64_t> id;
  std::string picture;                    // the name or address in `data`
  std::vector<std::string> picture_keys;  // the members of `data` that hold a picture
  bool is_flat = false;                   // of JSON_MIN
  uint32_t height = 0;                    // as `data` says; 0: not given
  uint32_t width = 0;
  bool is_whole = false;  // all of the task; else one annotation of it, and others may have items of their own
  std::vector<Annotation> annotations;
  std::vector<Annotation> predictions;
};

// Reads an item. Gives "" or what is wrong with it, as a sentence. picture_key: the member of `data` with the picture,
// or "" for `image`, or whichever holds a picture. with_shapes: else numbers and brush data are left out. [any]
std::string read_task(simdjson::dom::element item, std::string_view picture_key, bool with_shapes, Task& out);

}  // namespace atelier::labelstudio
