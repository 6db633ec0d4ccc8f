// When a plugin crashes, the program ends with it; this says in whose hands it was, and records it.
//
// It is said once, by the first thread that crashes. Not covered: a stack used up on a thread that never came by the
// host (alternate_stack.hpp), and SIGKILL.
#pragma once

namespace atelier::host {

// From now on a deadly signal (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGTRAP) first speaks the last words
// that are set, if any, and then takes its course. [main]
void catch_crashes();

}  // namespace atelier::host
