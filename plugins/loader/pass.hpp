// One walk over the samples of a plan by worker threads.
//
// The workers take positions of the order one after the other and put each finished sample, or its failure, into the
// slot of that position; `next` waits for the slots of its batch. Slots are as many as samples may be in flight, so
// position p has slot p mod slots, and a worker waits while that slot is taken. Failures come out in the order of the
// samples, whichever thread met them first.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "atelier/cpp/loader.hpp"
#include "pair_cache.hpp"

namespace loader {

struct Settings {
  uint64_t batch;      // samples in a batch
  uint64_t batches;    // in the whole plan
  uint64_t workers;    // threads
  uint64_t in_flight;  // samples that may be loaded and not yet delivered, at least `batch`
  PairCache* cache;    // or none
};

class ThreadedPass : public atelier::Loader::Pass {
 public:
  // The plan's samples and augmenters, and the call, must outlive the pass. [main]
  ThreadedPass(const atelier::Call& call, const atelier_load_plan& plan, const Settings& settings);
  // Stops the workers; waits for the samples they are at. [main]
  ~ThreadedPass() override;
  std::optional<atelier::Batch> next(const atelier::Call& call) override;

 private:
  struct Augmenter {
    atelier::AugmenterRef ref;
    uint64_t index;  // in the plan
  };
  struct Failure {
    int32_t code;
    std::string text;
  };
  struct Slot {
    bool done = false;
    atelier::Sample sample;
    std::optional<Failure> failure;
  };

  void work(std::stop_token stop);
  Slot make(uint64_t sample_index) const;
  atelier::Sample load(const atelier::Call& call, uint64_t sample_index, const std::string& key) const;
  std::optional<atelier::Sample> load_resized(const atelier::Call& call, uint64_t sample_index) const;
  bool batch_is_done(uint64_t end) const;
  std::vector<atelier::Sample> take(uint64_t end);
  atelier::Batch stack(const std::vector<atelier::Sample>& samples) const;

  const atelier::Call call_;
  const atelier::SamplesRef samples_;
  uint64_t epoch_seed_;
  std::vector<Augmenter> augmenters_;
  std::optional<atelier::Extent> first_size_;  // to which the first augmenter resizes, if that is all it does
  PairCache* cache_;
  std::vector<uint64_t> order_;  // sample indices of the whole plan
  uint32_t void_label_ = 255;
  uint64_t batch_;
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

}  // namespace loader
