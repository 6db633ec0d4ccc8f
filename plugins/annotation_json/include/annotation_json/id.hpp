// Integers, and ids of any JSON type: a number, a number with a fraction of zero, the text of an integer; and flags
// likewise. [any]
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <string>

namespace annotation_json {

// An integer, or a number below 2^53 with a fraction of zero as some tools write ids. False for anything else.
bool read_integer(simdjson::dom::element value, int64_t& out);

enum class IdForm : uint8_t {
  kInteger,  // or 5.0, or 1e2
  kText,     // "5"
  kOther,    // none of these; it is no id
};

// `out` is set for what is an id, and exact.
IdForm read_id(simdjson::dom::element value, int64_t& out);

// Whether a flag such as `iscrowd` is set: true, an integer other than 0, or the text of one of these, in any case.
bool is_set(simdjson::dom::element value);

// What stands there in place of an id: "the text `f0001_x7`", "100.5", "null". At most a few dozen characters.
std::string id_text(simdjson::dom::element value);

}  // namespace annotation_json
