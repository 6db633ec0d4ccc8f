#include "executor.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <thread>

#include "call_host.hpp"
#include "endings/last_words.hpp"
#include "endings/running.hpp"
#include "gates.hpp"
#include "language/selection.hpp"
#include "loading.hpp"
#include "observers.hpp"
#include "output_check.hpp"
#include "run_record.hpp"
#include "stage_folder.hpp"
#include "stage_key.hpp"
#include "system/exit_code.hpp"
#include "system/interrupt.hpp"
#include "trial.hpp"
#include "words/json_text.hpp"
#include "words/text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

uint32_t threads_of(const ResolvedWorkflow& workflow) {
  return workflow.threads ? workflow.threads : std::max(1u, std::thread::hardware_concurrency());
}

// How a stage, or the run, ended.
struct Outcome {
  Status status = Status::kDone;
  std::string error = {};
  Counted counted = {};
  bool continued = false;
};

Outcome outcome_of(const Failure& failure) {
  return {interrupted() ? Status::kInterrupted : Status::kFailed, failure.reason};
}

int exit_code_of(Status status) {
  if (status == Status::kDone) return kExitDone;
  if (status == Status::kGateFailed) return kExitGate;
  return status == Status::kInterrupted ? exit_code_of_signal(interrupted()) : kExitStageFailed;
}

std::string kept_words(const std::string& folder) { return "what is complete is kept for the next run: " + folder; }

class Run {
 public:
  Run(const ResolvedWorkflow& workflow, const std::vector<int>& stages, const Loaded& loaded, Terminal& terminal,
      const RunOptions& options, RunFiles files)
      : workflow_(workflow),
        stages_(stages),
        loaded_(loaded),
        terminal_(terminal),
        threads_(threads_of(workflow)),
        files_(std::move(files)),
        log_(terminal, std::move(files_.log), options.level) {}

  RunResult run() {
    const double start = clock().seconds();
    log_.own().files->info("run {} of {}", files_.folder.id(), workflow_.file.string());
    for (const std::string& note : files_.notes) log_.own().all->info("{}", note);
    for (const int stage : stages_) files_.record.add_stage(node(stage), key_digest(stage_key(workflow_, stage)));
    for (const Gate* gate : gates_of(workflow_, stages_)) files_.record.add_gate(*gate);
    last_words_.emplace(words_outside("making the observers"));
    Outcome outcome = make_observers();
    for (size_t i = 0; i < stages_.size() && outcome.status == Status::kDone; ++i) {
      if (stopped_.count(stages_[i])) continue;
      last_words_->change(words_outside("the run, between stages,"));
      outcome = interrupted() ? Outcome{Status::kInterrupted} : run_stage(stages_[i]);
      if (outcome.status == Status::kDone) tell_gates(stages_[i]);
    }
    if (outcome.status == Status::kDone && !gate_failure_.empty()) outcome = {Status::kGateFailed, gate_failure_};
    last_words_->change(words_outside("the observers, told of the end of the run,"));
    const Status told = outcome.status == Status::kGateFailed ? Status::kFailed : outcome.status;
    if (observers_) observers_->end(word_of(told), outcome.error);
    last_words_->change(words_outside("taking the observers down"));
    observers_.reset();
    last_words_->change(words_outside("the end of the run"));
    files_.folder.tidy();
    return finish(outcome, clock().seconds() - start);
  }

 private:
  const Node& node(int index) const { return workflow_.nodes[static_cast<size_t>(index)]; }
  Disk& disk() const { return files_.folder.system().disk; }
  const Clock& clock() const { return files_.folder.system().clock; }

