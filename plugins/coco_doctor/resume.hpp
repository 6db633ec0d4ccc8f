// Where to go on reading a list behind an entry that is broken. [any]
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace atelier::coco_doctor {

// The `{` of the next entry at or behind byte `from` of `json`, text that begins within a list: an object behind a
// comma that has the key `marker` ("image_id"), so that an object within the broken entry is not taken for one.
std::optional<size_t> next_entry(std::string_view json, size_t from, std::string_view marker);

// The `{` of the first entry that lies before byte `to` of `json`, text that begins with a broken entry, and is sound
// by itself: a quote too few makes the fault show in a later entry only.
std::optional<size_t> whole_entry(std::string_view json, size_t to, std::string_view marker);

// The `]` that ends the list, behind a broken entry that seems to go on beyond it: another key of the file's object
// follows.
std::optional<size_t> end_of_list(std::string_view json, size_t from);

}  // namespace atelier::coco_doctor
