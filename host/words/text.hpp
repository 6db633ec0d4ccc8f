// Small functions over texts. [any]
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace atelier::host {

// "12 ms", "3.4 s", "2 min 05 s", "1 h 02 min".
std::string duration_text(double seconds);
// Whether all of `text` is words of [a-z][a-z0-9_-]* (hyphens only when allowed) with dots between.
bool is_dotted_name(std::string_view text, bool hyphens);

}  // namespace atelier::host
