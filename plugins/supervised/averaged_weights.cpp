#include "averaged_weights.hpp"

#include <algorithm>
#include <atelier/cpp/parallel.hpp>
#include <set>

namespace atelier::supervised {

namespace {

// Whether the elements fill a stretch of memory, in whatever order of the sides.
bool is_dense(const atelier_tensor& t) {
  std::vector<std::pair<int64_t, int64_t>> sides;  // stride, size
  for (int32_t i = 0; i < t.ndim; ++i)
    if (t.shape[i] != 1) sides.emplace_back(t.strides[i], t.shape[i]);
  std::sort(sides.begin(), sides.end());
  int64_t expected = 1;
  for (const auto& [stride, size] : sides) {
    if (stride != expected) return false;
    expected *= size;
  }
  return true;
}

[[noreturn]] void refuse(const atelier_parameter& parameter, std::string_view why) {
  throw Error(ATELIER_E_UNSUPPORTED, text("ema > 0 averages weights that are dense float32 on the CPU, but `",
                                          view(parameter.name), "` ", why, ": set ema = 0, or run on the CPU"));
}

}  // namespace

AveragedWeights::AveragedWeights(const Call& call, const ModelRef& model, double decay) : model_(model), decay_(decay) {
  for (const span<float> view : views(call)) values_.emplace_back(view.begin(), view.end());
}

// Weights that have two names are one.
std::vector<span<float>> AveragedWeights::views(const Call& call) const {
  std::vector<span<float>> out;
  std::set<const void*> seen;
  for (const atelier_parameter& parameter : model_.parameters(call)) {
    const atelier_tensor& t = *parameter.value;
    const bool is_float = same_dtype(t.dtype, dtype_of<float>());
    if (!is_float && parameter.trainable == 0) continue;
    if (t.device.type != ATELIER_DEVICE_CPU) refuse(parameter, "lies on another device");
    if (!is_float) refuse(parameter, text("is of ", describe(t.dtype)));
    if (t.strides && !is_dense(t)) refuse(parameter, "is not dense");
    if (element_count(t) == 0 || !seen.insert(t.data).second) continue;
    // In the order of memory: the average lies as the weights do.
    out.emplace_back(reinterpret_cast<float*>(static_cast<char*>(t.data) + t.byte_offset),
                     static_cast<size_t>(element_count(t)));
  }
  if (!values_.empty() && out.size() != values_.size())
    throw Error(ATELIER_E_INTERNAL, text("the model has ", out.size(), " weights now, and had ", values_.size()));
  return out;
}

void AveragedWeights::add(const Call& call, uint64_t step) {
  const auto n = static_cast<double>(step);
  const auto share = static_cast<float>(1 - std::min(decay_, (1 + n) / (10 + n)));
  const std::vector<span<float>> now = views(call);
  for_each_index(now.size(), call.threads(), [&](unsigned, uint64_t i) {
    float* average = values_[i].data();
    const float* weights = now[i].data();
    for (size_t k = 0; k < now[i].size(); ++k) average[k] += share * (weights[k] - average[k]);
  });
}

void AveragedWeights::take(const Call& call) {
  const std::vector<span<float>> now = views(call);
  for (size_t i = 0; i < now.size(); ++i) std::copy(now[i].begin(), now[i].end(), values_[i].begin());
}

void AveragedWeights::exchange(const Call& call) {
  const std::vector<span<float>> now = views(call);
  for (size_t i = 0; i < now.size(); ++i) std::swap_ranges(now[i].begin(), now[i].end(), values_[i].begin());
  is_in_model_ = !is_in_model_;
}

}  // namespace atelier::supervised
