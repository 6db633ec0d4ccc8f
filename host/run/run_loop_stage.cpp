// One stage of a run that has to run: its folder, its work, and where that goes.
#include "run_loop.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "language/selection.hpp"
#include "store/verify.hpp"
#include "system/exit_code.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

bool is_as_before(const FileFacts& now, const FileFacts& before) {
  return now.kind == before.kind && now.size == before.size && now.changed == before.changed &&
         now.status_changed == before.status_changed && now.inode == before.inode && now.device == before.device;
}

}  // namespace

Outcome RunLoop::run_stage(const Decision& decision) {
  const Node& stage = node(decision.stage);
  files_.record.set_key(stage.name, decision.key.digest);
  files_.record.set_stage(stage.name, Status::kRunning, 0);
  write_event(stage, {{"status", "started"}});
  log_.own().all->info("{}: {}", stage.name, stage.component->id);
  terminal_.begin_stage(stage.name);
  LastWordsScope last_words(words_in_stage(decision.stage));
  StageEnd end;
  const double start = clock().seconds();
  Place place;
  Result<StageFolder> folder =
      StageFolder::begin(files_.folder, workflow_, decision.stage, folder_options(decision, place));
  if (folder) {
    if (folder->is_kept()) last_words.change(words_in_stage(decision.stage, folder->path().string()));
    end = fill(decision, *folder, place, start);
    if (end.outcome.status != Status::kDone && folder->give_up(end.outcome.status)) end.kept = folder->path().string();
  } else {
    end.outcome = outcome_of(folder.failure());
  }
  terminal_.end_progress();
  end.seconds = clock().seconds() - start;
  tell_end(stage, end);
  return end.outcome;
}

StageFolder::Options RunLoop::folder_options(const Decision& decision, Place& place) {
  StageFolder::Options options;
  options.lineage = lineage_of(decision.key, kept_.decider().lineage_words(decision.stage));
  options.anew = options_.fresh.count(decision.stage) != 0;
  options.fresh = [this, &decision, &place] {
    begin_work(decision, place);
    return place ? Result<fs::path>(place->output()) : files_.folder.begin_output(node(decision.stage).name);
  };
  return options;
}

// Of a store that cannot be written it is said once; the stage's result then stays in the run's folder.
void RunLoop::begin_work(const Decision& decision, Place& place) {
  if (place || written_outside(workflow_, decision.stage) != "") return;
  Result<Work> begun = kept_.store().begin(decision.key.digest);
  if (begun)
    place.emplace(*std::move(begun));
  else if (!std::exchange(told_of_store_, true))
    log_.own().all->warn("results of this run are not kept for later ones: {}", begun.failure().reason);
}

// The stage's work, up to its folder's place.
RunLoop::StageEnd RunLoop::fill(const Decision& decision, StageFolder& folder, Place& place, double start) {
  if (!folder.start_words().empty()) log_.own().all->info("{}: {}", node(decision.stage).name, folder.start_words());
  const Result<Worked> worked = work(decision, folder);
  if (!worked) return {outcome_of(worked.failure())};
  Result<OutputFacts> left = move(decision, folder, place, *worked, clock().seconds() - start);
  if (!left) return {outcome_of(left.failure())};
  kept_.decider().has_left(decision.stage, *std::move(left));
  numbers_[decision.stage] = worked->numbers;
  files_.record.set_numbers(node(decision.stage).name, worked->numbers);
  return {{}, worked->counted, folder.continued()};
}

// Makes the stage, runs it and opens what it left.
Result<Worked> RunLoop::work(const Decision& decision, const StageFolder& folder) {
  const Node& stage = node(decision.stage);
  kept_.decider().note_folders(decision);
  const auto key = record_key(files_.folder, workflow_.name, stage.name, decision.key, decision.made_from.document);
  if (!key) return key.failure();
  const auto metrics = disk().append(records_of(stage) / "metrics.jsonl");
  if (!metrics) return metrics.failure();
  auto log = disk().append(records_of(stage) / "log.txt");
  if (!log) return log.failure();
  CallHost::Surroundings to = surroundings(log_.stage(stage.name, *std::move(log)));
  to.component = stage.component->id;
  to.metrics = metrics->get();
  if (observers_) to.observe = [&](const atelier_event& event) { observers_->observe(stage.name, event); };
  const ComponentInfo* serial = first_serial(workflow_, in_use_by(workflow_, {decision.stage}));
  if (serial && threads_ > 1) to.lines.all->info("works on one thread: `{}` takes one call at a time", serial->id);
  CallHost call(stage.name, serial ? 1 : threads_, std::move(to));
  const auto output_of = [&](const Node& n) { return files_.folder.output(n.name); };
  return work_on({disk(), workflow_, decision.stage, loaded_.components, folder, output_of}, call);
}

// Into the store, with a link to it from the run; or into the run, where the result is not one to be used again.
Result<OutputFacts> RunLoop::move(const Decision& decision, StageFolder& folder, Place& place, const Worked& worked,
                                  double seconds) {
  const Node& stage = node(decision.stage);
  if (const Result<void> finished = folder.finish(); !finished) return finished.failure();
  const std::optional<std::string> why_not = why_not_kept(decision, worked);
  if (why_not) log_.own().all->warn("{}: its result is not kept for later runs: {}", stage.name, *why_not);
  if (!why_not) begin_work(decision, place);
  if (why_not || !place) return move_into_run(decision, folder, worked, seconds);
  NewResult result = new_result(decision, worked, seconds);
  if (folder.path() != place->output()) result.from = folder.path();
  Result<KeptResult> kept = kept_.results().keep(*place, result);
  if (!kept && may_stay_in_run(kept.failure(), folder, *place)) {
    log_.own().all->warn("{}: its result is not kept for later runs: {}", stage.name, kept.failure().reason);
    return move_into_run(decision, folder, worked, seconds);
  }
  if (!kept) return kept.failure();
  folder.moved();
  if (const Result<void> linked = files_.folder.link_output(stage.name, kept->folder); !linked) return linked.failure();
  record_left(decision, kept->output, kept->inputs, kept->facts.builds);
  return std::move(kept->output);
}

