#include "progress_count.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

#include "words/text.hpp"

namespace atelier::host {
namespace {

// Units are plurals: "pictures", "batches", "copies".
std::string one_of(std::string unit) {
  if (unit.ends_with("ies") && unit.size() > 4) return unit.substr(0, unit.size() - 3) + "y";
  for (const char* end : {"ches", "shes", "sses", "xes"})
    if (unit.ends_with(end)) return unit.substr(0, unit.size() - 2);
  if (unit.ends_with('s') && !unit.ends_with("ss")) unit.pop_back();
  return unit;
}

}  // namespace

void ProgressCount::add(uint64_t done, std::string_view unit, double now) {
  constexpr size_t kMostUnits = 16;
  const std::lock_guard lock(mutex_);
  auto s = std::find_if(series_.begin(), series_.end(), [&](const Series& known) { return known.unit == unit; });
  if (s == series_.end()) {
    if (series_.size() == kMostUnits) return;
    s = series_.insert(s, {std::string(unit), done, 0, done, 0});
  }
  if (done < s->most / 2) {
    s->passes += s->most;
    s->most = done;
  } else {
    s->most = std::max(s->most, done);
  }
  s->seconds += std::max(0.0, now - latest_);
  latest_ = std::max(latest_, now);
}

Counted ProgressCount::counted() const {
  const std::lock_guard lock(mutex_);
  const auto longer = [](const Series& a, const Series& b) { return a.seconds < b.seconds; };
  const auto s = std::max_element(series_.begin(), series_.end(), longer);
  if (s == series_.end()) return {};
  return {s->passes + s->most, s->first, s->unit};
}

std::string rate_text(double rate) {
  if (rate < 10) return fmt::format("{:.2g}", rate);
  std::string digits = fmt::format("{:.0f}", rate);
  for (size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string done_words(const Counted& counted, bool continued, double seconds) {
  if (counted.count == 0) return "done in " + duration_text(seconds);
  constexpr double kTooShort = 1e-3;  // for a rate that means something
  const uint64_t before = continued ? std::min(counted.before, counted.count) : 0;
  std::string out = fmt::format("done, {}", counted.count);
  if (!counted.unit.empty()) out += " " + (counted.count == 1 ? one_of(counted.unit) : counted.unit);
  if (before) out += fmt::format(" ({} of them before)", before);
  out += " in " + duration_text(seconds);
  const double rate = static_cast<double>(counted.count - before) / std::max(seconds, kTooShort);
  if (seconds >= kTooShort && rate > 0) out += fmt::format(" ({}/s)", rate_text(rate));
  return out;
}

}  // namespace atelier::host
