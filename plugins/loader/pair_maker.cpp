#include "pair_maker.hpp"

#include <utility>

#include "atelier/cpp/random.hpp"

namespace atelier::loader {

namespace {

bool is_on_cpu(const atelier_tensor& t) { return t.device.type == ATELIER_DEVICE_CPU && is_contiguous(t); }

bool are_labels(const atelier_tensor& t) {
  return t.ndim == 2 && (same_dtype(t.dtype, dtype_of<uint8_t>()) || same_dtype(t.dtype, dtype_of<uint16_t>())) &&
         is_on_cpu(t);
}

// Throws when that is no pair of this form. giver(): who gave it.
template <class Giver>
void check_pair(const Sample& sample, atelier_form form, Giver giver) {
  const atelier_tensor &picture = sample.picture, &labels = sample.labels;
  const bool fits = picture.ndim == 3 && same_form({picture.dtype, static_cast<uint32_t>(picture.shape[2])}, form) &&
                    is_on_cpu(picture) && are_labels(labels) && picture.shape[0] == labels.shape[0] &&
                    picture.shape[1] == labels.shape[1];
  if (!fits)
    throw Error(ATELIER_E_DATA, text(giver(), " gave a picture ", describe(picture), " and labels ", describe(labels),
                                     "; what was promised is ", describe(form),
                                     " [H,W,C], and labels uint8 or uint16 [H,W], contiguous on the CPU"));
}

std::string named(std::string what, const std::string& component) {
  return component.empty() ? std::move(what) : std::move(what) + ' ' + component;
}

}  // namespace

PairMaker::PairMaker(const Call& call, const Route& route, PairCache* cache) : route_(route), cache_(cache) {
  if (!route.steps.empty() && same_form(route.steps.front().form, route.form))
    first_size_ = route.steps.front().augmenter.resizes_to(call);
  if (cache_ && !first_size_)
    cache_->warn_once(call, "`cache` keeps resized pairs, but the first augmenter is no mere resize: nothing is kept");
}

std::string PairMaker::the_samples() const { return named("the samples", route_.samples.component_id()); }

Sample PairMaker::make(const Call& call, const Place& place, size_t steps) const {
  std::optional<Sample> resized = steps ? load_resized(call, place.sample) : std::nullopt;
  Sample sample = resized ? std::move(*resized) : route_.samples.load(call, place.sample);
  check_pair(sample, route_.form, [&] { return the_samples(); });
  uint64_t seed = mix_seed(route_.epoch_seed, route_.samples.key(call, place.sample));
  if (place.repeat) seed = mix_seed(seed, place.repeat);
  for (size_t i = resized ? 1 : 0; i < steps; ++i) {
    const Step& step = route_.steps[i];
    const uint64_t own_seed = mix_seed(seed, step.index);
    const std::vector<Sample> more = others(call, place, i, own_seed);
    sample = step.augmenter.apply(call, own_seed, route_.void_label, sample, {more.data(), more.size()});
    check_pair(sample, step.form,
               [&] { return named(text("the augmenter number ", step.index + 1), step.augmenter.component_id()); });
  }
  return sample;
}

// The other pairs that a step wants, as they are when they come to it. They are drawn, each by itself, from all samples
// but the one at hand; when there is none but that, it is that.
std::vector<Sample> PairMaker::others(const Call& call, const Place& place, size_t step, uint64_t seed) const {
  std::vector<Sample> made;
  Random random(mix_seed(seed, "others"));
  for (uint32_t i = 0; i < route_.steps[step].others; ++i) {
    uint64_t sample = place.sample;
    if (route_.sample_count > 1) {
      sample = random.below(route_.sample_count - 1);
      if (sample >= place.sample) ++sample;
    }
    made.push_back(make(call, {sample, 0}, step));
  }
  return made;
}

// The pair as the first augmenter would give it, out of the cache or decoded at that size. Nothing: there is no such
// way.
std::optional<Sample> PairMaker::load_resized(const Call& call, uint64_t sample) const {
  if (!first_size_) return std::nullopt;
  std::optional<Digest> content;
  if (cache_) content = route_.samples.content(call, sample);
  if (content)
    if (std::optional<Sample> kept = cache_->find(*content, *first_size_, route_.form)) return kept;
  std::optional<Sample> made = route_.samples.load_resized(call, sample, *first_size_);
  if (made) {
    check_pair(*made, route_.form, [&] { return the_samples(); });
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
