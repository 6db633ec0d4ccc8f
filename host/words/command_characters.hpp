// Characters that are more than letters. [any]
#pragma once

namespace atelier::host {

// What a terminal or an editor takes as a command: controls, ends of lines, and what turns the direction of writing.
bool is_command(char32_t c);

}  // namespace atelier::host
