#include "pair_loader.hpp"

#include <utility>

#include "atelier/cpp/leading_resize.hpp"
#include "atelier/cpp/random.hpp"

namespace atelier::loader {

namespace {

bool is_on_cpu(const atelier_tensor& t) { return t.device.type == ATELIER_DEVICE_CPU && is_contiguous(t); }

bool are_labels(const atelier_tensor& t) {
  return t.ndim == 2 && (same_dtype(t.dtype, dtype_of<uint8_t>()) || same_dtype(t.dtype, dtype_of<uint16_t>())) &&
         is_on_cpu(t);
}

// Throws when that is no pair of this form. provider(): who gave it.
template <class Provider>
void check_pair(const Sample& sample, atelier_form form, Provider provider) {
  const atelier_tensor &picture = sample.picture, &labels = sample.labels;
  const bool fits = picture.ndim == 3 && same_form({picture.dtype, static_cast<uint32_t>(picture.shape[2])}, form) &&
                    is_on_cpu(picture) && are_labels(labels) && picture.shape[0] == labels.shape[0] &&
                    picture.shape[1] == labels.shape[1];
  if (!fits)
    throw Error(ATELIER_E_DATA, text(provider(), " gave a picture ", describe(picture), " and labels ",
                                     describe(labels), "; what was promised is ", describe(form),
                                     " [H,W,C], and labels uint8 or uint16 [H,W], contiguous on the CPU"));
}

std::string named(std::string what, const std::string& component) {
  return component.empty() ? std::move(what) : std::move(what) + ' ' + component;
}

}  // namespace

PairLoader::PairLoader(const Call& call, const ResolvedPlan& plan, PairCache* cache) : plan_(plan), cache_(cache) {
  if (!plan.steps.empty())
    first_size_ = leading_resize(call, plan.steps.front().augmenter, plan.form, plan.steps.front().form);
  if (cache_ && !first_size_)
    cache_->warn_once(call, "`cache` keeps resized pairs, but the first augmenter is no mere resize: nothing is kept");
}

std::string PairLoader::the_samples() const { return named("the samples", plan_.samples.component_id()); }

Sample PairLoader::load(const Call& call, const Occurrence& which, size_t steps) const {
  std::optional<Sample> resized = steps ? load_resized(call, which.sample) : std::nullopt;
  Sample sample = resized ? std::move(*resized) : plan_.samples.load(call, which.sample);
  check_pair(sample, plan_.form, [&] { return the_samples(); });
  uint64_t seed = mix_seed(plan_.epoch_seed, plan_.samples.key(call, which.sample));
  if (which.repeat) seed = mix_seed(seed, which.repeat);
  for (size_t i = resized ? 1 : 0; i < steps; ++i) {
    const AugmentStep& step = plan_.steps[i];
    const uint64_t own_seed = mix_seed(seed, step.index);
    const std::vector<Sample> more = others(call, which, i, own_seed);
    sample = step.augmenter.apply(call, own_seed, plan_.void_label, sample, {more.data(), more.size()});
    check_pair(sample, step.form,
               [&] { return named(text("the augmenter number ", step.index + 1), step.augmenter.component_id()); });
  }
  return sample;
}

// The other pairs that a step wants, as they are when they come to it. They are drawn, each by itself, from all samples
// but the one at hand; when there is none but that, it is that.
std::vector<Sample> PairLoader::others(const Call& call, const Occurrence& which, size_t step, uint64_t seed) const {
  std::vector<Sample> made;
  Random random(mix_seed(seed, "others"));
  for (uint32_t i = 0; i < plan_.steps[step].others; ++i) {
    uint64_t sample = which.sample;
    if (plan_.sample_count > 1) {
      sample = random.below(plan_.sample_count - 1);
      if (sample >= which.sample) ++sample;
    }
    made.push_back(load(call, {sample, 0}, step));
  }
  return made;
}

// The pair as the first augmenter would give it, out of the cache or decoded at that size. Nothing: there is no such
// way.
std::optional<Sample> PairLoader::load_resized(const Call& call, uint64_t sample) const {
  if (!first_size_) return std::nullopt;
  std::optional<Digest> content;
  if (cache_) content = plan_.samples.content(call, sample);
  if (content)
    if (std::optional<Sample> kept = cache_->find(*content, *first_size_, plan_.form)) return kept;
  std::optional<Sample> made = plan_.samples.load_resized(call, sample, *first_size_);
  if (made) {
    check_pair(*made, plan_.form, [&] { return the_samples(); });
    if (made->labels.dim(0) != first_size_->height || made->labels.dim(1) != first_size_->width)
      throw Error(ATELIER_E_INTERNAL,
                  text(the_samples(), " gave a pair of ", made->labels.dim(0), " rows of ", made->labels.dim(1),
                       " when asked for ", first_size_->height, " of ", first_size_->width));
  }
  if (content && made)
    cache_->keep(call, *content, *first_size_, *made);
  else if (cache_)
    cache_->warn_once(call, "these samples cannot tell their content, or give no resized pairs: `cache` keeps nothing");
  return made;
}

}  // namespace atelier::loader
