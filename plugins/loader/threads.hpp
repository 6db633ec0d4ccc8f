// loader.threads: batches by worker threads that load and augment single samples ahead of need.
//
// Order: the samples' own, or that of the sampler. Seed of augmenter i for a sample: a function of (seed, epoch, sample
// key, i), and of how often the epoch has had the sample before. Threads, prefetch and cache change nothing in the
// batches. When the first augmenter does no more than resize, samples that can are asked for the pair at that size at
// once. With a budget of one thread everything happens in the thread that asks for a batch. Contract:
// atelier/kinds/loader.h.
#pragma once

#include <filesystem>
#include <optional>

#include "atelier/cpp/loader.hpp"
#include "atelier/cpp/sampler.hpp"
#include "pair_cache.hpp"

namespace atelier::loader {

class Threads : public Loader {
 public:
  static constexpr Component kComponent{
      .id = "loader.threads",
      .revision = 3,
      .summary = "Loads, augments and stacks samples with worker threads, ahead of need."};
  struct Options {
    Option<uint64_t> batch{option("batch", "Samples in a batch.").by_default("8").at_least(1).at_most(65536)};
    Option<SamplerRef> sampler{option("sampler", "The order of the samples, where they need not come in their own.")
                                   .by_default("'sampler.shuffled'")};
    Option<uint64_t> workers{option("workers", "Worker threads; 0: as many as the stage may keep busy.")
                                 .by_default("0")
                                 .at_most(1024)
                                 .no_result()};
    Option<uint64_t> prefetch{
        option("prefetch", "Batches loaded ahead of the one asked for.").by_default("2").at_most(1024).no_result()};
    Option<bool> cache{option("cache", "Whether to keep resized pairs on the disk for the next epoch and the next run.")
                           .by_default("false")
                           .no_result()};
    Option<std::filesystem::path> cache_folder{
        option("cache_folder", "Where to keep them; empty: atelier/loader in the user's folder for caches.")
            .to_write()
            .by_default("''")
            .no_result()};
    Option<double> cache_limit{option("cache_limit", "The most that the cache may take of the disk.")
                                   .in("GiB")
                                   .by_default("64")
                                   .above(0)
                                   .at_most(1e6)
                                   .no_result()};
  };
  static constexpr Rule kRules[] = {
      rule("`cache_folder` must be a folder, not a file", "give another one")
          .must(condition::is_folder("cache_folder")),
      rule("`cache_folder` does nothing without cache = true", "set cache = true, or leave it out")
          .when(condition::given("cache_folder"))
          .must(condition::equal("cache", {"true"}))
          .warning(),
  };

  Threads(const Options& options, const Call& call);
  LoadInfo describe(const Call& call, const atelier_load_plan& plan) override;
  std::unique_ptr<Pass> begin(const Call& call, const atelier_load_plan& plan) override;

 private:
  Options options_;
  std::optional<PairCache> cache_;
};

}  // namespace atelier::loader
