// How much a stage has done, from its progress reports: what is said of it when it is done.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::host {

// What progress reports came to.
struct Counted {
  uint64_t count = 0;
  uint64_t before = 0;  // of the count: what the first report found done already
  std::string unit;
};

class ProgressCount {
 public:
  // Reports of several threads may come out of order; a fall to less than half begins another pass over the work, which
  // is counted too. `now`: seconds, from any beginning. [any]
  void add(uint64_t done, std::string_view unit, double now);

  // Of the unit that took the most time: what the stage is about.
  Counted counted() const;

 private:
  struct Series {
    std::string unit;
    uint64_t first = 0;
    uint64_t passes = 0;  // done in earlier passes
    uint64_t most = 0;    // in this pass
    double seconds = 0;
  };
  mutable std::mutex mutex_;
  std::vector<Series> series_;
  double latest_ = 0;
};

// "done, 5000 pictures in 2.1 s (2,380/s)", or "done in 2.1 s" when nothing was counted. `continued`: what the first
// report found done was done by an earlier run.
std::string done_words(const Counted& counted, bool continued, double seconds);

// "0.25", "3.1", "25", "2,380"
std::string rate_text(double rate);

}  // namespace atelier::host
