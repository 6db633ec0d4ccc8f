// JSON numbers may have any size; a parser of doubles and 64-bit integers refuses a whole text for one that does not
// fit. This makes such a text readable.
#pragma once

#include <string>
#include <string_view>

namespace annotation_json {

// The text with integers beyond 64 bits as "…e2" and numbers beyond double as null, every byte else, broken JSON too,
// as and where it was. [any]
// With accept_nan also NaN, Infinity and -Infinity, which Python writes though they are not JSON, become empty texts.
std::string with_numbers_in_range(std::string_view json, bool accept_nan);

}  // namespace annotation_json
