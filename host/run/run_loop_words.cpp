// What a run says and records of itself.
#include "run_loop.hpp"

#include <spdlog/fmt/fmt.h>

#include "blame.hpp"
#include "language/selection.hpp"
#include "system/exit_code.hpp"
#include "system/interrupt.hpp"
#include "trial.hpp"
#include "words/json_text.hpp"
#include "words/text.hpp"
#include "words/width.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

int exit_code_of(Status status) {
  if (status == Status::kDone) return kExitDone;
  if (status == Status::kGateFailed) return kExitGate;
  return status == Status::kInterrupted ? exit_code_of_signal(interrupted()) : kExitStageFailed;
}

std::string kept_words(const std::string& folder) { return "what is complete is kept for the next run: " + folder; }

}  // namespace

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
  words.stage = stage;
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
  if (options_.ended) options_.ended(folder);
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
