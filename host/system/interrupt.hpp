// SIGINT and SIGTERM: the first asks the running stage to stop, the second ends the program at once.
#pragma once

#include <string_view>

namespace atelier::host {

// From now on; also keeps a closed pipe from ending the program. `notice`: what the first one writes to stderr, as it
// stands (at most 255 bytes). [main]
void catch_interrupts(std::string_view notice);
// The signal that came, or 0. [any]
int interrupted();

}  // namespace atelier::host
