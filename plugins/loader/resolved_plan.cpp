#include "resolved_plan.hpp"

#include <algorithm>
#include <numeric>

#include "atelier/cpp/random.hpp"

namespace atelier::loader {

namespace {

std::vector<AugmentStep> steps_of(const Call& call, const atelier_load_plan& plan, atelier_form form) {
  std::vector<AugmentStep> steps;
  for (uint64_t i = 0; i < plan.augmenter_count; ++i) {
    const AugmenterRef augmenter(plan.augmenters[i]);
    const AugmenterInfo info = augmenter.describe(call, form);
    if (plan.skip_random && info.random) continue;
    for_pictures(info.form.dtype, [](auto) {});
    steps.push_back({augmenter, i, info.others, info.form});
    form = info.form;
  }
  return steps;
}

// The whole epoch's, of all ranks.
std::vector<uint64_t> order_of(const Call& call, const atelier_load_plan& plan, const SamplerRef& sampler,
                               const ResolvedPlan& resolved) {
  if (!plan.in_order) return sampler.order(call, resolved.samples, resolved.sample_count, plan.seed, plan.epoch);
  std::vector<uint64_t> order(resolved.sample_count);
  std::iota(order.begin(), order.end(), uint64_t{0});
  return order;
}

std::vector<Occurrence> share_of_rank(const atelier_load_plan& plan, std::vector<uint64_t> order,
                                      uint64_t sample_count) {
  const uint64_t world = std::max(plan.world, 1u);
  if (plan.rank >= world)
    throw Error(ATELIER_E_INVALID, text("rank ", plan.rank, " of ", world, " loaders: ranks count from 0"));
  if (!plan.in_order && !order.empty())
    for (size_t i = 0; order.size() % world != 0; ++i) order.push_back(order[i]);
  std::vector<uint64_t> seen(sample_count);
  std::vector<Occurrence> share;
  share.reserve(order.size() / world + 1);
  for (size_t position = 0; position < order.size(); ++position) {
    const Occurrence next{order[position], seen[order[position]]++};
    if (position % world == plan.rank) share.push_back(next);
  }
  return share;
}

}  // namespace

ResolvedPlan resolve(const Call& call, const atelier_load_plan& plan, const SamplerRef& sampler, uint64_t batch) {
  ResolvedPlan resolved;
  resolved.samples = SamplesRef(plan.samples);
  const atelier_samples_info info = resolved.samples.describe(call);
  resolved.sample_count = info.count;
  resolved.void_label = info.void_label;
  resolved.form = info.form;
  for_pictures(info.form.dtype, [](auto) {});
  resolved.epoch_seed = mix_seed(plan.seed, plan.epoch);
  resolved.steps = steps_of(call, plan, info.form);
  resolved.order = share_of_rank(plan, order_of(call, plan, sampler, resolved), info.count);
  const uint64_t count = resolved.order.size();
  resolved.batches = plan.drop_last ? count / batch : (count + batch - 1) / batch;
  resolved.order.resize(std::min(count, resolved.batches * batch));
  return resolved;
}

}  // namespace atelier::loader
