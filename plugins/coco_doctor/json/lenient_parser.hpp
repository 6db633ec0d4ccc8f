// One JSON value out of the file, parsed as far as it can be. One for each thread.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

namespace atelier::coco_doctor {

class LenientParser {
 public:
  enum class Outcome {
    kRead,
    kReadWithNan,  // NaN and Infinity, which are not JSON, were read as empty texts; numbers beyond doubles as null
    kBroken,
  };
  // `json` must be followed by simdjson's padding. The value stays until the next call.
  Outcome parse(std::string_view json, simdjson::dom::element& value);
  // What the parser said of a broken value.
  const std::string& reason() const { return reason_; }
  bool is_utf8_fault() const { return utf8_; }

 private:
  simdjson::dom::parser parser_;
  std::string parsed_text_;
  std::string reason_;
  bool utf8_ = false;
};

}  // namespace atelier::coco_doctor
