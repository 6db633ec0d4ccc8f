#include "route.hpp"

#include <algorithm>
#include <numeric>

#include "atelier/cpp/random.hpp"

namespace atelier::loader {

namespace {

std::vector<Step> steps_of(const Call& call, const atelier_load_plan& plan, atelier_form form) {
  std::vector<Step> steps;
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
                               const Route& route) {
  if (!plan.in_order) return sampler.order(call, route.samples, route.sample_count, plan.seed, plan.epoch);
  std::vector<uint64_t> order(route.sample_count);
  std::iota(order.begin(), order.end(), uint64_t{0});
  return order;
}

std::vector<Place> places_of(const atelier_load_plan& plan, std::vector<uint64_t> order, uint64_t sample_count) {
  const uint64_t world = std::max(plan.world, 1u);
  if (plan.rank >= world)
    throw Error(ATELIER_E_INVALID, text("rank ", plan.rank, " of ", world, " loaders: ranks count from 0"));
  if (!plan.in_order && !order.empty())
    for (size_t i = 0; order.size() % world != 0; ++i) order.push_back(order[i]);
  std::vector<uint64_t> seen(sample_count);
  std::vector<Place> places;
  places.reserve(order.size() / world + 1);
  for (size_t position = 0; position < order.size(); ++position) {
    const Place place{order[position], seen[order[position]]++};
    if (position % world == plan.rank) places.push_back(place);
  }
  return places;
}

}  // namespace

Route plan_route(const Call& call, const atelier_load_plan& plan, const SamplerRef& sampler, uint64_t batch) {
  Route route;
  route.samples = SamplesRef(plan.samples);
  const atelier_samples_info info = route.samples.describe(call);
  route.sample_count = info.count;
  route.void_label = info.void_label;
  route.form = info.form;
  for_pictures(info.form.dtype, [](auto) {});
  route.epoch_seed = mix_seed(plan.seed, plan.epoch);
  route.steps = steps_of(call, plan, info.form);
  route.places = places_of(plan, order_of(call, plan, sampler, route), info.count);
  const uint64_t count = route.places.size();
  route.batches = plan.drop_last ? count / batch : (count + batch - 1) / batch;
  route.places.resize(std::min(count, route.batches * batch));
  return route;
}

}  // namespace atelier::loader
