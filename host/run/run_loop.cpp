#include "run_loop.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <atelier/cpp/suggest.hpp>
#include <cmath>
#include <sstream>
#include <thread>

#include "language/selection.hpp"
#include "system/interrupt.hpp"
#include "wiring_record.hpp"
#include "words/json_text.hpp"
#include "words/text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

// "plugin acme.overlap has been"
std::string rebuilt_words(const Decision& decision) {
  const std::vector<std::string>& ids = decision.rebuilt;
  return (ids.size() == 1 ? "plugin " : "plugins ") + list_names(ids) + (ids.size() == 1 ? " has been" : " have been");
}

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

Outcome outcome_of(const Failure& failure) {
  return {interrupted() ? Status::kInterrupted : Status::kFailed, failure.reason};
}

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
  (void)disk().write(files_.folder.path() / "wiring.json", wiring_json(wiring_of(workflow_, stages_)), Sync::kNo);
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

// "needs `read`, which did not end well"
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
  kept_.decider().note_folders(decision);
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

}  // namespace atelier::host
