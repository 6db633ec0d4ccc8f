// Changes single values in the text of a JSON object or list and leaves every other byte as it is. The text has been
// accepted by a parser, or would be but for NaN and Infinity. [any]
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "findings/codes.hpp"

namespace atelier::coco_doctor {

// A new value for a key, as JSON text.
struct Edit {
  std::string key;
  std::string value;
  Code why{};  // the defect that this repairs
};

// The texts of a list's values.
std::vector<std::string_view> items_of(std::string_view list);
// The text of the last value of a key; empty when the object does not have it.
std::string_view member_of(std::string_view object, std::string_view key);
// The object with the values given: in place of the old ones, or added before the closing brace.
std::string edited(std::string_view object, const std::vector<Edit>& edits);
// NaN, Infinity and -Infinity outside of texts become null, and so do numbers that no double holds: programs read them
// as Infinity or refuse the file.
std::string without_nan(std::string_view json);
// The shortest text that gives the same number.
std::string number_text(double number);
// A text in quotes, escaped.
std::string json_text(std::string_view text);

}  // namespace atelier::coco_doctor
