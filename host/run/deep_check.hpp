// `check --deep`: makes every part in a child of this process, so that nothing a plugin does can harm.
#pragma once

#include <string>
#include <vector>

#include "plugins/rehearsal.hpp"
#include "trial.hpp"

namespace atelier::host {

struct DeepCheck {
  Trial trial;         // the parts that ended the child are among the failures
  std::string broken;  // why the plugins cannot be loaded, or how they end when the parts go; or ""
};

// Makes what `stages` and the observers need, the stages too, as far as it can be made before a stage has worked. Only
// while this process has one thread. [main]
DeepCheck check_deeply(const ResolvedWorkflow& workflow, const std::vector<int>& stages, const Catalog& catalog,
                       Registry& registry, const RehearsalOptions& options = {});

// "1 waits for what stages make: `split`", or "".
std::string waiting_words(const ResolvedWorkflow& workflow, const Trial& trial);

}  // namespace atelier::host
