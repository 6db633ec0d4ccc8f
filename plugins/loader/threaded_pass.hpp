// One walk over the samples of a plan, by worker threads or in the thread of whoever asks.
//
// The workers take positions of the order one after the other and put each outcome, a sample or its failure, into a
// ring that has room for as many as may be in flight: that of position p lies at p mod its size, and a worker waits
// while another lies there. `next` waits for the outcomes of its batch; without workers it makes them itself. Failures
// come out in the order of the samples, whichever thread met them first.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "pair_loader.hpp"

namespace atelier::loader {

struct PassSettings {
  uint64_t batch;      // samples in a batch
  uint64_t workers;    // threads; 0: none but that of `next`
  uint64_t in_flight;  // samples that may be loaded and not yet delivered, at least `batch`
  PairCache* cache;    // or none
};

class ThreadedPass : public Loader::Pass {
 public:
  // The plan's samples and augmenters, and the call, must outlive the pass. [main]
  ThreadedPass(const Call& call, ResolvedPlan plan, uint64_t first_batch, const PassSettings& settings);
  // Stops the workers; waits for the samples they are at. [main]
  ~ThreadedPass() override;
  std::optional<Batch> next(const Call& call) override;

 private:
  struct Failure {
    int32_t code;
    std::string text;
  };
  struct Outcome {
    bool is_there = false;
    Sample sample;
    std::optional<Failure> failure;
  };

  void work(std::stop_token stop);
  Outcome load(const Call& call, const Occurrence& which) const;
  void load_here(const Call& call, uint64_t end);
  bool is_batch_there(uint64_t end) const;
  std::vector<Sample> take(uint64_t end);

  const Call call_;
  const ResolvedPlan plan_;
  const PairLoader pairs_;
  const uint64_t batch_;
  std::vector<uint64_t> indices_;  // of the batch last delivered

  std::mutex mutex_;  // guards what follows
  std::condition_variable_any has_room_;
  std::condition_variable has_outcome_;
  std::vector<Outcome> ring_;
  uint64_t next_to_load_;
  uint64_t next_to_deliver_;
  std::optional<Failure> failure_;  // the pass has ended with it

  std::vector<std::jthread> threads_;  // last: they end before all the rest goes
};

}  // namespace atelier::loader
