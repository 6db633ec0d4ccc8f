#include "executor.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>

#include "call_host.hpp"
#include "endings/last_words.hpp"
#include "endings/running.hpp"
#include "language/selection.hpp"
#include "loading.hpp"
#include "observers.hpp"
#include "output_check.hpp"
#include "run_folder.hpp"
#include "run_record.hpp"
#include "stage_folder.hpp"
#include "stage_key.hpp"
#include "system/exit_code.hpp"
#include "system/interrupt.hpp"
#include "trial.hpp"
#include "words/text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

uint32_t threads_of(const ResolvedWorkflow& workflow) {
  return workflow.threads ? workflow.threads : std::max(1u, std::thread::hardware_concurrency());
}

// How one stage ended.
struct Ending {
  std::string status = "done";
  std::string error;
  Tally::Sum sum = {};
  bool continued = false;
};

class Run {
 public:
  Run(const ResolvedWorkflow& workflow, const std::vector<int>& stages, const Loaded& loaded, Terminal& terminal,
      const RunOptions& options)
      : workflow_(workflow),
        stages_(stages),
        loaded_(loaded),
        terminal_(terminal),
        threads_(threads_of(workflow)),
        folder_(RunFolder::create(options.workspace)),
        log_(terminal, folder_.path() / "log.txt", options.level),
        events_(folder_.path() / "events.jsonl"),
        record_(folder_.path() / "run.json", folder_.id(), workflow, threads_, options.argv, loaded.plugins) {
    drop_old_unfinished(folder_.workspace());
    write_file(folder_.path() / "workflow.toml", workflow.source, false);
    write_file(folder_.path() / "resolved.toml", workflow.resolved_toml, false);
  }

  RunResult run() {
    const auto start = Clock::now();
    log_.own().files->info("run {} of {}", folder_.id(), workflow_.file.string());
    for (const int stage : stages_) record_.add_stage(node(stage), key_digest(stage_key(workflow_, stage)));
    last_words_.emplace(last_words_outside("making the observers"));
    Ending ending = observe();
    for (size_t i = 0; i < stages_.size() && ending.status == "done"; ++i) {
      last_words_->change(last_words_outside("the run, between stages,"));
      ending = interrupted() ? Ending{"interrupted", {}} : run_stage(stages_[i]);
    }
    last_words_->change(last_words_outside("the observers, told of the end of the run,"));
    if (observers_) observers_->end(ending.status, ending.error);
    last_words_->change(last_words_outside("taking the observers down"));
    observers_.reset();
    last_words_->change(last_words_outside("the end of the run"));
    folder_.tidy();
    const int exit_code = ending.status == "done"          ? kExitDone
                          : ending.status == "interrupted" ? 128 + interrupted()
                                                           : kExitStageFailed;
    record_.finish(ending.status, exit_code, ending.error);
    last_words_.reset();
    tell_end(ending, seconds_since(start));
    if (record_.trouble().empty()) return {exit_code, folder_.path()};
    log_.own().all->error("how the run ended is not recorded: {}", record_.trouble());
    return {exit_code == kExitDone ? kExitStageFailed : exit_code, folder_.path()};
  }

 private:
  const Node& node(int index) const { return workflow_.nodes[static_cast<size_t>(index)]; }

  CallHost::Surroundings surroundings(RunLog::Lines lines) {
    CallHost::Surroundings to;
    to.terminal = &terminal_;
    to.lines = std::move(lines);
    to.events = &events_;
    to.cancelled = [] { return interrupted() != 0; };
    return to;
  }

  Ending observe() {
    if (workflow_.observers.empty()) return {};
    CallHost::Surroundings to = surroundings(log_.own());
    to.events = nullptr;
    const bool serial = first_serial(workflow_, in_use_by(workflow_, workflow_.observers)) != nullptr;
    try {
      observers_ = std::make_unique<Observers>(workflow_, loaded_.components, serial ? 1 : threads_, std::move(to));
      std::vector<std::string> names;
      for (const int stage : stages_) names.push_back(node(stage).name);
      last_words_->change(last_words_outside("the observers, told of the begin of the run,"));
      observers_->begin({folder_.id(), workflow_.name, folder_.path().string(), std::move(names)});
      return {};
    } catch (const std::exception& e) {
      log_.own().all->error("{}", e.what());
      return {"failed", e.what()};
    }
  }

