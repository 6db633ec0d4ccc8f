// Where to go on reading a list behind an entry that is broken. [any]
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace atelier::coco_doctor {

// The `{` of the next entry at or behind byte `from` of `json`, text that begins within a list: an object behind a
// comma that has the key `marker` ("image_id"), so that an object within the broken entry is not taken for one.
std::optional<size_t> next_entry(std::string_view json, size_t from, std::string_view marker);

}  // namespace atelier::coco_doctor
