#include "decision.hpp"

#include <atelier/param.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <functional>

#include "language/selection.hpp"
#include "lineage.hpp"
#include "past_runs.hpp"
#include "status.hpp"
#include "unfinished.hpp"

namespace atelier::host {
namespace fs = std::filesystem;

namespace {

nlohmann::json without_libraries(nlohmann::json made_from) {
  if (made_from.is_object()) made_from["libraries"] = nlohmann::json::object();
  return made_from;
}

}  // namespace

const char* word_of(Choice choice) {
  if (choice == Choice::kReuse) return "reuse";
  return choice == Choice::kRun ? "run" : "perhaps";
}

std::string written_outside(const ResolvedWorkflow& workflow, int stage) {
  std::string found;
  const std::function<void(const ResolvedValue&, uint32_t)> look = [&](const ResolvedValue& value, uint32_t type) {
    if (type == ATELIER_TYPE_PATH_OUT && !value.is_wire() && !value.text.empty()) found = value.text;
    for (const ResolvedValue& item : value.items) look(item, type);
  };
  for (const int index : in_use_by(workflow, {stage})) {
    const Node& node = workflow.nodes[static_cast<size_t>(index)];
    if (node.stage && index != stage) continue;
    for (size_t i = 0; i < node.values.size(); ++i)
      if (const ParamInfo& param = node.component->params[i]; !param.has(ATELIER_PARAM_NO_RESULT))
        look(node.values[i], param.type);
  }
  return found;
}

Decider::Decider(const System& system, const ResolvedWorkflow& workflow, KeptResults& results, Contents& contents,
                 Options options)
    : system_(system),
      workflow_(workflow),
      results_(results),
      contents_(contents),
      options_(std::move(options)),
      history_(system.disk, options_.workspace),
      lists_(system, options_.workspace / "store" / "folders", contents) {
  for (const int stage : workflow.stages)
    if (!written_outside(workflow, stage).empty()) writers_.insert(stage);
}

KeySources Decider::sources() {
  return {[this](const fs::path& path) -> Result<std::string> {
            if (const auto it = seen_.find(path); it != seen_.end()) return it->second.content.text();
            const Result<Seen> seen = contents_.see(path, options_.watch);
            if (!seen) return seen.failure();
            return (seen_[path] = *seen).content.text();
          },
          [this](int stage) -> const OutputFacts* {
            const auto it = left_.find(stage);
            return it == left_.end() ? nullptr : &it->second;
          },
          [this](const fs::path& path) {
            return system_.disk.facts(path).is_file() ? path.filename().string() : std::string();
          }};
}

Result<Decision> Decider::decide(int stage) {
  if (const auto it = reused_.find(stage); it != reused_.end()) return it->second;
  Decision out;
  out.stage = stage;
  Result<StageKey> key = stage_key(workflow_, stage, sources());
  if (!key) return key.failure();
  out.key = *std::move(key);
  wait_for_writers(stage, out.key);
  out.made_from = made_from(system_.disk, workflow_, stage, sources(), true);
  const std::string outside = written_outside(workflow_, stage);
  if (!out.key.waits.empty()) out.choice = Choice::kPerhaps;
  if (options_.fresh.count(stage)) {
    out.choice = Choice::kRun;
    out.reason = "--fresh";
  } else if (!outside.empty()) {
    out.choice = Choice::kRun;
    out.reason = "it writes " + outside + ", outside of its folder";
  } else if (out.choice == Choice::kRun &&
             (out.kept = results_.find(out.key.digest, options_.find, places(stage, PlacesOf::kAllBefore)))) {
    out.choice = Choice::kReuse;
    for (const auto& [id, build] : out.kept->facts.builds)
      if (const auto it = options_.builds.find(id); it != options_.builds.end() && it->second != build)
        out.rebuilt.push_back(id);
    left_[stage] = out.kept->output;
  }
  if (out.choice == Choice::kReuse) reused_.emplace(stage, out);
  if (out.choice != Choice::kReuse) out.before = history_.newest(workflow_.name, node(stage).name, out.key.digest);
  if (out.choice == Choice::kPerhaps) out.reason = hangs_on(out);
  if (out.choice == Choice::kRun && out.reason.empty()) {
    out.reason = same_as(out);
    if (!out.reason.empty()) out.choice = Choice::kPerhaps;
    if (out.reason.empty()) out.reason = why_not_kept(out);
  }
  if (out.choice == Choice::kRun && outside.empty() && !out.key.digest.empty()) to_run_.emplace(out.key.digest, stage);
  if (out.choice == Choice::kRun) out.goes_on = has_unfinished(out);
  return out;
}

void Decider::has_left(int stage, OutputFacts facts) {
  left_[stage] = std::move(facts);
  if (writers_.count(stage)) seen_.clear();  // later stages may read what it has written
}

// A stage that writes elsewhere may write what one behind it reads, by whatever path.
void Decider::wait_for_writers(int stage, StageKey& key) const {
  if (writers_.empty()) return;
  for (const int before : upstream_of(workflow_, {stage})) {
    if (before == stage || !writers_.count(before) || left_.count(before)) continue;
    if (std::find(key.waits.begin(), key.waits.end(), before) == key.waits.end()) key.waits.push_back(before);
    key.digest.clear();
  }
}

// Of a stage that another one will have made by then.
std::string Decider::same_as(const Decision& decision) const {
  const auto it = to_run_.find(decision.key.digest);
  if (it == to_run_.end() || it->second == decision.stage || left_.count(it->second)) return "";
  return fmt::format("makes the same as `{}`, which runs", node(it->second).name);
}

Places Decider::places(int stage, PlacesOf whose) const {
  const auto output_of = [this](const Node& of) {
    for (const auto& [index, facts] : left_)
      if (&node(index) == &of) return facts.folder;
    return fs::path();
  };
  return places_of(workflow_, stage, output_of, whose);
}

nlohmann::json Decider::lineage_words(int stage) {
  return made_from(system_.disk, workflow_, stage, sources()).document;
}

std::string Decider::hangs_on(const Decision& decision) const {
  std::vector<std::string> names;
  for (const int stage : decision.key.waits) names.push_back("`" + node(stage).name + "`");
  return "hangs on what " + list_names(names, names.size()) + (names.size() == 1 ? " leaves" : " leave");
}

bool Decider::has_unfinished(const Decision& decision) {
  const bool may = node(decision.stage).component->resumes && !decision.key.extendable.empty() &&
                   options_.fresh.count(decision.stage) == 0;
  return may && Unfinished::is_left(system_.disk, options_.workspace,
                                    lineage_of(decision.key, lineage_words(decision.stage)).key);
}

// Why there is no result although the key is as it was; reads well after the run's name.
std::string Decider::why_gone(const Decision& decision) const {
  const std::string wrong = results_.wrong_with(decision.key.digest, places(decision.stage, PlacesOf::kAllBefore));
  if (!wrong.empty()) return " used it, and it is damaged by now: " + wrong;
  const PastRun past = read_run(system_.disk, options_.workspace, decision.before->run);
  const nlohmann::json* stage = past.stage(node(decision.stage).name);
  if (stage && text_in(*stage, "status") == word_of(Status::kDone) && text_in(*stage, "object").empty())
    return " made it, but did not keep it, as it said then";
  return " did not finish it, or its result has been removed";
}

std::string Decider::why_not_kept(Decision& decision) {
  if (!decision.before) return "it has not been run here yet";
  const std::string run = "run " + decision.before->run;
  if (decision.before->digest == decision.key.digest) return run + why_gone(decision);
  // A plugin file that is another is no reason to run a stage.
  const nlohmann::json was = without_libraries(decision.before->made_from);
  const nlohmann::json now = without_libraries(decision.made_from.document);
  decision.changes = changes(was, now);
  for (Change& change : decision.changes)
    if (!change.before.empty()) change.what = lists_.difference(change.name, change.before);
  return differences(was, now, run);
}

void Decider::note_folders(const Decision& decision) {
  const nlohmann::json& files = decision.made_from.document["files"];
  for (const fs::path& path : decision.key.read)
    if (const auto it = files.find(path.string()); it != files.end() && it->is_string()) lists_.keep(path, *it);
}

std::optional<fs::path> Decider::changed_since(const Decision& decision) {
  for (const fs::path& path : decision.key.read) {
    const Result<Seen> now = contents_.see(path);
    const auto before = seen_.find(path);
    const bool is_known = now && before != seen_.end();
    if (is_known && before->second.content == now->content && before->second.state == now->state) continue;
    if (now) seen_[path] = *now;  // what comes later is made from the new content
    reused_.clear();
    return path;
  }
  return std::nullopt;
}

namespace {

Decider::Options decider_options(const Catalog& catalog, const Kept::Options& options) {
  Decider::Options out;
  out.workspace = options.workspace;
  out.fresh = options.fresh;
  out.find = options.find;
  out.watch = options.watch;
  for (const PluginInfo& plugin : catalog.plugins) out.builds[plugin.id] = plugin.build_id;
  return out;
}

}  // namespace

Kept::Kept(const System& system, const ResolvedWorkflow& workflow, const Catalog& catalog, Options options)
    : system_(system),
      store_(system_, options.workspace, options.store),
      contents_(system_, store_.folder() / "stat_cache", options.store.threads,
                {options.workspace, {"store", "runs", "unfinished", "sweeps"}}),
      results_(system_, store_, contents_),
      decider_(system_, workflow, results_, contents_, decider_options(catalog, options)) {}

Kept::~Kept() { (void)contents_.save(); }

}  // namespace atelier::host
