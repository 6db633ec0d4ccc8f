#include "run_loop.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <atelier/cpp/suggest.hpp>
#include <cmath>
#include <sstream>
#include <thread>

#include "blame.hpp"
#include "language/selection.hpp"
#include "stage_key.hpp"
#include "store/verify.hpp"
#include "system/exit_code.hpp"
#include "system/interrupt.hpp"
#include "trial.hpp"
#include "words/json_text.hpp"
#include "words/text.hpp"
#include "words/width.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

Outcome outcome_of(const Failure& failure) {
  return {interrupted() ? Status::kInterrupted : Status::kFailed, failure.reason};
}

int exit_code_of(Status status) {
  if (status == Status::kDone) return kExitDone;
  if (status == Status::kGateFailed) return kExitGate;
  return status == Status::kInterrupted ? exit_code_of_signal(interrupted()) : kExitStageFailed;
}

bool is_as_before(const FileFacts& now, const FileFacts& before) {
  return now.kind == before.kind && now.size == before.size && now.changed == before.changed &&
         now.status_changed == before.status_changed && now.inode == before.inode && now.device == before.device;
}

// "plugin acme.overlap has been"
std::string rebuilt_words(const Decision& decision) {
  const std::vector<std::string>& ids = decision.rebuilt;
  return (ids.size() == 1 ? "plugin " : "plugins ") + list_names(ids) + (ids.size() == 1 ? " has been" : " have been");
}

std::string kept_words(const std::string& folder) { return "what is complete is kept for the next run: " + folder; }

// The lines of a file of JSON lines that can be read.
std::vector<nlohmann::json> json_lines(const Disk& disk, const fs::path& file) {
  std::vector<nlohmann::json> out;
  const Result<std::string> text = disk.read(file);
  std::istringstream lines(text ? *text : "");
  for (std::string line; std::getline(lines, line);)
    if (nlohmann::json one = nlohmann::json::parse(line, nullptr, false); one.is_object())
      out.push_back(std::move(one));
  return out;
}

}  // namespace

uint32_t threads_of(const ResolvedWorkflow& workflow) {
  return workflow.threads ? workflow.threads : std::max(1u, std::thread::hardware_concurrency());
}

RunLoop::RunLoop(const ResolvedWorkflow& workflow, const std::vector<int>& stages, const Loaded& loaded,
                 Terminal& terminal, const RunOptions& options, Kept& kept, RunFiles files)
    : workflow_(workflow),
      stages_(stages),
      loaded_(loaded),
      terminal_(terminal),
      options_(options),
      kept_(kept),
      threads_(threads_of(workflow)),
      files_(std::move(files)),
      log_(terminal, std::move(files_.log), options.level) {}

RunResult RunLoop::run() {
  const double start = clock().seconds();
  log_.own().files->info("run {} of {}", files_.folder.id(), workflow_.file.string());
  for (const std::string& note : files_.notes) log_.own().all->info("{}", note);
  for (const int stage : stages_) files_.record.add_stage(node(stage));
  for (const Gate* gate : gates_of(workflow_, stages_)) files_.record.add_gate(*gate);
  last_words_.emplace(words_outside("making the observers"));
  Outcome outcome = make_observers();
  if (outcome.status == Status::kDone) outcome = run_stages();
  end_observers(outcome);
  last_words_->change(words_outside("the end of the run"));
  files_.folder.tidy();
  return finish(outcome, clock().seconds() - start);
}

Outcome RunLoop::make_observers() {
  if (workflow_.observers.empty()) return {};
  CallHost::Surroundings to = surroundings(log_.own());
  to.events = nullptr;
  const bool serial = first_serial(workflow_, in_use_by(workflow_, workflow_.observers)) != nullptr;
  auto made = Observers::make(workflow_, loaded_.components, serial ? 1 : threads_, std::move(to));
  if (!made) {
    log_.own().all->error("{}", made.failure().reason);
    return {Status::kFailed, made.failure().reason};
  }
  observers_ = *std::move(made);
  std::vector<std::string> names;
  for (const int stage : stages_) names.push_back(node(stage).name);
  last_words_->change(words_outside("the observers, told of the begin of the run,"));
  observers_->begin({files_.folder.id(), workflow_.name, files_.folder.path().string(), std::move(names)});
  return {};
}

void RunLoop::end_observers(const Outcome& outcome) {
  last_words_->change(words_outside("the observers, told of the end of the run,"));
  const Status told = outcome.status == Status::kGateFailed ? Status::kFailed : outcome.status;
  if (observers_) observers_->end(word_of(told), outcome.error);
  last_words_->change(words_outside("taking the observers down"));
  observers_.reset();
}

