// SIGINT, SIGTERM and SIGHUP: the first asks the running stage to stop, the second ends the program at once. SIGHUP is
// never that second: a terminal that is closed sends it more than once, and a service manager right behind SIGTERM.
#pragma once

#include <string>
#include <string_view>

namespace atelier::host {

// From now on; also keeps a closed pipe from ending the program. A SIGHUP that is ignored (nohup) stays so. `notice`:
// what the first one writes to stderr, as it stands (at most 255 bytes). [main]
void catch_interrupts(std::string_view notice);
// The second one makes this file before it ends the program; "": none from now on. [main]
void note_second_interrupt(const std::string& file);
// The signal that came, or 0. [any]
int interrupted();

}  // namespace atelier::host
