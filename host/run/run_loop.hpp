// The stages of a run, one after the other: each is used again or run, and its folder gets its place. Then the end is
// recorded. [main]
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "decision.hpp"
#include "endings/last_words.hpp"
#include "executor.hpp"
#include "gates.hpp"
#include "kept_results.hpp"
#include "loading.hpp"
#include "observers.hpp"
#include "run_record.hpp"
#include "stage_work.hpp"

namespace atelier::host {

uint32_t threads_of(const ResolvedWorkflow& workflow);

// How a stage, or the run, ended.
struct Outcome {
  Status status = Status::kDone;
  std::string error = {};
};

Outcome outcome_of(const Failure& failure);

// A file for each piece: run_loop.cpp (which stages, and in what way), run_loop_stage.cpp (one that has to run),
// run_loop_words.cpp (what is said and recorded).
class RunLoop {
 public:
  // All must outlive it. `loaded`: what the stages need that have to run.
  RunLoop(const ResolvedWorkflow& workflow, const std::vector<int>& stages, const Loaded& loaded, Terminal& terminal,
          const RunOptions& options, Kept& kept, RunFiles files);
  RunResult run();

 private:
  // A place in the store for the stage at work; nothing where it writes elsewhere.
  using Place = std::optional<Work>;
  struct StageEnd {
    Outcome outcome = {};
    Counted counted = {};
    bool continued = false;
    std::string kept = {};  // the folder that the next run is given, or ""
    double seconds = 0;
  };
  const Node& node(int index) const { return workflow_.nodes[static_cast<size_t>(index)]; }
  Disk& disk() const { return files_.folder.system().disk; }
  const Clock& clock() const { return files_.folder.system().clock; }
  std::filesystem::path records_of(const Node& stage) const { return files_.folder.stage(stage.name); }

  Outcome make_observers();
  void end_observers(const Outcome& outcome);

  // The stages.
  Outcome run_stages();
  Outcome decide(int stage);
  std::optional<std::string> why_skipped(int stage) const;
  void skip(int stage, const std::string& why);
  std::string skipped_words(const std::set<int>& stopped) const;
  Outcome take_or_run(int stage);
  Outcome reuse(const Decision& decision);
  void tell_again(const Node& stage, const KeptResult& kept);
  Outcome run_stage(const Decision& decision);
  Outcome fail(const Node& stage, const Failure& failure);
  StageEnd fill(const Decision& decision, StageFolder& folder, Place& place, double start);
  void begin_work(const Decision& decision, Place& place);
  Result<Worked> work(const Decision& decision, const StageFolder& folder);
  Result<OutputFacts> move(const Decision& decision, StageFolder& folder, Place& place, const Worked& worked,
                           double seconds);
  bool may_stay_in_run(const Failure& failure, const StageFolder& folder, const Work& place) const;
  Result<OutputFacts> move_into_run(const Decision& decision, StageFolder& folder, const Worked& worked,
                                    double seconds);
  void record_left(const Decision& decision, const OutputFacts& left, const std::map<std::string, std::string>& noted,
                   const std::map<std::string, std::string>& builds);
  NewResult new_result(const Decision& decision, const Worked& worked, double seconds) const;
  std::map<std::string, std::filesystem::path> records_of_inputs(const Decision& decision, const Worked& worked) const;
  bool is_known(const std::filesystem::path& input, const Decision& decision) const;
  std::optional<std::string> why_not_kept(const Decision& decision, const Worked& worked);
  ResultFacts facts_of(const Decision& decision, const Worked& worked, double seconds) const;
  StageFolder::Options folder_options(const Decision& decision, Place& place);

  // What is said.
  CallHost::Surroundings surroundings(RunLog::Lines lines);
  LastWords words_in_stage(int index, const std::string& kept = "") const;
  LastWords words_outside(std::string doing) const;
  LastWords last_words(std::string doing, const std::string& stage, std::vector<int> working,
                       const std::filesystem::path& log) const;
  std::string blame_words(const Node& stage, const std::string& error) const;
  void tell_end(const Node& stage, const StageEnd& end);
  std::string failed_words(const Node& stage, const StageEnd& end) const;
  void write_event(const Node& stage, const nlohmann::json& facts);
  RunResult finish(const Outcome& outcome, double seconds);

  const ResolvedWorkflow& workflow_;
  const std::vector<int>& stages_;
  const Loaded& loaded_;
  Terminal& terminal_;
  const RunOptions& options_;
  Kept& kept_;
  uint32_t threads_;
  RunFiles files_;
  RunLog log_;
  std::optional<LastWordsScope> last_words_;  // from before the first call into a component until the end is recorded
  std::unique_ptr<Observers> observers_;
  bool told_of_store_ = false;
  std::map<int, Numbers> numbers_;      // of the stages that have reached their end
  std::map<int, std::string> stopped_;  // by a gate of that name
  std::set<int> ill_;                   // stages that did not end well, or were skipped
};

}  // namespace atelier::host
