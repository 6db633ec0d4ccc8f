// The grammar of the command line.
#pragma once

#include <string>
#include <vector>

#include "cli.hpp"
#include "words/result.hpp"

namespace atelier::host {

using Verb = int (*)(const Arguments&);

struct Command {
  Verb verb = nullptr;
  Arguments arguments;
};

// argv[0] is the program. A failure has an exit code and, as details, what may have been meant.
Result<Command> parse_command_line(const std::vector<std::string>& argv);

}  // namespace atelier::host
