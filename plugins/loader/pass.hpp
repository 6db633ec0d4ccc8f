// One walk over the samples of a route, by worker threads or in the thread of whoever asks.
//
// The workers take positions of the order one after the other and put each finished sample, or its failure, into the
// slot of that position; `next` waits for the slots of its batch. Slots are as many as samples may be in flight, so
// position p has slot p mod slots, and a worker waits while that slot is taken. Without workers `next` fills the slots
// of its batch itself. Failures come out in the order of the samples, whichever thread met them first.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "pair_maker.hpp"

namespace atelier::loader {

struct Settings {
  uint64_t batch;      // samples in a batch
  uint64_t workers;    // threads; 0: none but that of `next`
  uint64_t in_flight;  // samples that may be loaded and not yet delivered, at least `batch`
  PairCache* cache;    // or none
};

class ThreadedPass : public Loader::Pass {
 public:
  // The route's samples and augmenters, and the call, must outlive the pass. [main]
  ThreadedPass(const Call& call, Route route, uint64_t first_batch, const Settings& settings);
  // Stops the workers; waits for the samples they are at. [main]
  ~ThreadedPass() override;
  std::optional<Batch> next(const Call& call) override;

 private:
  struct Failure {
    int32_t code;
    std::string text;
  };
  struct Slot {
    bool done = false;
    Sample sample;
    std::optional<Failure> failure;
  };

  void work(std::stop_token stop);
  Slot make(const Call& call, const Place& place) const;
  void make_here(const Call& call, uint64_t end);
  bool batch_is_done(uint64_t end) const;
  std::vector<Sample> take(uint64_t end);

  const Call call_;
  const Route route_;
  const PairMaker maker_;
  const uint64_t batch_;
  std::vector<uint64_t> indices_;  // of the batch last delivered

  std::mutex mutex_;  // guards what follows
  std::condition_variable_any slot_is_free_;
  std::condition_variable sample_is_done_;
  std::vector<Slot> slots_;
  uint64_t next_to_load_;
  uint64_t next_to_deliver_;
  std::optional<Failure> failure_;  // the pass has ended with it

  std::vector<std::jthread> threads_;  // last: they end before all the rest goes
};

}  // namespace atelier::loader
