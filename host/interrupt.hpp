// SIGINT and SIGTERM: the first asks the running stage to stop, the second ends the program at once.
#pragma once

namespace atelier::host {

// From now on; also keeps a closed pipe from ending the program. [main]
void catch_interrupts();
// The signal that came, or 0. [any]
int interrupted();

}  // namespace atelier::host
