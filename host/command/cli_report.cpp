// `report`: pages of runs, for a browser.
#include <iostream>

#include "cli.hpp"
#include "report/report.hpp"
#include "words/utf8.hpp"

namespace atelier::host {

int cli_report(const Arguments& arguments) {
  const System system;
  const std::filesystem::path workspace = std::filesystem::absolute(arguments.workspace).lexically_normal();
  const Result<AskedRuns> asked = asked_runs(system.disk, workspace, arguments.runs);
  if (!asked) return tell_failure(asked.failure());
  for (const std::string& note : asked->notes) tell_warning(note);
  const Result<std::filesystem::path> file = write_report(system, workspace, *asked, arguments.output);
  if (!file) return tell_failure({file.failure().reason, file.failure().details, kExitStageFailed});
  std::cout << printable(file->string()) << "\n";
  return kExitDone;
}

}  // namespace atelier::host
