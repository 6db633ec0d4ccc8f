#include "sweep.hpp"

#include <signal.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/words.hpp>
#include <cctype>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <thread>

#include "language/selection.hpp"
#include "run_folder.hpp"
#include "sweep_child.hpp"
#include "sweep_line.hpp"
#include "sweep_order.hpp"
#include "system/child_process.hpp"
#include "system/exit_code.hpp"
#include "system/interrupt.hpp"
#include "words/text.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr double kLook = 0.2;  // seconds between two looks at whether to stop

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::vector<int> stages_of(const ResolvedWorkflow& workflow, const std::vector<std::string>& names) {
  return select_stages(workflow, names).stages;
}

class Sweep {
 public:
  Sweep(const ResolvedJobs& sweep, Terminal& terminal, const SweepOptions& options)
      : sweep_(sweep),
        terminal_(terminal),
        options_(options),
        folder_(fs::absolute(options.workspace) / "sweeps" / options.name),
        order_(work_of_jobs()) {
    record_.name = options.name;
    record_.workflow = fs::absolute(sweep.jobs[0].workflow.file).string();
    record_.argv = options.argv;
    record_.started = utc_text(options.system.clock.now());
    for (const ResolvedJob& each : sweep.jobs) {
      record_.jobs.push_back(sweep_job(each.job));
      record_.times.merge(numbers_of_time(each.workflow));
    }
  }

  int run() {
    if (const Result<void> begun = begin(); !begun) {
      terminal_.message(spdlog::level::err, begun.failure().reason);
      return begun.failure().status;
    }
    while (begin_jobs() || !running_.empty()) {
      if (running_.empty()) break;
      if (interrupted() && !told_) tell_children();
      show();
      wait();
    }
    return finish();
  }

 private:
  Disk& disk() const { return options_.system.disk; }
  double now() const { return options_.system.clock.seconds(); }
  fs::path texts() const { return folder_ / "workflow.json"; }
  fs::path log_of(size_t job) const { return folder_ / "jobs" / (record_.jobs[job].name + ".log"); }

  std::vector<std::vector<std::string>> work_of_jobs() const {
    std::vector<std::vector<std::string>> out;
    for (const ResolvedJob& each : sweep_.jobs)
      out.push_back(work_of(each.workflow, stages_of(each.workflow, options_.stages)));
    return out;
  }

  // A failure's status is an exit code.
  Result<void> begin() {
    if (const Result<void> made = make_folders(disk(), folder_ / "jobs"); !made)
      return Failure{made.failure().reason, "", kExitStageFailed};
    Result<std::unique_ptr<FileLock>> lock = disk().lock(folder_ / "lock");
    if (lock && !*lock)
      return Failure{fmt::format("this sweep is running already: {}", folder_.string()), "", kExitStore};
    if (!lock && !lacks_locks(lock.failure())) return Failure{lock.failure().reason, "", kExitStageFailed};
    if (lock) lock_ = *std::move(lock);
    Result<void> written = write_texts(disk(), texts(), sweep_.texts);
    if (written) written = write_sweep(disk(), folder_, record_);
    if (written) written = point_link(disk(), folder_.parent_path(), kLatestSweep, options_.name);
    if (!written) return Failure{written.failure().reason, "", kExitStageFailed};
    terminal_.message(spdlog::level::info,
                      fmt::format("sweep of {}: {}", counted(record_.jobs.size(), "job", "jobs"), folder_.string()));
    return {};
  }

  // A job that somebody else has interrupted has not reached its end either.
  size_t failures() const {
    return count([](const SweepJob& job) {
      return job.has_ended() && job.status != Status::kDone && !(interrupted() && job.status == Status::kInterrupted);
    });
  }

  // Whether a job began.
  bool begin_jobs() {
    bool began = false;
    while (running_.size() < options_.at_once && !interrupted() && failures() < options_.max_failures) {
      const std::optional<size_t> job = order_.next();
      if (!job) break;
      begin_job(*job);
      began = true;
    }
    return began;
  }

  void begin_job(size_t index) {
    SweepJob& job = record_.jobs[index];
    order_.begin(index);
    job.status = Status::kRunning;
    static_cast<void>(disk().remove(log_of(index)));  // of an earlier sweep; there may be none
    auto process = RunningChild::start(arguments_of(index), log_of(index));
    auto log = disk().append(log_of(index));
    if (!process || !log) {
      job.error = process ? log.failure().reason : process.failure().reason;
      job.exit_code = kExitStageFailed;
      return end_job(index, Status::kFailed);
    }
    tell_event(job);
    if (!has_live_line()) terminal_.message(spdlog::level::info, fmt::format("{} started", label(index)));
    running_.push_back({{job.name}, index, now(), *std::move(process), *std::move(log)});
    write();
  }

