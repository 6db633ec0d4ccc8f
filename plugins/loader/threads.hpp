// loader.threads: batches by worker threads that load and augment single samples ahead of need.
//
// Order: the samples' own, or shuffled by (seed, epoch). Seed of augmenter i for a sample: a function of (seed, epoch,
// sample key, i). Threads, prefetch and cache change nothing in the batches. When the first augmenter does no more than
// resize, samples that can are asked for the pair at that size at once. Contract: atelier/kinds/loader.h.
#pragma once

#include <optional>

#include "atelier/cpp/loader.hpp"
#include "pair_cache.hpp"

namespace loader {

class Threads : public atelier::Loader {
 public:
  static constexpr atelier::Component kComponent{
      .id = "loader.threads",
      .revision = 2,
      .summary = "Loads, augments and stacks samples with worker threads, ahead of need."};
  static constexpr atelier::Param kParams[] = {
      atelier::param::integer("batch").by_default("8").at_least(1).at_most(65536).about("Samples in a batch."),
      atelier::param::integer("workers").by_default("0").at_least(0).at_most(1024).no_result().about(
          "Worker threads; 0: as many as the stage may keep busy."),
      atelier::param::integer("prefetch")
          .by_default("2")
          .at_least(0)
          .at_most(1024)
          .no_result()
          .about("Batches loaded ahead of the one asked for."),
      atelier::param::boolean("cache").by_default("false").no_result().about(
          "Whether to keep resized pairs on the disk for the next epoch and the next run."),
      atelier::param::path_out("cache_folder")
          .by_default("''")
          .no_result()
          .about("Where to keep them; empty: atelier/loader in the user's folder for caches."),
      atelier::param::real("cache_limit")
          .in("GiB")
          .by_default("64")
          .above(0)
          .at_most(1e6)
          .no_result()
          .about("The most that the cache may take of the disk."),
  };

  explicit Threads(const atelier::Params& params);
  uint64_t batch_count(const atelier::Call& call, const atelier_load_plan& plan) override;
  std::unique_ptr<Pass> begin(const atelier::Call& call, const atelier_load_plan& plan) override;

 private:
  uint64_t batch_;
  uint64_t workers_;
  uint64_t prefetch_;
  std::optional<PairCache> cache_;
};

}  // namespace loader
