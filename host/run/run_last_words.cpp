#include "run_last_words.hpp"

#include <spdlog/fmt/fmt.h>

#include <set>

#include "language/selection.hpp"
#include "system/exit_code.hpp"

namespace atelier::host {

std::string kept_words(const std::string& folder) { return "what is complete is kept for the next run: " + folder; }

std::vector<LastWords::Component> components_of(const ResolvedWorkflow& workflow, const std::vector<int>& nodes) {
  std::set<const ComponentInfo*> components;
  for (const int index : nodes) components.insert(workflow.nodes[static_cast<size_t>(index)].component);
  std::vector<LastWords::Component> out;
  for (const ComponentInfo* c : components) out.push_back({c->id, c->plugin_id, c->library.string()});
  return out;
}

LastWords RunLastWords::in_stage(int index, const std::string& kept) const {
  const Node& stage = workflow_.nodes[static_cast<size_t>(index)];
  LastWords words = this->words(fmt::format("stage `{}` ({})", stage.name, stage.component->id), stage.name, {index},
                                folder_.stage(stage.name) / "log.txt");
  if (!kept.empty()) words.hints += "  " + kept_words(kept) + "\n";
  return words;
}

LastWords RunLastWords::outside(std::string doing) const {
  return words(std::move(doing), "", stages_, folder_.path() / "log.txt");
}

LastWords RunLastWords::words(std::string doing, const std::string& stage, std::vector<int> working,
                              const std::filesystem::path& log) const {
  LastWords words;
  words.doing = std::move(doing);
  words.log = log.string();
  words.hints = fmt::format("  log: {}\n", words.log);
  words.record = record_.file().string();
  words.record_pieces = record_.if_ended(stage);
  words.exit_code = kExitStageFailed;
  working.insert(working.end(), workflow_.observers.begin(), workflow_.observers.end());
  const std::set<int> used = in_use_by(workflow_, working);
  words.components = components_of(workflow_, {used.begin(), used.end()});
  return words;
}

}  // namespace atelier::host
