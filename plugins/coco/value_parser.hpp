// A JSON value out of its text by the full parser, numbers of any size and, on request, Python's NaN included.
// One thread at a time.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

#include "coco_json/tame_numbers.hpp"

namespace atelier::coco {

class ValueParser {
 public:
  explicit ValueParser(bool accept_nan) : accept_nan_(accept_nan) {}

  // The text must be followed by simdjson::SIMDJSON_PADDING readable bytes. The value stays until the next call.
  simdjson::error_code parse(std::string_view json, simdjson::dom::element& out) {
    if (!parser_.parse(json.data(), json.size(), false).get(out)) return simdjson::SUCCESS;
    tamed_ = coco_json::tame_numbers(json, accept_nan_);
    return parser_.parse(tamed_).get(out);
  }
  // What was parsed when parse has failed: as long as the text it was given.
  const std::string& tamed() const { return tamed_; }

 private:
  bool accept_nan_;
  simdjson::dom::parser parser_;
  std::string tamed_;
};

}  // namespace atelier::coco
