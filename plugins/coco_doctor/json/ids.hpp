// Ids of any JSON type: numbers, numbers in quotes, and what tools use instead, names of files among them. [any]
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace atelier::coco_doctor {

struct Id {
  enum class Form : uint8_t {
    kMissing,    // or null, or something that is no id
    kNumber,     // a whole number, as it should be
    kText,       // a whole number in quotes, or one beyond 2^53 with a fraction of zero, then written as `key` says
    kName,       // another text, which is `key`
    kOddNumber,  // one that no 64-bit integer holds, written as `key` says
  };
  Form form = Form::kMissing;
  int64_t number = 0;
  std::string key;

  bool is_number() const { return form == Form::kNumber || form == Form::kText; }
  // Whether it tells entries apart though it is no whole number.
  bool is_other() const { return form == Form::kName || form == Form::kOddNumber; }
  bool is_there() const { return form != Form::kMissing; }
};

// `object` is the text of the entry: of large and odd numbers the digits as written count, not their nearest double.
Id read_id(simdjson::simdjson_result<simdjson::dom::element> value, std::string_view object, std::string_view name);

// "the text `f0001`", "100.5".
std::string words_of(const Id& id);

}  // namespace atelier::coco_doctor
