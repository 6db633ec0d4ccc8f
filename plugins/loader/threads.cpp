#include "threads.hpp"

#include "threaded_pass.hpp"

namespace atelier::loader {

Threads::Threads(const Options& options, const Call& call) : options_(options) {
  if (!options.cache) return;
  constexpr double kGiB = 1024.0 * 1024 * 1024;
  cache_.emplace(options.cache_folder.given() ? *options.cache_folder : PairCache::usual_folder(call.host()),
                 static_cast<uint64_t>(options.cache_limit * kGiB));
}

LoadInfo Threads::describe(const Call& call, const atelier_load_plan& plan) {
  const ResolvedPlan resolved = resolve(call, plan, options_.sampler, options_.batch);
  return {resolved.batches, resolved.order.size(), resolved.void_label, resolved.result()};
}

std::unique_ptr<Loader::Pass> Threads::begin(const Call& call, const atelier_load_plan& plan) {
  PassSettings settings{options_.batch, options_.workers, options_.batch * (options_.prefetch + 1),
                        cache_ ? &*cache_ : nullptr};
  if (settings.workers == 0) settings.workers = call.threads();
  if (call.threads() == 1) {
    settings.workers = 0;
    settings.in_flight = options_.batch;
  }
  return std::make_unique<ThreadedPass>(call, resolve(call, plan, options_.sampler, options_.batch), plan.first_batch,
                                        settings);
}

}  // namespace atelier::loader
