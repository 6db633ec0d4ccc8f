// Where the time of an epoch goes. Seconds; one thread.
#pragma once

#include <chrono>
#include <utility>

namespace atelier::supervised {

class Stopwatch {
 public:
  double waiting = 0;     // for batches
  double stepping = 0;    // forward, loss, backward, optimizer
  double validating = 0;  // and saving meanwhile

  static double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  }
  // Adds what `work` takes to a sum, and gives what it gives.
  template <class Work>
  static auto timed(double& sum, Work work) {
    struct Adder {
      double& sum;
      double start = now();
      ~Adder() { sum += now() - start; }
    } const adder{sum};
    return work();
  }
  // Since the last lap, or the start.
  double lap() {
    const double before = std::exchange(last_, now());
    return last_ - before;
  }

 private:
  double last_ = now();
};

}  // namespace atelier::supervised
