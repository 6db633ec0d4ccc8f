// What must not reach the TOML library: it treats some letters outside quotes as white space, and others as a case that
// cannot happen; it builds and frees the tables of a dotted key recursively.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace atelier::host {

struct GuardedAgainst {
  size_t offset = 0;
  const char* code = "";  // E102, E104
  std::string message;
};

// The first letter outside ASCII that is in no string or comment, or the first key with too many dots. Exact for valid
// TOML; `text` is UTF-8.
std::optional<GuardedAgainst> guard_toml(std::string_view text);

}  // namespace atelier::host
