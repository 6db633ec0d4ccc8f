// The results of one annotation as regions.
#pragma once

#include <simdjson.h>

#include <unordered_map>

#include "task.hpp"

namespace atelier::labelstudio {

struct Result {
  simdjson::dom::object frame;  // with the picture's size, rotation and page
  simdjson::dom::object value;
  std::string id;
  std::string type;
  std::string to_name;
};

// Adds results to an annotation: as regions, to the region of the same id and shape, or as those without a shape. One
// thread at a time.
class ResultTaker {
 public:
  ResultTaker(bool with_shapes, Annotation& out) : with_shapes_(with_shapes), out_(out) {}
  void add(const Result& result);

 private:
  bool joins(const Region& region, bool has_own_shape);

  bool with_shapes_;
  Annotation& out_;
  std::unordered_map<std::string, std::vector<size_t>> by_id_;  // into out_.regions
};

// The number of pixels that member says, or 0. [any]
uint32_t side_of(simdjson::dom::object object, std::string_view key);

// The text or number of that member as a text, or "". [any]
std::string text_of(simdjson::dom::object object, std::string_view key);

}  // namespace atelier::labelstudio