  CallHost::Surroundings surroundings(RunLog::Lines lines) {
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
  LastWords words_in_stage(int index, const std::string& kept = "") const {
    const Node& stage = node(index);
    LastWords words = last_words(fmt::format("stage `{}` ({})", stage.name, stage.component->id), stage.name, {index},
                                 files_.folder.stage(stage.name) / "log.txt");
    if (!kept.empty()) words.hints += "  " + kept_words(kept) + "\n";
    return words;
  }

  // Outside of stages only observers are called, but what stages have used may have left threads behind.
  LastWords words_outside(std::string doing) const {
    return last_words(std::move(doing), "", stages_, files_.folder.path() / "log.txt");
  }

  LastWords last_words(std::string doing, const std::string& stage, std::vector<int> working,
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

  Outcome make_observers() {
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

  Outcome run_stage(int index) {
    const Node& stage = node(index);
    const double start = clock().seconds();
    files_.record.set_stage(stage.name, Status::kRunning, 0);
    write_event(stage, {{"status", "started"}});
    log_.own().all->info("{}: {}", stage.name, stage.component->id);
    LastWordsScope last_words(words_in_stage(index));
    Outcome outcome;
    std::string kept;  // the folder that the next run is given
    if (Result<StageFolder> folder = StageFolder::begin(files_.folder, workflow_, index); !folder) {
      outcome = outcome_of(folder.failure());
    } else {
      if (folder->is_kept()) last_words.change(words_in_stage(index, folder->path().string()));
      outcome = fill(index, *folder);
      if (outcome.status != Status::kDone && folder->give_up(outcome.status)) kept = folder->path().string();
    }
    terminal_.end_progress();
    tell_stage_end(index, outcome, clock().seconds() - start, kept);
    return outcome;
  }

  // The stage's work, up to its folder's final name.
  Outcome fill(int index, StageFolder& folder) {
    if (!folder.start_words().empty()) log_.own().all->info("{}: {}", node(index).name, folder.start_words());
    const Result<Counted> worked = work(index, folder);
    if (!worked) return outcome_of(worked.failure());
    if (const auto committed = folder.commit(); !committed) return outcome_of(committed.failure());
    return {Status::kDone, "", *worked, folder.continued()};
  }

  void tell_stage_end(int index, const Outcome& outcome, double seconds, const std::string& kept) {
    const Node& stage = node(index);
    if (outcome.status == Status::kDone) files_.record.set_numbers(stage.name, numbers_.at(index));
    files_.record.set_stage(stage.name, outcome.status, seconds, outcome.error);
    nlohmann::json event = {{"status", word_of(outcome.status)}};
    if (!outcome.error.empty()) event["error"] = outcome.error;
    if (outcome.status == Status::kDone) {
      event["seconds"] = seconds;
      if (outcome.counted.count) event.update({{"done", outcome.counted.count}, {"unit", outcome.counted.unit}});
      if (outcome.continued) event["done_before"] = outcome.counted.before;
    }
    write_event(stage, event);
    if (outcome.status == Status::kDone)
      log_.own().all->info("{}: {}", stage.name, done_words(outcome.counted, outcome.continued, seconds));
    else if (outcome.status == Status::kFailed)
      log_.own().all->error("stage `{}` ({}) failed: {}\n  log: {}{}", stage.name, stage.component->id, outcome.error,
                            (files_.folder.stage(stage.name) / "log.txt").string(),
                            kept.empty() ? "" : "\n  " + kept_words(kept));
    else if (!kept.empty())
      log_.own().all->info("{}: interrupted; {}", stage.name, kept_words(kept));
  }

  // The gates that the end of the stage decides.
  void tell_gates(int stage) {
    for (const GateResult& result : decide_gates(workflow_, numbers_, stage)) {
      files_.record.set_gate(result);
      const nlohmann::json event = {{"time", utc_text(clock().now())},
                                    {"event", "gate"},
                                    {"gate", result.gate->name},
                                    {"status", result.passed ? "passed" : "failed"},
                                    {"said", result.said}};
      files_.events->write(dump(event));
      terminal_.event(dump(event));
      if (result.passed) {
        log_.own().all->info("check `{}` passed: {}", result.gate->name, result.said);
        continue;
      }
      log_.own().all->error("{}", failure_words(result));
      if (gate_failure_.empty()) gate_failure_ = failure_words(result);
      stopped_.merge(stopped_by(workflow_, *result.gate));
    }
  }

  // Makes the stage, runs it and opens what it left.
  Result<Counted> work(int index, const StageFolder& where) {
    const Node& stage = node(index);
    const fs::path records = files_.folder.stage(stage.name);
    const auto key = disk().write(records / "key.json", stage_key(workflow_, index).dump(2) + "\n", Sync::kNo);
    if (!key) return key.failure();
    const auto metrics = disk().append(records / "metrics.jsonl");
    if (!metrics) return metrics.failure();
    auto log = disk().append(records / "log.txt");
    if (!log) return log.failure();
    CallHost::Surroundings to = surroundings(log_.stage(stage.name, *std::move(log)));
    to.component = stage.component->id;
    to.metrics = metrics->get();
    if (observers_) to.observe = [&](const atelier_event& event) { observers_->observe(stage.name, event); };
    const ComponentInfo* serial = first_serial(workflow_, in_use_by(workflow_, {index}));
    if (serial && threads_ > 1) to.lines.all->info("works on one thread: `{}` takes one call at a time", serial->id);
    CallHost call(stage.name, serial ? 1 : threads_, std::move(to));
    const Result<void> worked = call.attempt([&] {
      run_component(index, call, where);
      open_once(index, call, where.path().string());
    });
    if (!worked) return worked.failure();
    numbers_[index] = call.numbers();
    return call.counted();
  }

  void run_component(int index, CallHost& call, const StageFolder& where) {
    const auto output_of = [&](const Node& n) { return files_.folder.output(n.name); };
    StageContext context(workflow_, loaded_.components, call.raw(), output_of);
    const atelier_object made = context.make(index);
    const auto& interface = *static_cast<const atelier_stage_v1*>(made.iface);
    const std::string folder = where.path().string(), earlier = where.earlier().string();
    const Running running(node(index).component->id);
    const auto* extension =
        extension_of<atelier_stage_earlier_v1>(made, ATELIER_EXTENSION_STAGE_EARLIER, ATELIER_STAGE_EARLIER_V1_FLOOR);
    if (!earlier.empty() && extension) check(extension->set(call.raw(), made.self, c_str(earlier)));
    const atelier_stage_folder in = stage_folder(folder, where.continued());
    check(interface.run(call.raw(), made.self, &in));
  }

  void open_once(int index, CallHost& call, const std::string& folder) {
    const atelier_stage_v1& stage = stage_interface(*loaded_.components[static_cast<size_t>(index)]);
    const Running running(node(index).component->id);
    void* opened = nullptr;
    const atelier_stage_folder in = stage_folder(folder);
    check(stage.open(call.raw(), &in, &opened));
    const std::unique_ptr<void, void (*)(void*)> closing(opened, stage.close);
    check_outputs(*node(index).component, stage, call, opened);
  }

  void write_event(const Node& stage, const nlohmann::json& facts) {
    nlohmann::json event = {{"time", utc_text(clock().now())}, {"event", "stage"}, {"stage", stage.name}};
    event.update(facts);
    files_.events->write(dump(event));
    terminal_.event(dump(event));
  }

  RunResult finish(const Outcome& outcome, double seconds) {
    const std::string& id = files_.folder.id();
    const fs::path& folder = files_.folder.path();
    const int exit_code = exit_code_of(outcome.status);
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
    Result<void> recorded = files_.record.written();
    if (recorded) recorded = files_.folder.close(outcome.status);
    if (recorded) return {exit_code, folder};
    log_.own().all->error("how the run ended is not recorded: {}", recorded.failure().reason);
    return {exit_code == kExitDone ? kExitStageFailed : exit_code, folder};
  }

  const ResolvedWorkflow& workflow_;
  const std::vector<int>& stages_;
  const Loaded& loaded_;
  Terminal& terminal_;
  uint32_t threads_;
  RunFiles files_;
  RunLog log_;
  std::optional<LastWordsScope> last_words_;  // from before the first call into a component until the end is recorded
  std::unique_ptr<Observers> observers_;
  std::map<int, Numbers> numbers_;  // of the stages that have reached their end
  std::set<int> stopped_;           // by gates
  std::string gate_failure_;        // the first
};

// Whether the run may begin: not when a part certainly cannot be made.
bool try_early(const ResolvedWorkflow& workflow, const std::vector<int>& stages, const Loaded& loaded,
               const RunOptions& options) {
  const std::vector<Diagnostic> wrong = try_parts_early(workflow, stages, loaded.components);
  if (!wrong.empty() && options.show) options.show(wrong);
  return std::none_of(wrong.begin(), wrong.end(), [](const Diagnostic& d) { return d.severity == Severity::kError; });
}

RunResult run_loaded(const ResolvedWorkflow& workflow, const std::vector<int>& stages, const Loaded& loaded,
                     Terminal& terminal, const RunOptions& options) {
  Result<RunFiles> files =
      begin_run_files(options.system, options.workspace, workflow, threads_of(workflow), options.argv, loaded.plugins);
  if (files) {
    drop_old_unfinished(options.system, files->folder.workspace());
    return Run(workflow, stages, loaded, terminal, options, *std::move(files)).run();
  }
  terminal.message(spdlog::level::err,
                   fmt::format("{}\n  what a run leaves goes to {}: make it a folder that can be written and has room, "
                               "or give another one with --workspace DIR",
                               files.failure().reason, fs::absolute(options.workspace).string()));
  return {kExitStageFailed, {}};
}

}  // namespace

RunResult run_workflow(const ResolvedWorkflow& workflow, const std::vector<int>& stages, const Catalog& catalog,
                       Registry& registry, Terminal& terminal, const RunOptions& options) {
  const std::vector<int> roots = roots_of(workflow, stages);
  try {
    RehearsalOptions rehearsal;
    rehearsal.program = options.program;
    const Result<Loaded> loaded = load_needed(workflow, roots, catalog, registry, rehearsal);
    if (!loaded && interrupted())
      return {exit_code_of_signal(interrupted()), {}};  // it reached the rehearsing child too
    if (!loaded) {
      terminal.message(spdlog::level::err, loaded.failure().text());
      return {kExitPlugin, {}};
    }
    if (!try_early(workflow, stages, *loaded, options)) return {kExitWorkflow, {}};
    return run_loaded(workflow, stages, *loaded, terminal, options);
  } catch (const std::exception& e) {
    terminal.message(spdlog::level::err, e.what());
    return {kExitStageFailed, {}};
  }
}

}  // namespace atelier::host
