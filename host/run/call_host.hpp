// The host's half of atelier_call: where a component's failures, lines, progress and events go.
#pragma once

#include <atelier/call.h>

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "progress_count.hpp"
#include "run_log.hpp"
#include "system/system.hpp"
#include "terminal.hpp"
#include "words/result.hpp"

namespace atelier::host {

// What a stage leaves besides files, by name: the last value of each scalar that it emitted, and its outputs that are
// an int or a float. NaN stands for all that is not finite.
using Numbers = std::map<std::string, double>;
// What a component said that belongs to its result, in the order of saying.
struct Said {
  std::vector<std::string> results;   // lines of the answer
  std::vector<std::string> warnings;  // no more than a thousand
};

// One for each stage of a run, and one for each observer. Outlives every component that was given it. [any]
class CallHost {
 public:
  // Whatever is null or empty is left out.
  struct Surroundings {
    const Clock* clock = &real_clock();
    std::string component;  // the stage's own; failures of others are told with their name
    Terminal* terminal = nullptr;
    RunLog::Lines lines;
    LineFile* metrics = nullptr;  // scalars
    LineFile* events = nullptr;   // everything
    std::function<bool()> cancelled;
    std::function<void(const atelier_event&)> observe;
    std::function<void(std::string_view)> warned;  // told each warning
  };
  CallHost(std::string stage, uint32_t threads, Surroundings surroundings);
  CallHost(const CallHost&) = delete;

  const atelier_call* raw() const { return &raw_; }

  // The first text reported since the last take. Taking it makes room for the next.
  std::optional<std::string> take_failure();
  // Does what calls components. A failure is in their own words where they have reported one, or in those of what was
  // thrown; its status is an ATELIER_E_….
  Result<void> attempt(const std::function<void()>& body);
  // What its progress reports came to.
  Counted counted() const { return progress_.counted(); }
  Numbers numbers() const;
  // Of an output, which has the last word where a scalar has the same name.
  void note_number(const std::string& name, double value);
  // What was said so far. [any]
  Said said() const;

 private:
  static CallHost& of(const atelier_call* call) { return *static_cast<CallHost*>(call->context); }
  void fail(int32_t code, std::string_view text);
  void log(int32_t level, std::string_view text);
  void progress(uint64_t done, uint64_t total, std::string_view unit);
  void emit(const atelier_event& event);

  std::string stage_;
  Surroundings to_;
  atelier_call raw_{};
  mutable std::mutex mutex_;
  Said said_;
  std::optional<std::string> failure_;
  Numbers numbers_;
  ProgressCount progress_;
  const double start_;  // by the clock's seconds
};

// A warning that was shown before the run began: when it comes again, it goes to the log files alone. [any]
void mark_as_told(std::string warning);

// A status code in words: "the data is malformed".
const char* status_words(int32_t status);

}  // namespace atelier::host
