// A plugin may end the process by calling exit, quick_exit or _exit, or by ending the main thread. A run that did not
// reach its end must then neither look like one that did nor end without a word.
//
// This program defines _exit and _Exit, so that plugins' calls come here. Not covered: the bare system call, exec, and
// SIGKILL.
#pragma once

namespace atelier::host {

// From now on, an exit while last words are set speaks them and ends with their exit code. Call it again once plugins
// are loaded: what is registered last runs first, before the plugins' own destructors. [main]
void guard_exits();

// From now on the process ends with `status`, whatever the plugins' destructors and threads ask for, and a crash in one
// of those is said to come from them. [main]
void settle_exit(int status);

}  // namespace atelier::host