// A disk that is full, or another fault of the store, is no fault of the stage. What goes on, or is left to be
// finished, stays for the next run instead.
bool RunLoop::may_stay_in_run(const Failure& failure, const StageFolder& folder, const Work& place) const {
  return failure.status != kExitStageFailed && folder.path() == place.output() && !place.is_left_to_be_finished() &&
         disk().facts(place.output()).is_folder();
}

Result<OutputFacts> RunLoop::move_into_run(const Decision& decision, StageFolder& folder, const Worked& worked,
                                           double seconds) {
  const Node& stage = node(decision.stage);
  if (const Result<void> committed = files_.folder.commit_output(stage.name, folder.path()); !committed)
    return committed.failure();
  folder.moved();
  const Result<Manifest> left =
      describe_folder(disk(), files_.folder.output(stage.name), all_cores(), reports_of(*stage.component));
  if (!left) return left.failure();
  OutputFacts facts{left->digest.text(), worked.values, "", files_.folder.output(stage.name)};
  record_left(decision, facts, {}, facts_of(decision, worked, seconds).builds);
  return facts;
}

void RunLoop::record_left(const Decision& decision, const OutputFacts& left,
                          const std::map<std::string, std::string>& noted,
                          const std::map<std::string, std::string>& builds) {
  std::map<std::string, std::string> inputs = noted;
  const nlohmann::json& files = decision.made_from.document["files"];
  for (const fs::path& path : decision.key.read)
    if (const auto it = files.find(path.string()); it != files.end()) inputs[path.string()] = *it;
  files_.record.set_left(node(decision.stage).name, left, inputs, builds);
}

NewResult RunLoop::new_result(const Decision& decision, const Worked& worked, double seconds) const {
  const Node& stage = node(decision.stage);
  NewResult result;
  result.key = decision.key.digest;
  result.reports = reports_of(*stage.component);
  result.needs = decision.key.objects;
  result.inputs = records_of_inputs(decision, worked);
  result.anew = options_.fresh.count(decision.stage) != 0;
  for (const char* file : {"log.txt", "metrics.jsonl"})
    if (const Result<std::string> text = disk().read(records_of(stage) / file)) result.records[file] = *text;
  result.facts = facts_of(decision, worked, seconds);
  return result;
}

// What an earlier stage's folder holds is not in the key, where that is one before the last.
std::map<std::string, fs::path> RunLoop::records_of_inputs(const Decision& decision, const Worked& worked) const {
  const auto output_of = [&](const Node& n) { return files_.folder.output(n.name); };
  const Places own = places_of(workflow_, decision.stage, output_of);
  const Places all = places_of(workflow_, decision.stage, output_of, PlacesOf::kAllBefore);
  std::map<std::string, fs::path> records;
  for (const auto& [input, facts] : worked.inputs) {
    if (worked.held.count(input)) records[input.string()] = input;
    if (own.name_of(input)) continue;
    const std::string record = record_of_input(all, input);
    const std::optional<fs::path> path = input_of_record(all, record);
    if (path && (record != input.string() || !is_known(input, decision))) records[record] = *path;
  }
  return records;
}

// Whether the key has it already, or what holds it.
bool RunLoop::is_known(const fs::path& input, const Decision& decision) const {
  const auto holds = [&](const fs::path& folder) {
    const fs::path way = input.lexically_relative(folder);
    return !way.empty() && *way.begin() != "..";
  };
  const fs::path workspace = files_.folder.workspace();
  return std::any_of(decision.key.read.begin(), decision.key.read.end(), holds) || holds(workspace / "store") ||
         holds(workspace / "runs") || holds(workspace / "unfinished");
}

std::optional<std::string> RunLoop::why_not_kept(const Decision& decision, const Worked& worked) {
  if (const std::string outside = written_outside(workflow_, decision.stage); !outside.empty())
    return "it also writes " + outside;
  if (const auto changed = kept_.decider().changed_since(decision))
    return fmt::format("{} changed while it was read", changed->string());
  for (const auto& [input, before] : worked.inputs)
    if (!is_known(input, decision) && !is_as_before(disk().facts(input), before))
      return fmt::format("{} changed while it was read", input.string());
  return std::nullopt;
}

ResultFacts RunLoop::facts_of(const Decision& decision, const Worked& worked, double seconds) const {
  const Node& stage = node(decision.stage);
  ResultFacts facts;
  facts.workflow = workflow_.name;
  facts.stage = stage.name;
  facts.component = stage.component->id;
  facts.run = files_.folder.id();
  facts.finished = utc_text(clock().now());
  facts.seconds = seconds;
  facts.results = worked.said.results;
  facts.warnings = worked.said.warnings;
  facts.numbers = worked.numbers;
  facts.values = worked.values;
  for (const int index : in_use_by(workflow_, {decision.stage})) {
    const ComponentInfo& component = *node(index).component;
    for (const PluginInfo* plugin : loaded_.plugins)
      if (plugin->library == component.library) facts.builds[plugin->id] = plugin->build_id;
  }
  return facts;
}

}  // namespace atelier::host