// A stage that fails, or a gate that does, stops those that need it, and no other. The first failure is the run's; of
// gates it is told when no stage has failed.
Outcome RunLoop::run_stages() {
  Outcome first, gate;
  std::string who;          // has failed first
  bool said_since = false;  // something else than the failure
  for (const int stage : stages_) {
    last_words_->change(words_outside("the run, between stages,"));
    if (interrupted()) return {Status::kInterrupted};
    if (const auto why = why_skipped(stage)) {
      skip(stage, *why);
      continue;
    }
    said_since = first.status != Status::kDone || gate.status != Status::kDone;
    const Outcome outcome = take_or_run(stage);
    if (outcome.status == Status::kInterrupted) return outcome;
    if (outcome.status != Status::kDone) {
      ill_.insert(stage);
      if (first.status == Status::kDone) who = node(stage).name + ": ";
      if (first.status == Status::kDone) first = outcome;
    } else if (const Outcome decided = decide(stage); gate.status == Status::kDone) {
      gate = decided;
    }
  }
  const Outcome& last = first.status == Status::kDone ? gate : first;
  if (said_since) log_.own().all->error("the run failed, as said above: {}{}", who, last.error);
  return last;
}

// The gates that the end of the stage decides. The outcome is of the first that fails.
Outcome RunLoop::decide(int stage) {
  Outcome first;
  for (const GateResult& result : decide_gates(workflow_, numbers_, stage)) {
    files_.record.set_gate(result);
    const nlohmann::json event = {{"time", utc_text(clock().now())},
                                  {"event", "gate"},
                                  {"gate", result.gate->name},
                                  {"status", result.passed ? "passed" : "failed"},
                                  {"said", result.said}};
    files_.events->write(dump(event));
    terminal_.event(event);
    if (result.passed) {
      log_.own().all->info("check `{}` passed: {}", result.gate->name, result.said);
      continue;
    }
    const std::set<int> stopped = stopped_by(workflow_, *result.gate);
    log_.own().all->error("{}{}", failure_words(result), skipped_words(stopped));
    if (first.status == Status::kDone) first = {Status::kGateFailed, failure_words(result)};
    for (const int other : stopped) stopped_.emplace(other, result.gate->name);
  }
  return first;
}

// "needs `masks`, which did not end well"
std::optional<std::string> RunLoop::why_skipped(int stage) const {
  if (const auto it = stopped_.find(stage); it != stopped_.end())
    return fmt::format("check `{}` failed before it", it->second);
  const std::set<int> needed = needed_by(workflow_, {stage});
  for (const int other : stages_)
    if (ill_.count(other) && needed.count(other))
      return fmt::format("needs `{}`, which did not end well", node(other).name);
  return std::nullopt;
}

// "\n  skipped for it: look, train", of those that are still to come; "" when there are none.
std::string RunLoop::skipped_words(const std::set<int>& stopped) const {
  std::vector<std::string> names;
  for (const int stage : stages_)
    if (stopped.count(stage) && !ill_.count(stage) && !stopped_.count(stage)) names.push_back(node(stage).name);
  return names.empty() ? "" : "\n  skipped for it: " + list_names(names, names.size());
}

void RunLoop::skip(int stage, const std::string& why) {
  ill_.insert(stage);
  files_.record.set_stage(node(stage).name, Status::kSkipped, 0, why);
  write_event(node(stage), {{"status", word_of(Status::kSkipped)}, {"error", why}});
  log_.own().files->info("{}: skipped: {}", node(stage).name, why);
}

Outcome RunLoop::take_or_run(int stage) {
  Result<Decision> decision = kept_.decider().decide(stage);
  if (decision && decision->choice == Choice::kReuse) return reuse(*decision);
  std::optional<HeldLock> lock;
  if (decision) {
    const auto waiting = [&] {
      log_.own().all->info("{}: waits for another run that makes the same", node(stage).name);
    };
    Result<HeldLock> taken = kept_.store().take(decision->key.digest, waiting);
    if (interrupted()) return {Status::kInterrupted};
    if (taken) lock.emplace(*std::move(taken));
    decision = kept_.decider().decide(stage);  // the other may have made it
    if (decision && decision->choice == Choice::kReuse) return reuse(*decision);
  }
  if (decision) return run_stage(*decision);
  return fail(node(stage), decision.failure());
}

// Of a stage that could not even begin.
Outcome RunLoop::fail(const Node& stage, const Failure& failure) {
  const Outcome outcome = outcome_of(failure);
  tell_end(stage, {outcome});
  return outcome;
}

