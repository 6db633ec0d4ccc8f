#include "deep_check.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <atelier/cpp/words.hpp>
#include <nlohmann/json.hpp>

#include "language/selection.hpp"
#include "loading.hpp"
#include "system/child_process.hpp"
#include "words/json_text.hpp"

namespace atelier::host {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Failure, reason, details)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FailedPart, node, why, certain, left_out)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Warned, node, text)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Trial, made, waiting, failed, warned)

namespace {

using nlohmann::json;

// What the child writes, a line each: the node that it is about to make (-1: it takes all down), and last what came of
// all.
constexpr const char* kMaking = "making";
constexpr const char* kRefused = "refused";
constexpr const char* kMade = "made";

// In the child.
[[noreturn]] void answer(const ResolvedWorkflow& workflow, const std::vector<int>& roots, const Catalog& catalog,
                         Registry& registry, const RehearsalOptions& options, TrialOptions trial_options) {
  ChildOutput output;
  const Result<Loaded> loaded = load_needed(workflow, needed_by(workflow, roots), catalog, registry, options);
  if (!loaded) output.finish(dump({{kRefused, loaded.failure()}}));
  trial_options.doing = [&](int node) { output.write(dump({{kMaking, node}}) + "\n"); };
  output.finish(dump(try_parts(workflow, roots, loaded->components, trial_options)));
}

// The last line that the child wrote whole.
json last_answer(const std::string& out) {
  json last = json::object();
  for (size_t begin = 0; begin < out.size();) {
    const size_t end = std::min(out.find('\n', begin), out.size());
    const json line = json::parse(out.substr(begin, end - begin), nullptr, false);
    if (line.is_object()) last = line;
    begin = end + 1;
  }
  return last;
}

}  // namespace

Result<Trial> check_deeply(const ResolvedWorkflow& workflow, const std::vector<int>& stages, const Catalog& catalog,
                           Registry& registry, const RehearsalOptions& options) {
  const std::vector<int> roots = roots_of(workflow, stages);
  std::vector<FailedPart> ended;
  TrialOptions trial_options;
  for (;;) {  // once more for each part that ended the child
    const ChildResult child =
        run_forked([&] { answer(workflow, roots, catalog, registry, options, trial_options); }, options.timeout);
    const json last = last_answer(child.out);
    if (last.contains(kRefused)) return last[kRefused].get<Failure>();
    if (last.contains(kMade)) {
      Trial trial = last.get<Trial>();
      trial.failed.insert(trial.failed.end(), ended.begin(), ended.end());
      const auto by_node = [](const auto& a, const auto& b) { return a.node < b.node; };
      std::sort(trial.failed.begin(), trial.failed.end(), by_node);
      return trial;
    }
    if (!last.contains(kMaking)) return Failure{"loading the plugins " + child.describe()};
    const int node = last[kMaking];
    if (node < 0) return Failure{"taking the parts down again " + child.describe()};
    const std::string& component = workflow.nodes[static_cast<size_t>(node)].component->id;
    ended.push_back({node, {component + " " + child.describe()}});
    trial_options.skip.insert(node);
  }
}

std::string waiting_words(const ResolvedWorkflow& workflow, const Trial& trial) {
  if (trial.waiting.empty()) return {};
  std::vector<std::string> names;
  for (const int node : trial.waiting) names.push_back("`" + workflow.nodes[static_cast<size_t>(node)].name + "`");
  return fmt::format("{} for what stages make: {}", counted(names.size(), "waits", "wait"),
                     list_names(names, names.size()));
}

}  // namespace atelier::host
