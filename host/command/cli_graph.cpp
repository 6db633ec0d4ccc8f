#include <iostream>

#include "language/wiring.hpp"
#include "resolving.hpp"

namespace atelier::host {

int cli_graph(const Arguments& arguments) {
  const auto resolved = resolve_for(arguments, false);
  tell_diagnostics(arguments, resolved->result);
  if (!resolved->ok()) return exit_code_of(*resolved);
  const ResolvedWorkflow& workflow = resolved->result.workflow;
  const Result<std::vector<int>> stages = stages_for(arguments, workflow);
  if (!stages) return tell_failure(stages.failure());
  const Wiring wiring = wiring_of(workflow, *stages);
  std::cout << (arguments.form == "dot"       ? wiring_dot(wiring)
                : arguments.form == "mermaid" ? wiring_mermaid(wiring)
                : arguments.form == "svg"     ? wiring_svg(wiring)
                                              : wiring_text(wiring));
  return kExitDone;
}

}  // namespace atelier::host
