#include "early_trial.hpp"

#include <spdlog/fmt/fmt.h>

#include "endings/last_words.hpp"
#include "language/selection.hpp"
#include "run_last_words.hpp"
#include "trial.hpp"

namespace atelier::host {
namespace {

// The first stage makes its own at once, so nothing is gained by trying them.
std::vector<int> parts_of_later_stages(const ResolvedWorkflow& workflow, const std::vector<int>& stages) {
  if (stages.empty()) return {};
  const std::set<int> first = in_use_by(workflow, {stages.front()});
  std::vector<int> out;
  for (const int node : in_use_by(workflow, stages))
    if (!workflow.nodes[static_cast<size_t>(node)].stage && !first.count(node)) out.push_back(node);
  return out;
}

}  // namespace

std::vector<Diagnostic> try_parts_early(const ResolvedWorkflow& workflow, const std::vector<int>& stages,
                                        const NodeComponents& components) {
  const std::vector<int> parts = parts_of_later_stages(workflow, stages);
  LastWordsScope scope({});
  TrialOptions options;
  options.outputs = false;
  options.doing = [&](int index) {
    LastWords words;
    words.doing = index < 0 ? "taking down what was made"
                            : fmt::format("making `{}`", workflow.nodes[static_cast<size_t>(index)].name);
    words.doing += " before the first stage";
    words.components = components_of(workflow, index < 0 ? parts : std::vector<int>{index});
    scope.change(std::move(words));
  };
  const Trial trial = try_parts(workflow, parts, components, options);
  std::vector<Diagnostic> wrong;
  for (const FailedPart& failed : trial.failed) wrong.push_back(diagnostic_of(workflow, failed, true));
  return wrong;
}

}  // namespace atelier::host
