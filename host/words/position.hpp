// Where something stands in a text.
#pragma once

#include <cstdint>
#include <string>

namespace atelier::host {

// A place in a text: 1-based line and column (in code points), 0 when there is none. `end_*` is exclusive.
struct Position {
  std::string file;  // as the user named it; "--set" or "profile" texts name their flag
  uint32_t line = 0;
  uint32_t column = 0;
  uint32_t end_line = 0;
  uint32_t end_column = 0;
};

}  // namespace atelier::host