  Ending run_stage(int index) {
    const Node& stage = node(index);
    const auto start = Clock::now();
    record_.set_stage(stage.name, "running", 0);
    tell_event(stage, {"started", {}, {}, false}, 0);
    log_.own().all->info("{}: {}", stage.name, stage.component->id);
    Ending ending;
    std::string kept;  // the folder that the next run is given
    std::optional<StageFolder> folder;
    LastWordsScope words(last_words_of(index));
    try {
      folder_.begin_stage(stage.name);
      folder.emplace(folder_, workflow_, index);
      if (folder->is_kept()) words.change(last_words_of(index, folder->path().string()));
      if (!folder->start_words().empty()) log_.own().all->info("{}: {}", stage.name, folder->start_words());
      ending.continued = folder->continued();
      ending.sum = work(index, *folder);
      folder->commit();
    } catch (const std::exception& e) {
      ending = {interrupted() ? "interrupted" : "failed", e.what()};
      if (folder && folder->leave(ending.status)) kept = folder->path().string();
    }
    terminal_.end_progress();
    const double seconds = seconds_since(start);
    record_.set_stage(stage.name, ending.status, seconds, ending.error);
    tell_event(stage, ending, seconds);
    if (ending.status == "done")
      log_.own().all->info("{}: {}", stage.name, done_words(ending.sum, ending.continued, seconds));
    else if (ending.status == "failed")
      log_.own().all->error("stage `{}` ({}) failed: {}\n  log: {}{}", stage.name, stage.component->id, ending.error,
                            (folder_.stage(stage.name) / "log.txt").string(),
                            kept.empty() ? "" : "\n  " + kept_words(kept));
    else if (!kept.empty())
      log_.own().all->info("{}: interrupted; {}", stage.name, kept_words(kept));
    return ending;
  }

  static std::string kept_words(const std::string& folder) {
    return "what is complete is kept for the next run: " + folder;
  }

  // What is said and recorded when the program ends while the stage runs. `kept`: the folder for the next run, or "".
  LastWords last_words_of(int index, const std::string& kept = "") const {
    const Node& stage = node(index);
    LastWords words =
        last_words_of(fmt::format("stage `{}` ({})", stage.name, stage.component->id), stage.name, {index});
    words.log = (folder_.stage(stage.name) / "log.txt").string();
    words.hints = fmt::format("  log: {}\n", words.log);
    if (!kept.empty()) words.hints += "  " + kept_words(kept) + "\n";
    return words;
  }

  // Outside of stages only observers are called, but what stages have used may have left threads behind.
  LastWords last_words_outside(std::string doing) const {
    LastWords words = last_words_of(std::move(doing), "", stages_);
    words.log = (folder_.path() / "log.txt").string();
    words.hints = fmt::format("  log: {}\n", words.log);
    return words;
  }

  LastWords last_words_of(std::string doing, const std::string& stage, std::vector<int> working) const {
    LastWords words;
    words.doing = std::move(doing);
    words.record = record_.file().string();
    words.record_text = record_.text_if_ended(stage);
    words.exit_code = kExitStageFailed;
    working.insert(working.end(), workflow_.observers.begin(), workflow_.observers.end());
    std::set<const ComponentInfo*> components;
    for (const int index : in_use_by(workflow_, working)) components.insert(node(index).component);
    for (const ComponentInfo* c : components) words.components.push_back({c->id, c->plugin_id, c->library.string()});
    return words;
  }

  // Makes the stage, runs it and opens what it left. Gives what it counted. Throws what the user is to read.
  Tally::Sum work(int index, const StageFolder& where) {
    const Node& stage = node(index);
    const std::string folder = where.path().string();
    const fs::path records = folder_.stage(stage.name);
    write_file(records / "key.json", stage_key(workflow_, index).dump(2) + "\n", false);
    LineFile metrics(records / "metrics.jsonl");
    CallHost::Surroundings to = surroundings(log_.stage(stage.name, records / "log.txt"));
    to.component = stage.component->id;
    to.metrics = &metrics;
    if (observers_) to.observe = [&](const atelier_event& event) { observers_->observe(stage.name, event); };
    const ComponentInfo* serial = first_serial(workflow_, in_use_by(workflow_, {index}));
    if (serial && threads_ > 1) to.lines.all->info("works on one thread: `{}` takes one call at a time", serial->id);
    CallHost call(stage.name, serial ? 1 : threads_, std::move(to));
    try {
      const auto output_of = [&](const Node& n) { return folder_.output(n.name); };
      {
        StageContext context(workflow_, loaded_.components, call.raw(), output_of);
        const atelier_object made = context.make(index);
        const auto& interface = *static_cast<const atelier_stage_v1*>(made.iface);
        const Running running(stage.component->id);
        name_earlier(call, made, where.earlier().string());
        const atelier_stage_folder in = stage_folder(folder, where.continued());
        check(interface.run(call.raw(), made.self, &in));
      }
      open_once(index, call, folder);
      return call.sum();
    } catch (const Reported& e) {
      const std::string reported = call.take_failure();
      throw Error(e.code(),
                  reported.empty() ? fmt::format("{} (it gave no reason)", status_words(e.code())) : reported);
    }
  }