Outcome RunLoop::reuse(const Decision& decision) {
  const Node& stage = node(decision.stage);
  const KeptResult& kept = *decision.kept;
  Result<void> done = make_folders(disk(), records_of(stage));
  if (done) done = files_.folder.link_output(stage.name, kept.folder);
  if (done) done = record_key(files_.folder, workflow_.name, stage.name, decision.key, decision.made_from.document);
  if (!done) return fail(stage, done.failure());
  for (const char* file : {"log.txt", "metrics.jsonl"})
    if (const Result<std::string> text = disk().read(kept.records / file))
      (void)disk().write(records_of(stage) / file, *text, Sync::kNo);
  files_.record.set_key(stage.name, decision.key.digest);
  files_.record.set_reused(stage.name, kept.facts.run);
  record_left(decision, kept.output, kept.inputs, kept.facts.builds);
  numbers_[decision.stage] = kept.facts.numbers;
  files_.record.set_numbers(stage.name, kept.facts.numbers);
  files_.record.set_stage(stage.name, Status::kDone, 0);
  write_event(stage,
              {{"status", word_of(Status::kDone)}, {"seconds", 0.0}, {"reused", true}, {"made_by", kept.facts.run}});
  tell_again(stage, kept);
  if (!decision.rebuilt.empty())
    log_.own().all->info("  {} built anew since; `--fresh {}` runs it again", rebuilt_words(decision), stage.name);
  return {};
}

// What the stage said when it was run, and the observers the numbers that it gave.
void RunLoop::tell_again(const Node& stage, const KeptResult& kept) {
  log_.own().all->info("{}: reused, made by run {} in {}", stage.name, kept.facts.run,
                       duration_text(kept.facts.seconds));
  const RunLog::Lines lines = log_.stage(stage.name, nullptr);
  for (const std::string& line : kept.facts.results) {
    terminal_.result(line, stage.name);
    lines.files->info("{}", line);
  }
  for (const std::string& warning : kept.facts.warnings) lines.all->warn("{}", warning);
  if (!observers_) return;
  for (const nlohmann::json& line : json_lines(disk(), kept.records / "metrics.jsonl")) {
    auto event = blank<atelier_event>();
    const std::string name = line.value("name", "");
    event.type = ATELIER_EVENT_SCALAR;
    event.name = c_str(name);
    event.step = line.value("step", uint64_t{0});
    event.scalar = line.contains("value") && line["value"].is_number() ? line["value"].get<double>() : std::nan("");
    observers_->observe(stage.name, event);
  }
}

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
    return place.work ? Result<fs::path>(place.work->output()) : files_.folder.begin_output(node(decision.stage).name);
  };
  return options;
}

// Of a store that cannot be written it is said once; the stage's result then stays in the run's folder.
void RunLoop::begin_work(const Decision& decision, Place& place) {
  if (place.work || written_outside(workflow_, decision.stage) != "") return;
  Result<Work> begun = kept_.store().begin(decision.key.digest);
  if (begun)
    place.work.emplace(*std::move(begun));
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
  if (why_not || !place.work) {
    Result<OutputFacts> left = move_into_run(stage, folder, worked);
    if (left) record_left(decision, *left, {}, facts_of(decision, worked, seconds).builds);
    return left;
  }
  NewResult result = new_result(decision, worked, seconds);
  if (folder.path() != place.work->output()) result.from = folder.path();
  Result<KeptResult> kept = kept_.results().keep(*place.work, result);
  if (!kept) return kept.failure();
  folder.moved();
  if (const Result<void> linked = files_.folder.link_output(stage.name, kept->folder); !linked) return linked.failure();
  record_left(decision, kept->output, kept->inputs, kept->facts.builds);
  return std::move(kept->output);
}

