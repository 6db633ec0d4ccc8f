// Reads the fields of entries, and numbers that were put in quotes. [any]
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>

namespace atelier::coco_doctor {

enum class Field : uint8_t {
  kSound,
  kText,     // the number stands in quotes
  kMissing,  // or something else
};

// A whole number, or one with a fraction of zero.
Field read_whole(simdjson::simdjson_result<simdjson::dom::element> value, int64_t& out);
// A finite number.
Field read_number(simdjson::simdjson_result<simdjson::dom::element> value, double& out);

}  // namespace atelier::coco_doctor