  static void name_earlier(CallHost& call, atelier_object stage, const std::string& folder) {
    const auto* extension =
        extension_of<atelier_stage_earlier_v1>(stage, ATELIER_EXTENSION_STAGE_EARLIER, ATELIER_STAGE_EARLIER_V1_FLOOR);
    if (!folder.empty() && extension) check(extension->set(call.raw(), stage.self, c_str(folder)));
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

  void tell_event(const Node& stage, const Ending& ending, double seconds) {
    nlohmann::json event = {{"time", utc_now()}, {"event", "stage"}, {"stage", stage.name}, {"status", ending.status}};
    if (!ending.error.empty()) event["error"] = ending.error;
    if (ending.status == "done") {
      event["seconds"] = seconds;
      if (ending.sum.count) event.update({{"done", ending.sum.count}, {"unit", ending.sum.unit}});
      if (ending.continued) event["done_before"] = ending.sum.before;
    }
    events_.write(event);
    terminal_.event(dump(event));
  }

  void tell_end(const Ending& ending, double seconds) {
    if (ending.status == "done") {
      log_.own().all->info("run {} {} in {}: {}", folder_.id(),
                           interrupted() ? "finished before it could stop," : "done", duration_text(seconds),
                           folder_.path().string());
      log_.repeat_warnings();
    } else if (ending.status == "interrupted") {
      log_.own().all->warn("run {} was interrupted: {}", folder_.id(), folder_.path().string());
    }
  }

  const ResolvedWorkflow& workflow_;
  const std::vector<int>& stages_;
  const Loaded& loaded_;
  Terminal& terminal_;
  uint32_t threads_;
  RunFolder folder_;
  RunLog log_;
  LineFile events_;
  RunRecord record_;
  std::optional<LastWordsScope> last_words_;  // from before the first call into a component until the end is recorded
  std::unique_ptr<Observers> observers_;
};

const Node& node_at(const ResolvedWorkflow& workflow, int index) { return workflow.nodes[static_cast<size_t>(index)]; }

// The parts that the first stage does not use. Its own it makes at once, so nothing is gained by trying them.
std::vector<int> parts_of_later_stages(const ResolvedWorkflow& workflow, const std::vector<int>& stages) {
  if (stages.empty()) return {};
  const std::set<int> first = in_use_by(workflow, {stages.front()});
  std::vector<int> out;
  for (const int node : in_use_by(workflow, stages))
    if (!node_at(workflow, node).stage && !first.count(node)) out.push_back(node);
  return out;
}

// Whether the run may begin: false when a part certainly cannot be made, which has been told.
bool try_early(const ResolvedWorkflow& workflow, const std::vector<int>& stages, const Loaded& loaded,
               const RunOptions& options) {
  const std::vector<int> parts = parts_of_later_stages(workflow, stages);
  LastWordsScope scope({});
  TrialOptions trial_options;
  trial_options.outputs = false;
  trial_options.doing = [&](int index) {
    LastWords words;
    words.doing = index < 0 ? "taking down what was made" : fmt::format("making `{}`", node_at(workflow, index).name);
    words.doing += " before the first stage";
    for (const int node : index < 0 ? parts : std::vector<int>{index}) {
      const ComponentInfo& c = *node_at(workflow, node).component;
      words.components.push_back({c.id, c.plugin_id, c.library.string()});
    }
    scope.change(std::move(words));
  };
  const Trial trial = try_parts(workflow, parts, loaded.components, trial_options);
  std::vector<Diagnostic> wrong;
  for (const Trial::Failure& failure : trial.failures) wrong.push_back(diagnostic_of(workflow, failure, true));
  if (!wrong.empty() && options.tell) options.tell(wrong);
  return std::none_of(wrong.begin(), wrong.end(), [](const Diagnostic& d) { return d.severity == Severity::kError; });
}

// Throws atelier::Error, with what can be done about it.
std::unique_ptr<Run> begin_run(const ResolvedWorkflow& workflow, const std::vector<int>& stages, const Loaded& loaded,
                               Terminal& terminal, const RunOptions& options) {
  try {
    return std::make_unique<Run>(workflow, stages, loaded, terminal, options);
  } catch (const std::exception& e) {
    throw Error(ATELIER_E_IO, fmt::format("{}\n  what a run leaves goes to {}: make it a folder that can be written "
                                          "and has room, or give another one with --workspace DIR",
                                          e.what(), fs::absolute(options.workspace).string()));
  }
}

}  // namespace

RunResult run_workflow(const ResolvedWorkflow& workflow, const std::vector<int>& stages, const Catalog& catalog,
                       Registry& registry, Terminal& terminal, const RunOptions& options) {
  const std::vector<int> roots = roots_of(workflow, stages);
  try {
    RehearsalOptions rehearsal;
    rehearsal.program = options.program;
    const Loaded loaded = load_needed(workflow, roots, catalog, registry, rehearsal);
    if (!try_early(workflow, stages, loaded, options)) return {kExitWorkflow, {}};
    return begin_run(workflow, stages, loaded, terminal, options)->run();
  } catch (const LoadingFailed& e) {
    if (interrupted()) return {128 + interrupted(), {}};  // it reached the rehearsing child too
    terminal.message("error", e.what());
    return {kExitPlugin, {}};
  } catch (const std::exception& e) {
    terminal.message("error", e.what());
    return {kExitStageFailed, {}};
  }
}

}  // namespace atelier::host