  std::vector<std::string> arguments_of(size_t index) const {
    std::vector<std::string> out = {options_.program.string(), "run"};
    out.insert(out.end(), options_.run_arguments.begin(), options_.run_arguments.end());
    out.insert(out.end(), {"--job", record_.jobs[index].name, "--progress", "json"});
    out.insert(out.end(), {"--as-checked", texts().string()});
    const auto& settings = record_.jobs[index].settings;
    const bool fixed = sweep_.jobs[index].workflow.threads != 0 ||
                       std::any_of(settings.begin(), settings.end(),
                                   [](const auto& setting) { return setting.first == "run.threads"; });
    if (options_.at_once > 1 && !fixed) {  // together they are to use the machine once
      const size_t share = std::max<size_t>(1, std::thread::hardware_concurrency() / options_.at_once);
      out.insert(out.end(), {"--set", fmt::format("run.threads={}", share)});
    }
    return out;
  }

  void wait() {
    std::vector<const RunningChild*> processes;
    for (const SweepChild& child : running_) processes.push_back(child.process.get());
    RunningChild::wait_for_any(processes, kLook);
    for (size_t i = 0; i < running_.size();) {
      SweepChild& child = running_[i];
      const std::optional<ChildEnd> end = child.process->end();
      for (const std::string& line : child.process->lines())
        if (const std::optional<std::string> stage = hear(child, line)) note_stage(child.job, *stage);
      if (!end) {
        ++i;
        continue;
      }
      take_end(child, *end);
      running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  void note_stage(size_t job, const std::string& name) {
    const ResolvedWorkflow& workflow = sweep_.jobs[job].workflow;
    const std::vector<int> stages = stages_of(workflow, options_.stages);
    for (size_t i = 0; i < stages.size(); ++i)
      if (workflow.nodes[static_cast<size_t>(stages[i])].name == name) order_.stage_done(job, i);
  }

  void take_end(const SweepChild& child, const ChildEnd& end) {
    SweepJob& job = record_.jobs[child.job];
    job.seconds = now() - child.start;
    job.exit_code = end.signal ? exit_code_of_signal(end.signal) : end.exit_code;
    job.status = end.signal ? Status::kCrashed : Status::kFailed;
    take_run(disk(), options_.workspace, child.process->pid(), job);
    if (job.exit_code != kExitDone && job.status == Status::kDone) job.status = Status::kFailed;
    if (job.exit_code == kExitDone) job.status = Status::kDone;
    if (end.signal && job.error.empty()) job.error = "it was ended by " + signal_name(end.signal);
    if (job.exit_code != kExitDone && job.error.empty()) job.error = child.error;
    end_job(child.job, job.status);
  }

  void end_job(size_t index, Status status) {
    SweepJob& job = record_.jobs[index];
    job.status = status;
    order_.end(index);
    write();
    tell_event(job);
    const std::string took = duration_text(job.seconds);
    if (status == Status::kDone)
      terminal_.message(spdlog::level::info,
                        fmt::format("{} {} in {}", label(index), job.reused ? "reused" : "done", took));
    else if (status == Status::kInterrupted)
      terminal_.message(spdlog::level::info, fmt::format("{} interrupted", label(index)));
    else
      terminal_.message(spdlog::level::err, fmt::format("{} {}: {}\n  log: {}", label(index), word_of(status),
                                                        job.error.empty() ? fmt::format("exit code {}", job.exit_code)
                                                                          : first_line(job.error),
                                                        log_of(index).string()));
    const size_t ended = count([](const SweepJob& each) { return each.has_ended(); });
    if (!has_live_line()) terminal_.progress("sweep", ended, record_.jobs.size(), "jobs");
  }

  void write() {
    const Result<void> written = write_sweep(disk(), folder_, record_);
    unwritten_ = written ? "" : written.failure().reason;
  }

  bool has_live_line() const { return terminal_.mode() == ProgressMode::kLine; }

  void show() {
    if (!has_live_line()) return;
    SweepFacts facts{record_.jobs.size(), 0, failures(), 0, options_.at_once, {}};
    for (const SweepJob& job : record_.jobs) {
      facts.ended += job.has_ended();
      facts.mean_seconds += job.has_ended() ? job.seconds : 0;
    }
    if (facts.ended) facts.mean_seconds /= static_cast<double>(facts.ended);
    for (const SweepChild& child : running_) {
      facts.at_work.push_back(child.at_work);
      facts.at_work.back().seconds = now() - child.start;
    }
    terminal_.live(sweep_line(facts));
  }

  std::string label(size_t index) const {
    return fmt::format("[{}/{}] {}", index + 1, record_.jobs.size(), record_.jobs[index].name);
  }

  void tell_event(const SweepJob& job) {
    json event = {{"event", "job"},
                  {"time", utc_text(options_.system.clock.now())},
                  {"job", job.name},
                  {"status", word_of(job.status)}};
    if (job.has_ended()) event.update({{"seconds", job.seconds}, {"exit_code", job.exit_code}});
    if (!job.error.empty()) event["error"] = job.error;
    terminal_.event(event);
  }

  void tell_children() {
    told_ = true;
    for (const SweepChild& child : running_) child.process->signal(interrupted());
  }

  template <class Is>
  size_t count(Is is) const {
    return static_cast<size_t>(std::count_if(record_.jobs.begin(), record_.jobs.end(), is));
  }

  void tell_answer() {
    if (options_.json) {  // line by line: a result is one, and of bounded length
      std::istringstream lines(sweep_json(record_));
      for (std::string line; std::getline(lines, line);) terminal_.result(line);
      return;
    }
    Result<std::vector<std::string>> table = sweep_table(record_, options_.table);
    if (!table) {  // the numbers that are asked for are not there; those that are tell more than nothing
      terminal_.message(spdlog::level::warn, table.failure().text());
      table = sweep_table(record_, {.columns = options_.table.columns});
    }
    if (table)
      for (const std::string& line : *table) terminal_.result(line);
  }

  int finish() {
    terminal_.end_progress();
    tell_answer();
    std::string words;
    for (const Status status : {Status::kDone, Status::kFailed, Status::kGateFailed, Status::kCrashed,
                                Status::kInterrupted, Status::kWaiting})
      if (const size_t number = count([&](const SweepJob& job) { return job.status == status; }))
        words += fmt::format("{}{} {}", words.empty() ? "" : ", ", number,
                             status == Status::kWaiting ? "not begun" : word_of(status));
    terminal_.message(spdlog::level::info, fmt::format("{}: {}", words, (folder_ / "sweep.csv").string()));
    if (const Result<void> told = terminal_.results_written(); !told) {
      terminal_.message(spdlog::level::err, told.failure().reason + "; the numbers are in the file");
      lost_ = true;
    }
    if (!unwritten_.empty())
      terminal_.message(spdlog::level::err, "the sweep's files are not as they should be: " + unwritten_);
    return exit_code();
  }

  int exit_code() const {
    if (interrupted() && count([](const SweepJob& job) { return job.status != Status::kDone; }))
      return exit_code_of_signal(interrupted());
    const size_t gates = count([](const SweepJob& job) { return job.status == Status::kGateFailed; });
    if (failures() > gates || !unwritten_.empty() || lost_) return kExitStageFailed;
    return gates ? kExitGate : kExitDone;
  }

  const ResolvedJobs& sweep_;
  Terminal& terminal_;
  const SweepOptions& options_;
  const fs::path folder_;
  SweepOrder order_;
  SweepRecord record_;
  std::unique_ptr<FileLock> lock_;
  std::vector<SweepChild> running_;
  bool told_ = false;      // the children, of the interrupt
  bool lost_ = false;      // the answer
  std::string unwritten_;  // why the files could not be written the last time
};

}  // namespace

std::string sweep_name(const ResolvedJobs& sweep, const std::vector<std::string>& settings) {
  const ResolvedWorkflow& workflow = sweep.jobs[0].workflow;
  std::string name;
  for (const char c : workflow.name.empty() ? workflow.file.stem().string() : workflow.name)
    name += std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' ? c : '_';
  std::string all;
  for (const ResolvedJob& each : sweep.jobs) all += each.job.name + "\n";
  for (const std::string& setting : settings) all += setting + "\n";
  uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a
  for (const char c : all) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return fmt::format("{}-{:06x}", name, hash >> 40);
}

int run_sweep(const ResolvedJobs& sweep, Terminal& terminal, const SweepOptions& options) {
  return Sweep(sweep, terminal, options).run();
}

}  // namespace atelier::host
