#include "deep_check.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "language/selection.hpp"
#include "loading.hpp"
#include "system/child_output.hpp"
#include "system/child_process.hpp"
#include "system/line_file.hpp"
#include "words/suggest.hpp"

namespace atelier::host {
namespace {

using nlohmann::json;

// What the child writes, a line each: the node that it is about to make (-1: it takes all down), and last what came of
// all.
constexpr const char* kMaking = "making";
constexpr const char* kLoading = "loading";

json json_of(const Trial& trial) {
  json failures = json::array();
  for (const Trial::Failure& f : trial.failures)
    failures.push_back({{"node", f.node}, {"text", f.text}, {"certain", f.certain}, {"left_out", f.left_out}});
  return {{"made", trial.made}, {"waiting", trial.waiting}, {"failures", failures}};
}

Trial trial_of(const json& in) {
  Trial out;
  out.made = in.at("made").get<std::vector<int>>();
  out.waiting = in.at("waiting").get<std::vector<int>>();
  for (const json& f : in.at("failures"))
    out.failures.push_back({f.at("node"), f.at("text"), f.at("certain"), f.at("left_out")});
  return out;
}

// In the child.
[[noreturn]] void answer(const ResolvedWorkflow& workflow, const std::vector<int>& roots, const Catalog& catalog,
                         Registry& registry, const RehearsalOptions& options, TrialOptions trial_options) {
  ChildOutput output;
  try {
    const Loaded loaded = load_needed(workflow, roots, catalog, registry, options);
    trial_options.doing = [&](int node) { output.write(dump({{kMaking, node}}) + "\n"); };
    output.finish(dump(json_of(try_parts(workflow, roots, loaded.components, trial_options))));
  } catch (const LoadingFailed& e) {
    output.finish(dump({{kLoading, e.what()}}));
  }
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

std::string ended_words(const ChildResult& child) { return child.ok() ? "ended the process" : child.describe(); }

}  // namespace

DeepCheck check_deeply(const ResolvedWorkflow& workflow, const std::vector<int>& stages, const Catalog& catalog,
                       Registry& registry, const RehearsalOptions& options) {
  const std::vector<int> roots = roots_of(workflow, stages);
  std::vector<Trial::Failure> ended;
  TrialOptions trial_options;
  for (;;) {  // once more for each part that ended the child
    const ChildResult child =
        run_forked([&] { answer(workflow, roots, catalog, registry, options, trial_options); }, options.timeout);
    const json last = last_answer(child.out);
    if (last.contains(kLoading)) return {{}, last[kLoading]};
    if (last.contains("made")) {
      DeepCheck out{trial_of(last), ""};
      auto& failures = out.trial.failures;
      failures.insert(failures.end(), ended.begin(), ended.end());
      const auto by_node = [](const auto& a, const auto& b) { return a.node < b.node; };
      std::sort(failures.begin(), failures.end(), by_node);
      return out;
    }
    if (!last.contains(kMaking)) return {{}, "loading the plugins " + ended_words(child)};
    const int node = last[kMaking];
    if (node < 0) return {{}, "taking the parts down again " + ended_words(child)};
    const std::string& component = workflow.nodes[static_cast<size_t>(node)].component->id;
    ended.push_back({node, component + " " + ended_words(child), true, {}});
    trial_options.skip.insert(node);
  }
}

std::string waiting_words(const ResolvedWorkflow& workflow, const Trial& trial) {
  if (trial.waiting.empty()) return {};
  std::vector<std::string> names;
  for (const int node : trial.waiting) names.push_back("`" + workflow.nodes[static_cast<size_t>(node)].name + "`");
  return fmt::format("{} for what stages make: {}",
                     names.size() == 1 ? "1 waits" : fmt::format("{} wait", names.size()),
                     list_names(names, names.size()));
}

}  // namespace atelier::host
