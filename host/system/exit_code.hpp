// How the program ends, as the shell sees it.
#pragma once

namespace atelier::host {

// 129, 130 and 143 when a signal ended a run.
inline constexpr int kExitDone = 0;
inline constexpr int kExitStageFailed = 1;
inline constexpr int kExitCommandLine = 2;
inline constexpr int kExitWorkflow = 3;
inline constexpr int kExitPlugin = 4;

}  // namespace atelier::host
