#include "split.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "atelier/cpp/random.hpp"

namespace atelier::samples {

Subset::Subset(SamplesRef from, std::vector<uint64_t> indices) : from_(from), indices_(std::move(indices)) {
  set_component(&component_of<Split>());
}

uint64_t Subset::at(uint64_t index) const {
  if (index >= indices_.size())
    throw Error(ATELIER_E_INVALID, text("there is no sample ", index, "; there are ", indices_.size()));
  return indices_[index];
}

atelier_samples_info Subset::describe(const Call& call) const {
  atelier_samples_info info = from_.describe(call);
  info.count = indices_.size();
  return info;
}

std::string_view Subset::key(const Call& call, uint64_t index) const { return from_.key(call, at(index)); }

Sample Subset::load(const Call& call, uint64_t index) const { return from_.load(call, at(index)); }

std::optional<Sample> Subset::load_resized(const Call& call, uint64_t index, Extent size) const {
  return from_.load_resized(call, at(index), size);
}

std::optional<Digest> Subset::content(const Call& call, uint64_t index) const { return from_.content(call, at(index)); }

std::optional<LabelMap> Subset::load_labels(const Call& call, uint64_t index) const {
  return from_.load_labels(call, at(index));
}

namespace {

// The samples' indices in the order of their keys.
std::vector<uint64_t> by_key(const Call& call, const SamplesRef& samples, uint64_t count) {
  std::vector<std::pair<std::string, uint64_t>> keys;
  keys.reserve(count);
  for (uint64_t i = 0; i < count; ++i) keys.emplace_back(samples.key(call, i), i);
  std::sort(keys.begin(), keys.end());
  std::vector<uint64_t> indices;
  indices.reserve(count);
  for (size_t i = 0; i < keys.size(); ++i) {
    if (i && keys[i].first == keys[i - 1].first)
      throw Error(ATELIER_E_DATA, text("two samples have the key ", keys[i].first, "; a split needs keys that differ"));
    indices.push_back(keys[i].second);
  }
  return indices;
}

// The little that is added keeps 0.29 of 100 at 29, though 0.29 * 100 is 28.999999999999996.
uint64_t count_for_training(uint64_t count, double share) {
  if (count == 1) return 1;
  const auto wanted = static_cast<uint64_t>(std::floor(static_cast<double>(count) * share + 1e-9));
  return std::clamp<uint64_t>(wanted, 1, count - 1);
}

// Moves the samples of one fold to the end; gives where they begin.
std::vector<uint64_t>::iterator put_fold_last(std::vector<uint64_t>& order, uint64_t folds, uint64_t fold) {
  if (folds == 1) throw Error(ATELIER_E_INVALID, "one fold leaves nothing for training: give `folds` at least 2");
  if (fold >= folds)
    throw Error(ATELIER_E_INVALID, text("there is no fold ", fold, " of ", folds, ": they are 0 to ", folds - 1));
  if (folds > order.size())
    throw Error(ATELIER_E_DATA, text(folds, " folds are more than the ", order.size(), " samples"));
  std::vector<uint64_t> rest, held;
  for (size_t i = 0; i < order.size(); ++i) (i % folds == fold ? held : rest).push_back(order[i]);
  std::copy(rest.begin(), rest.end(), order.begin());
  return std::copy(held.begin(), held.end(), order.begin() + static_cast<std::ptrdiff_t>(rest.size())) -
         static_cast<std::ptrdiff_t>(held.size());
}

}  // namespace

Split::Split(const Options& options, const Call& call) {
  const SamplesRef samples = options.samples;
  const atelier_samples_info info = samples.describe(call);
  if (info.count == 0) throw Error(ATELIER_E_DATA, "there are no samples to split");
  class_count_ = static_cast<int64_t>(info.class_count);

  std::vector<uint64_t> order = by_key(call, samples, info.count);
  Random(static_cast<uint64_t>(*options.seed)).shuffle(order);
  const auto middle =
      *options.folds == 0
          ? order.begin() + static_cast<std::ptrdiff_t>(count_for_training(info.count, options.train))
          : put_fold_last(order, static_cast<uint64_t>(*options.folds), static_cast<uint64_t>(*options.fold));
  std::sort(order.begin(), middle);
  std::sort(middle, order.end());
  train_ = std::make_unique<Subset>(samples, std::vector<uint64_t>(order.begin(), middle));
  val_ = std::make_unique<Subset>(samples, std::vector<uint64_t>(middle, order.end()));
}

atelier_value Split::output(const Call&, std::string_view port) {
  if (port == "train") return object_value(object_of(*train_));
  if (port == "val") return object_value(object_of(*val_));
  if (port == "classes") return integer_value(class_count_);
  throw Error(ATELIER_E_INVALID, text("there is no output `", port, "`"));
}

}  // namespace atelier::samples