Result<OutputFacts> RunLoop::move_into_run(const Node& stage, StageFolder& folder, const Worked& worked) {
  if (const Result<void> committed = files_.folder.commit_output(stage.name, folder.path()); !committed)
    return committed.failure();
  folder.moved();
  const Result<Manifest> left =
      describe_folder(disk(), files_.folder.output(stage.name), all_cores(), reports_of(*stage.component));
  if (!left) return left.failure();
  return OutputFacts{left->digest.text(), worked.values, "", files_.folder.output(stage.name)};
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

CallHost::Surroundings RunLoop::surroundings(RunLog::Lines lines) {
  CallHost::Surroundings to;
  to.clock = &clock();
  to.terminal = &terminal_;
  to.lines = std::move(lines);
  to.events = files_.events.get();
  to.cancelled = [] { return interrupted() != 0; };
  return to;
}

// What is said and recorded when a plugin ends the program while a stage works. `kept`: the folder that stays for the
// next run, or "".
LastWords RunLoop::words_in_stage(int index, const std::string& kept) const {
  const Node& stage = node(index);
  LastWords words = last_words(fmt::format("stage `{}` ({})", stage.name, stage.component->id), stage.name, {index},
                               records_of(stage) / "log.txt");
  if (!kept.empty()) words.hints += "  " + kept_words(kept) + "\n";
  return words;
}

// Outside of stages only observers are called, but what stages have used may have left threads behind.
LastWords RunLoop::words_outside(std::string doing) const {
  return last_words(std::move(doing), "", stages_, files_.folder.path() / "log.txt");
}

LastWords RunLoop::last_words(std::string doing, const std::string& stage, std::vector<int> working,
                              const fs::path& log) const {
  LastWords words;
  words.doing = std::move(doing);
  words.log = log.string();
  words.hints = fmt::format("  log: {}\n", words.log);
  words.record = files_.record.file().string();
  words.record_pieces = files_.record.if_ended(stage);
  words.exit_code = kExitStageFailed;
  working.insert(working.end(), workflow_.observers.begin(), workflow_.observers.end());
  words.components = components_of(workflow_, in_use_by(workflow_, working));
  return words;
}

// Where the workflow gives the option that a stage failed on account of, as a line of its own; or "".
std::string RunLoop::blame_words(const Node& stage, const std::string& error) const {
  const std::string line = blamed_line(workflow_, stage.owner, error, disk());
  return line.empty() ? "" : "\n  at " + line;
}

void RunLoop::tell_end(const Node& stage, const StageEnd& end) {
  const Outcome& outcome = end.outcome;
  files_.record.set_stage(stage.name, outcome.status, end.seconds, outcome.error);
  nlohmann::json event = {{"status", word_of(outcome.status)}};
  if (!outcome.error.empty()) event["error"] = outcome.error;
  if (outcome.status == Status::kDone) {
    event["seconds"] = end.seconds;
    if (end.counted.count) event.update({{"done", end.counted.count}, {"unit", end.counted.unit}});
    if (end.continued) event["done_before"] = end.counted.before;
  }
  write_event(stage, event);
  if (outcome.status == Status::kDone)
    log_.own().all->info("{}: {}", stage.name, done_words(end.counted, end.continued, end.seconds));
  else if (outcome.status == Status::kFailed)
    log_.own().all->error("{}", failed_words(stage, end));
  else if (!end.kept.empty())
    log_.own().all->info("{}: interrupted; {}", stage.name, kept_words(end.kept));
}

std::string RunLoop::failed_words(const Node& stage, const StageEnd& end) const {
  std::set<int> stopped;
  for (const int other : stages_)
    for (const int needed : needed_by(workflow_, {other}))
      if (&node(needed) == &stage && other != needed) stopped.insert(other);
  return fmt::format("stage `{}` ({}) failed\n  log: {}{}{}\n  {}", stage.name, stage.component->id,
                     (records_of(stage) / "log.txt").string(), end.kept.empty() ? "" : "\n  " + kept_words(end.kept),
                     skipped_words(stopped) + blame_words(stage, end.outcome.error),
                     with_lines_indented(end.outcome.error));
}

void RunLoop::write_event(const Node& stage, const nlohmann::json& facts) {
  nlohmann::json event = {{"time", utc_text(clock().now())}, {"event", "stage"}, {"stage", stage.name}};
  event.update(facts);
  files_.events->write(dump(event));
  terminal_.event(event);
}

RunResult RunLoop::finish(const Outcome& outcome, double seconds) {
  const std::string& id = files_.folder.id();
  const fs::path& folder = files_.folder.path();
  const Result<void> shown = terminal_.results_written();
  const int exit_code = outcome.status == Status::kDone && !shown ? kExitStageFailed : exit_code_of(outcome.status);
  files_.record.finish(outcome.status, exit_code, outcome.error);
  last_words_.reset();
  if (outcome.status == Status::kDone) {
    log_.own().all->info("run {} {} in {}: {}", id, interrupted() ? "finished before it could stop," : "done",
                         duration_text(seconds), folder.string());
    log_.repeat_warnings();
  } else if (outcome.status == Status::kGateFailed) {
    log_.own().all->info("run {} stopped at a check; what its stages left is kept: {}", id, folder.string());
  } else if (outcome.status == Status::kInterrupted) {
    log_.own().all->warn("run {} was interrupted: {}", id, folder.string());
  }
  if (!shown) log_.own().all->error("{}; the results are in {}", shown.failure().reason, (folder / "log.txt").string());
  Result<void> recorded = files_.record.written();
  if (recorded) recorded = files_.folder.close(outcome.status);
  if (recorded) return {exit_code, folder};
  log_.own().all->error("how the run ended is not recorded: {}", recorded.failure().reason);
  return {exit_code == kExitDone ? kExitStageFailed : exit_code, folder};
}

}  // namespace atelier::host
