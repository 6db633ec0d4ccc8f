#include "threads.hpp"

#include "pass.hpp"

namespace loader {

Threads::Threads(const atelier::Params& params)
    : batch_(static_cast<uint64_t>(params.integer("batch"))),
      workers_(static_cast<uint64_t>(params.integer("workers"))),
      prefetch_(static_cast<uint64_t>(params.integer("prefetch"))) {
  if (!params.boolean("cache")) return;
  constexpr double kGiB = 1024.0 * 1024 * 1024;
  cache_.emplace(params.has("cache_folder") ? params.path("cache_folder") : PairCache::usual_folder(),
                 static_cast<uint64_t>(params.real("cache_limit") * kGiB));
}

uint64_t Threads::batch_count(const atelier::Call& call, const atelier_load_plan& plan) {
  const uint64_t samples = atelier::SamplesRef(plan.samples).describe(call).count;
  return plan.drop_last ? samples / batch_ : (samples + batch_ - 1) / batch_;
}

std::unique_ptr<atelier::Loader::Pass> Threads::begin(const atelier::Call& call, const atelier_load_plan& plan) {
  const uint64_t workers = workers_ ? workers_ : call.threads();
  return std::make_unique<ThreadedPass>(
      call, plan,
      Settings{batch_, batch_count(call, plan), workers, batch_ * (prefetch_ + 1), cache_ ? &*cache_ : nullptr});
}

}  // namespace loader
