// What is said of a stage at work: how far it is, how fast, how long it will take, and its newest numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::host {

// How fast work goes, from the latest seconds of it.
class Rate {
 public:
  void restart(double now, uint64_t done);
  void add(double now, uint64_t done);
  // Items a second, or 0 while nothing is known.
  double per_second() const;

 private:
  struct Sample {
    double at;
    uint64_t done;
  };
  std::deque<Sample> samples_;
};

// The newest value of each of a stage's scalars.
class LatestNumbers {
 public:
  // Of names beyond the first 64 nothing is kept.
  void add(std::string_view name, double value);
  void clear() { numbers_.clear(); }
  // "step loss 0.4123": the scalars that came most often, and of those that came as often, what came first. Of a name,
  // "train/step_loss", the last part, unless another one shown ends so too.
  std::vector<std::string> words(size_t most) const;

 private:
  struct Number {
    std::string name;
    double value;
    uint64_t times;
  };
  std::vector<Number> numbers_;  // in the order of their first values
};

struct ProgressFacts {
  std::string stage;
  uint64_t done = 0;
  uint64_t total = 0;  // 0: not known
  std::string unit;
  double rate = 0;  // items a second; 0: not known
  std::vector<std::string> numbers;
};

// "12/40 pictures, 3.1/s, 9.0 s left"
std::string progress_words(uint64_t done, uint64_t total, std::string_view unit, double rate);

// "train: 12/40 batches, 3.1/s, 9.0 s left, loss 0.41" in at most `columns`. Where that is too long, numbers go first,
// from the last on, then the rate, the unit, the time left and the stage; at the very end the line is cut.
std::string progress_line(const ProgressFacts& facts, size_t columns);

}  // namespace atelier::host
