// `gc`: what the store holds, and room.
#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "cli.hpp"
#include "language/param_type.hpp"
#include "run/unfinished.hpp"
#include "store/gc.hpp"
#include "words/size.hpp"

namespace atelier::host {
namespace {

Failure bad_option(const std::string& what) { return {what, "", kExitCommandLine}; }

// "30d" is an age, "5" a number of runs.
Result<void> read_keep(const std::string& text, GcOptions& to) {
  if (text.empty()) return {};
  if (std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) && text.size() < 10) {
    to.keep_runs = std::stoul(text);
    return {};
  }
  const std::optional<double> age = parse_duration(text);
  if (!age || *age < 0 || *age > 3e9)
    return bad_option(
        fmt::format("--keep takes an age such as 30d, or a number of runs such as 5; it was given `{}`", text));
  to.keep_age = static_cast<int64_t>(*age * 1e9);
  return {};
}

Result<GcOptions> read_options(const Arguments& arguments) {
  GcOptions options;
  options.dry_run = arguments.dry_run;
  if (!arguments.max_size.empty()) {
    options.max_size = read_size(arguments.max_size);
    if (!options.max_size)
      return bad_option(
          fmt::format("--max-size takes a size such as 20G or 500M; it was given `{}`", arguments.max_size));
  }
  if (const Result<void> read = read_keep(arguments.keep, options); !read) return read.failure();
  return options;
}

void print_table(const GcReport& report, bool dry_run) {
  size_t width = 30;
  for (const GcLine& line : report.lines) width = std::max(width, line.label.size());
  const auto print = [&](const std::string& label, const std::string& results, const std::string& size,
                         const std::string& removed, const std::string& removed_size) {
    fmt::print("{:<{}} {:>8} {:>10} {:>8} {:>10}\n", label, width, results, size, removed, removed_size);
  };
  print("stage", "results", "size", dry_run ? "to go" : "removed", "size");
  for (const GcLine& line : report.lines)
    print(line.label, std::to_string(line.results), size_text(line.size), std::to_string(line.removed),
          size_text(line.removed_size));
  const std::string left = size_text(report.leftovers);
  if (report.leftovers > 0) print("left over", "", left, "", left);
}

void print_report(const GcReport& report, bool dry_run, bool unfinished) {
  const char* would = dry_run ? "would be " : "";
  if (!report.lines.empty() || report.leftovers > 0) print_table(report, dry_run);
  if (!report.runs.empty())
    fmt::print("outputs {}removed from {} run{}: {}\n", would, report.runs.size(), report.runs.size() == 1 ? "" : "s",
               fmt::join(report.runs, ", "));
  if (report.variants > 0)
    fmt::print("entries {}removed from lists of results that are told apart by files: {}\n", would, report.variants);
  fmt::print("the store{} held {}, equal files counted once: {} {}freed, {} {}\n",
             unfinished ? " and unfinished work" : "", size_text(report.before),
             size_text(report.before - report.after), would, size_text(report.after),
             dry_run ? "would remain" : "remain");
}

// What no stage has brought to its end, and which of it goes: what no run has taken up for 14 days, or since the age
// that
// --keep gives; all of it for --keep 0; for --max-size what waits longest, when all else that may go is not enough.
class UnfinishedRoom {
 public:
  UnfinishedRoom(const Arguments& arguments, const GcOptions& options)
      : options_(options), all_(unfinished_work(system_, std::filesystem::absolute(arguments.workspace))) {
    for (const UnfinishedWork& work : all_) size_ += work.size;
  }

  uint64_t size() const { return size_; }

  // Adds to the report what there is and what goes, which goes now unless nothing is to.
  void clear(GcReport& report) {
    report.before += size_;
    uint64_t left = report.after + size_;
    for (const UnfinishedWork& work : all_) {
      GcLine line{work.label + " (unfinished)", 1, 0, work.size, 0};
      if (!work.at_work && goes(work, left) && (options_.dry_run || drop_unfinished(system_, work))) {
        line.removed = 1;
        line.removed_size = work.size;
        left -= work.size;
      }
      report.lines.push_back(std::move(line));
    }
    report.after = left;
  }

 private:
  bool goes(const UnfinishedWork& work, uint64_t left) const {
    const bool before = options_.keep_age && work.touched < system_.clock.now() - *options_.keep_age;
    return before || is_too_old(system_, work) || options_.keep_runs == size_t{0} ||
           (options_.max_size && left > *options_.max_size);
  }

  System system_;
  const GcOptions& options_;
  std::vector<UnfinishedWork> all_;
  uint64_t size_ = 0;
};

}  // namespace

int cli_gc(const Arguments& arguments) {
  const Result<GcOptions> options = read_options(arguments);
  if (!options) return tell_failure(options.failure());
  UnfinishedRoom unfinished(arguments, *options);
  GcOptions of_store = *options;  // unfinished work counts too
  if (of_store.max_size) *of_store.max_size -= std::min(*of_store.max_size, unfinished.size());
  Result<GcReport> report = collect_garbage(System{}, arguments.workspace, of_store);
  if (!report) return tell_failure(report.failure());
  unfinished.clear(*report);
  print_report(*report, options->dry_run, unfinished.size() > 0);
  for (const std::string& failure : report->failures) tell_warning(failure);
  if (options->max_size && report->after > *options->max_size)
    tell_warning(
        fmt::format("more than {} remain: what the newest run left is never removed for --max-size; --keep 0 "
                    "removes it",
                    size_text(*options->max_size)));
  return report->failures.empty() ? kExitDone : kExitStore;
}

}  // namespace atelier::host
