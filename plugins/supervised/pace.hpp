// When training saves a checkpoint: a rule over a clock that the caller reads. Times are seconds. One thread.
//
// "auto": no more than 60 s of work may be lost, and no more than 1 % of the time go into saving. Where saving takes so
// long that both cannot be, the share of time counts and more work is at stake, up to 5 minutes; beyond that saving
// takes more than its share. "off", "epoch" (at the end of each), or a duration ("90s", "5 min", "1h30m", "30" for
// seconds; "0s": after each step).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace atelier::supervised {

// What a text such as "1h30m" or "5 min" says, a number alone in seconds; nothing for one that says no duration.
std::optional<double> duration_of(std::string_view text);

// Throws ATELIER_E_INVALID for a text that a Pace cannot be made of.
void require_pace(const std::string& option);

class Pace {
 public:
  static constexpr double kMostLost = 60;
  static constexpr double kMostShare = 0.01;
  static constexpr double kMostLostWhenSlow = 300;

  // Throws ATELIER_E_INVALID for what says nothing. now: training begins, or goes on.
  Pace(const std::string& option, double now);

  bool is_off() const { return kind_ == Kind::kOff; }
  // Whether a save may be left out that would have to wait for the one before.
  bool may_skip() const { return kind_ == Kind::kAuto; }
  // A step (or a batch of validation) has ended: is it time to save? at_epoch_end: of the epoch's last step.
  bool is_due(double now, bool at_epoch_end);
  // A save that began at `start` kept training waiting for so long.
  void saved(double start, double blocked);
  // The checkpoint was on the disk so long after its begin.
  void settled(double seconds) {
    settling_ = seconds;
    has_settled_ = true;
  }
  // What the user should know of a disk that is too slow for both rules; once.
  std::optional<std::string> complaint();

  double interval() const;

 private:
  enum class Kind { kAuto, kOff, kEpoch, kEvery };
  Kind kind_ = Kind::kAuto;
  double every_ = 0;
  double last_save_;      // its begin
  double last_asked_;     // is_due
  double step_ = 0;       // the longest lately
  double blocked_ = 0;    // by the last save
  double settling_ = 10;  // a guess, until one is known
  bool has_settled_ = false;
  bool has_complained_ = false;
};

}  // namespace atelier::supervised
