#include "pace.hpp"

#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <charconv>
#include <cmath>
#include <utility>

namespace atelier::supervised {

namespace {

constexpr std::pair<std::string_view, double> kUnits[] = {{"ms", 1e-3}, {"s", 1},    {"min", 60},
                                                          {"m", 60},    {"h", 3600}, {"d", 86400}};

std::string rounded(double value) {
  const double shown = value < 10 ? std::round(value * 10) / 10 : std::round(value);
  return text(shown);
}

}  // namespace

std::optional<double> duration_of(std::string_view text) {
  const auto skip_spaces = [&] { text.remove_prefix(std::min(text.find_first_not_of(' '), text.size())); };
  skip_spaces();
  if (text.empty()) return std::nullopt;
  double total = 0;
  for (bool is_first = true; !text.empty(); is_first = false) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (error != std::errc() || !(number >= 0) || std::isinf(number)) return std::nullopt;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    skip_spaces();
    if (text.empty() && is_first) return number;
    const std::string_view unit = text.substr(0, std::min(text.find_first_of("0123456789. "), text.size()));
    const auto* found =
        std::find_if(std::begin(kUnits), std::end(kUnits), [&](const auto& each) { return each.first == unit; });
    if (found == std::end(kUnits)) return std::nullopt;
    total += number * found->second;
    text.remove_prefix(unit.size());
    skip_spaces();
  }
  return total;
}

void require_pace(const std::string& option) { Pace(option, 0); }

Pace::Pace(const std::string& option, double now) : last_save_(now), last_asked_(now) {
  if (option == "auto") return;
  if (option == "off") {
    kind_ = Kind::kOff;
  } else if (option == "epoch") {
    kind_ = Kind::kEpoch;
  } else if (const std::optional<double> every = duration_of(option)) {
    kind_ = Kind::kEvery;
    every_ = *every;
  } else {
    throw Error(ATELIER_E_INVALID,
                text("checkpoint is \"", option,
                     "\": it takes \"auto\", \"epoch\", \"off\", or a duration such as \"30 s\" or \"5 min\""));
  }
}

// What is lost when it is killed just before the next checkpoint is on the disk: the interval, the step that was begun
// when it ended, and the save.
double Pace::interval() const {
  if (kind_ == Kind::kEvery) return every_;
  const double wanted = std::max(1.0, kMostLost - step_ - blocked_ - settling_);
  const double least = blocked_ / kMostShare;
  return least <= wanted ? wanted : std::min(least, kMostLostWhenSlow);
}

bool Pace::is_due(double now, bool at_epoch_end) {
  step_ = std::max(now - last_asked_, 0.9 * step_);
  last_asked_ = now;
  if (kind_ == Kind::kOff) return false;
  if (kind_ == Kind::kEpoch) return at_epoch_end;
  return now - last_save_ >= interval();
}

void Pace::saved(double start, double blocked) {
  last_save_ = start;
  last_asked_ = start + blocked;
  blocked_ = blocked;
}

std::optional<std::string> Pace::complaint() {
  if (kind_ != Kind::kAuto || has_complained_ || !has_settled_) return std::nullopt;
  const double at_stake = interval() + step_ + blocked_ + settling_;
  if (at_stake <= kMostLost + 1) return std::nullopt;
  has_complained_ = true;
  const double share = 100 * blocked_ / interval();
  return text("saving a checkpoint takes ", rounded(blocked_), " s and ", rounded(settling_),
              " s until it is on the disk, a step ", rounded(step_), " s: it is done every ", rounded(interval()),
              " s, which is ", rounded(share), " % of the time; up to ", rounded(at_stake),
              " s of work can be lost (checkpoint = \"1min\" saves more often)");
}

}  // namespace atelier::supervised
