// `check --deep`: makes every part in a child of this process, so that nothing a plugin does can harm.
#pragma once

#include <string>
#include <vector>

#include "plugins/rehearsal.hpp"
#include "trial.hpp"
#include "words/result.hpp"

namespace atelier::host {

// Makes what `stages` and the observers need, the stages too, as far as it can be made before a stage has worked. Parts
// that end the child are among the failed ones. The failure is why the plugins cannot be loaded, or how they end when
// the parts go. Only while this process has one thread. [main]
Result<Trial> check_deeply(const ResolvedWorkflow& workflow, const std::vector<int>& stages, const Catalog& catalog,
                           Registry& registry, const RehearsalOptions& options = {});

// "1 waits for what stages make: `split`", or "".
std::string waiting_words(const ResolvedWorkflow& workflow, const Trial& trial);

}  // namespace atelier::host
