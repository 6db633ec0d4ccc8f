// A JSON value out of its text by the full parser, numbers of any size and, on request, Python's NaN included.
// One thread at a time.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

#include "annotation_json/numbers_in_range.hpp"

namespace annotation_json {

class ValueParser {
 public:
  explicit ValueParser(bool accept_nan = false) : accept_nan_(accept_nan) {}

  // The text must be followed by simdjson::SIMDJSON_PADDING readable bytes. The value stays until the next call.
  simdjson::error_code parse(std::string_view json, simdjson::dom::element& out) {
    if (!parser_.parse(json.data(), json.size(), false).get(out)) return simdjson::SUCCESS;
    parsed_text_ = with_numbers_in_range(json, accept_nan_);
    return parser_.parse(parsed_text_).get(out);
  }
  // What was parsed when parse has failed: as long as the text it was given.
  const std::string& parsed_text() const { return parsed_text_; }

 private:
  bool accept_nan_;
  simdjson::dom::parser parser_;
  std::string parsed_text_;
};

}  // namespace annotation_json
