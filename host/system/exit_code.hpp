// How the program ends, as the shell sees it.
#pragma once

namespace atelier::host {

inline constexpr int kExitDone = 0;
inline constexpr int kExitStageFailed = 1;
inline constexpr int kExitCommandLine = 2;
inline constexpr int kExitWorkflow = 3;   // it is not valid, or a part of it cannot be made
inline constexpr int kExitPlugin = 4;     // a plugin file is broken, or of another ABI
inline constexpr int kExitStore = 5;      // what is kept from run to run, or a sweep, is locked or damaged
inline constexpr int kExitGate = 6;       // what a stage left is not as a [check] asks
inline constexpr int kExitWorkToDo = 10;  // `plan --exit-code`

// A run that a signal ended: 130 of SIGINT, 143 of SIGTERM.
constexpr int exit_code_of_signal(int signal) { return 128 + signal; }

}  // namespace atelier::host
