// Tells from text alone whether a JSON value begins at a byte, without memory of what stands before it: a quote that
// was lost there does not matter. [any]
#pragma once

#include <cstddef>
#include <string_view>

#include "walk/lists.hpp"

namespace atelier::coco_doctor {

enum class Scan : uint8_t {
  kSound,   // grammar alone: NaN, Infinity, and bytes beyond ASCII within texts are let pass
  kBroken,  // it stops being JSON
  kCut,     // the text ends within it
};

struct Scanned {
  Scan scan = Scan::kCut;
  size_t end = 0;                 // behind a sound value, else where it stops being one
  bool is_entry_of_list = false;  // it is an object, and its own keys, as far as it is sound, are those of an entry
};

Scanned scan_value(std::string_view text, size_t at, List list);

size_t skip_space(std::string_view text, size_t at);
// Past a text that begins with the quote at `at`; npos when it does not end, or not before a control character.
size_t skip_text(std::string_view text, size_t at);

}  // namespace atelier::coco_doctor
