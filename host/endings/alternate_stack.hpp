// A second stack for signal handlers: on a thread whose stack is used up a handler could not run otherwise, and the
// process would end without a word.
//
// A thread gets one the first time it comes by the host: when it notes which component runs, or speaks through a call.
// A thread of a plugin that never does has none.
#pragma once

namespace atelier::host {

// For this thread, once; it goes with the thread. Cheap when it is there. [any]
void give_alternate_stack() noexcept;

}  // namespace atelier::host
