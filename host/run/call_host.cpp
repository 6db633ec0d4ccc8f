#include "call_host.hpp"

#include <spdlog/fmt/fmt.h>

#include <set>

#include <atelier/cpp/core.hpp>
#include <cmath>
#include <limits>

#include "endings/alternate_stack.hpp"
#include "endings/running.hpp"
#include "plugins/this_host.hpp"
#include "words/json_text.hpp"

namespace atelier::host {
namespace {

using nlohmann::json;

constexpr size_t kMostWarnings = 1000;

// Nothing that goes wrong while reporting may reach the component that reports.
template <class Body>
void quietly(Body&& body) noexcept {
  give_alternate_stack();  // a thread that reports is a component's
  try {
    body();
  } catch (...) {
  }
}

json event_json(const std::string& time, const std::string& stage, const atelier_event& event) {
  json out = {{"time", time}, {"stage", stage}, {"name", str(event.name)}, {"step", event.step}};
  if (event.type == ATELIER_EVENT_SCALAR) {
    out["event"] = "scalar";
    out["value"] = event.scalar;
  } else if (event.type == ATELIER_EVENT_TEXT) {
    out["event"] = "text";
    out["text"] = str(event.text);
  } else if (event.type == ATELIER_EVENT_PICTURE) {
    out["event"] = "picture";
  }
  return out;
}

// Of the whole process: a component is made before the run by one call, and again for its stage by another.
class Told {
 public:
  void add(std::string warning) {
    const std::lock_guard lock(mutex_);
    warnings_.insert(std::move(warning));
  }
  bool has(std::string_view warning) {
    const std::lock_guard lock(mutex_);
    return warnings_.count(warning) != 0;
  }

 private:
  std::mutex mutex_;
  std::set<std::string, std::less<>> warnings_;
};
Told& told() {
  static Told all;
  return all;
}

}  // namespace

void mark_as_told(std::string warning) { told().add(std::move(warning)); }

const char* status_words(int32_t status) {
  switch (status) {
    case ATELIER_OK:
      return "done";
    case ATELIER_END:
      return "there is no more";
    case ATELIER_E_INVALID:
      return "an argument or option is wrong";
    case ATELIER_E_IO:
      return "a file or device could not be read or written";
    case ATELIER_E_DATA:
      return "the data is malformed";
    case ATELIER_E_CANCELLED:
      return "interrupted";
    case ATELIER_E_UNSUPPORTED:
      return "this is not supported";
    case ATELIER_E_INTERNAL:
      return "a defect of the component";
    default:
      return "an unknown failure";
  }
}

CallHost::CallHost(std::string stage, uint32_t threads, Surroundings surroundings)
    : stage_(std::move(stage)), to_(std::move(surroundings)), start_(to_.clock->seconds()) {
  raw_ = blank<atelier_call>();
  raw_.host = &this_host();
  raw_.threads = threads;
  raw_.context = this;
  raw_.fail = [](const atelier_call* c, int32_t code, atelier_str text) noexcept {
    quietly([&] { of(c).fail(code, view(text)); });
  };
  raw_.log = [](const atelier_call* c, int32_t level, atelier_str text) noexcept {
    quietly([&] { of(c).log(level, view(text)); });
  };
  raw_.progress = [](const atelier_call* c, uint64_t done, uint64_t total, atelier_str unit) noexcept {
    quietly([&] { of(c).progress(done, total, view(unit)); });
  };
  raw_.cancelled = [](const atelier_call* c) noexcept -> int32_t {
    int32_t answer = 0;
    quietly([&] { answer = of(c).to_.cancelled && of(c).to_.cancelled(); });
    return answer;
  };
  raw_.emit = [](const atelier_call* c, const atelier_event* event) noexcept {
    quietly([&] { of(c).emit(known(*event)); });
  };
  raw_.running = [](const atelier_call*, atelier_str id) noexcept { return c_str(exchange_running(view(id))); };
}

// It is told whose word it is, unless it is the stage's own, which is named anyway.
void CallHost::fail(int32_t code, std::string_view text) {
  const std::string_view who = running();
  const bool of_itself = code == ATELIER_E_CANCELLED;
  const bool named = who.empty() || who == to_.component || text.substr(0, who.size()) == who;
  const std::string said = of_itself || named ? std::string(text) : atelier::text(who, ": ", text);
  const std::lock_guard lock(mutex_);
  if (!failure_ && !said.empty()) failure_ = said;
}

std::optional<std::string> CallHost::take_failure() {
  const std::lock_guard lock(mutex_);
  return std::exchange(failure_, std::nullopt);
}

Result<void> CallHost::attempt(const std::function<void()>& body) {
  take_failure();  // of an earlier one, that nobody asked for
  try {
    body();
    return {};
  } catch (const Reported& e) {
    const std::string no_reason = fmt::format("{} (it gave no reason)", status_words(e.code()));
    return Failure{take_failure().value_or(no_reason), "", e.code()};
  } catch (const Error& e) {
    return Failure{e.what(), "", e.code()};
  } catch (const std::exception& e) {
    return Failure{e.what(), "", ATELIER_E_INTERNAL};
  }
}

void CallHost::log(int32_t level, std::string_view text) {
  if (level == ATELIER_LOG_RESULT) {
    if (to_.terminal) to_.terminal->result(text, stage_);
    if (to_.lines.files) to_.lines.files->info("{}", text);
    const std::lock_guard lock(mutex_);
    said_.results.emplace_back(text);
    return;
  }
  if (level == ATELIER_LOG_WARNING) {
    const std::lock_guard lock(mutex_);
    if (said_.warnings.size() < kMostWarnings) said_.warnings.emplace_back(text);
  }
  if (level == ATELIER_LOG_WARNING && to_.warned) to_.warned(text);
  if (level == ATELIER_LOG_WARNING && to_.lines.files && told().has(text)) {
    to_.lines.files->warn("{}", text);
    return;
  }
  if (!to_.lines.all) return;
  to_.lines.all->log(level == ATELIER_LOG_DEBUG     ? spdlog::level::debug
                     : level == ATELIER_LOG_WARNING ? spdlog::level::warn
                                                    : spdlog::level::info,
                     "{}", text);
}

Said CallHost::said() const {
  const std::lock_guard lock(mutex_);
  return said_;
}

void CallHost::progress(uint64_t done, uint64_t total, std::string_view unit) {
  progress_.add(done, unit, to_.clock->seconds() - start_);
  if (to_.terminal) to_.terminal->progress(stage_, done, total, unit);
}

Numbers CallHost::numbers() const {
  const std::lock_guard lock(mutex_);
  return numbers_;
}

void CallHost::note_number(const std::string& name, double value) {
  const std::lock_guard lock(mutex_);
  numbers_[name] = std::isfinite(value) ? value : std::numeric_limits<double>::quiet_NaN();
}

void CallHost::emit(const atelier_event& event) {
  if (event.type == ATELIER_EVENT_SCALAR) note_number(str(event.name), event.scalar);
  const std::string time = utc_text(to_.clock->now());
  if (to_.metrics && event.type == ATELIER_EVENT_SCALAR)
    to_.metrics->write(
        dump({{"time", time}, {"name", str(event.name)}, {"step", event.step}, {"value", event.scalar}}));
  const json line = event_json(time, stage_, event);
  if (to_.events) to_.events->write(dump(line));
  if (to_.terminal) {
    to_.terminal->event(line);
    if (event.type == ATELIER_EVENT_SCALAR) to_.terminal->number(view(event.name), event.scalar);
  }
  if (to_.observe) to_.observe(event);
}

}  // namespace atelier::host
