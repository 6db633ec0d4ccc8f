// The command line: one function for each verb.
#pragma once

namespace atelier::host {

// Exit codes of the program.
inline constexpr int kExitDone = 0;
inline constexpr int kExitStageFailed = 1;
inline constexpr int kExitCommandLine = 2;
inline constexpr int kExitWorkflow = 3;
inline constexpr int kExitPlugin = 4;

int cli_main(int argc, char** argv);

}  // namespace atelier::host
