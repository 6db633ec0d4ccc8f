#include "state.hpp"

#include <cmath>

#include "atelier/cpp/random.hpp"

namespace atelier::torch_models {
namespace {

// Two normal numbers from two uniform ones (Box and Muller, 1958).
void fill_normal(Random& random, double deviation, float* out, int64_t count) {
  for (int64_t i = 0; i < count; i += 2) {
    const double radius = deviation * std::sqrt(-2 * std::log1p(-random.uniform()));
    const double angle = 2 * M_PI * random.uniform();
    out[i] = static_cast<float>(radius * std::cos(angle));
    if (i + 1 < count) out[i + 1] = static_cast<float>(radius * std::sin(angle));
  }
}

at::Tensor start_of(const State::Entry& entry, uint64_t seed) {
  at::Tensor start = at::empty(entry.value.sizes(), at::TensorOptions().dtype(at::kFloat));
  float* out = start.data_ptr<float>();
  Random random(mix_seed(seed, entry.name));
  if (entry.fill.kind == Fill::kNormal) fill_normal(random, entry.fill.scale, out, start.numel());
  if (entry.fill.kind == Fill::kUniform)
    for (int64_t i = 0; i < start.numel(); ++i)
      out[i] = static_cast<float>(random.uniform(-entry.fill.scale, entry.fill.scale));
  return start;
}

}  // namespace

at::Tensor State::add(std::string name, at::IntArrayRef shape, at::ScalarType type, bool trainable, Fill fill) {
  const bool last = channels_last_ && shape.size() == 4;
  at::Tensor value = at::empty(shape, at::TensorOptions().dtype(type).device(device_).memory_format(
                                          last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous));
  value.set_requires_grad(trainable);
  entries_.push_back({std::move(name), value, trainable, fill});
  return value;
}

at::Tensor State::add_parameter(std::string name, at::IntArrayRef shape, Fill fill) {
  return add(std::move(name), shape, at::kFloat, true, fill);
}

at::Tensor State::add_buffer(std::string name, at::IntArrayRef shape, at::ScalarType type, Fill fill) {
  return add(std::move(name), shape, type, false, fill);
}

uint64_t State::trainable_values() const {
  uint64_t sum = 0;
  for (const Entry& entry : entries_)
    if (entry.trainable) sum += static_cast<uint64_t>(entry.value.numel());
  return sum;
}

void State::randomise(uint64_t seed) {
  for (size_t i = 0; i < entries_.size(); ++i) randomise(i, seed);
}

void State::randomise(size_t index, uint64_t seed) {
  const c10::NoGradGuard no_grad;
  Entry& entry = entries_[index];
  if (entry.fill.kind == Fill::kConstant)
    entry.value.fill_(entry.fill.scale);
  else
    entry.value.copy_(start_of(entry, seed));
}

void State::zero_gradients() {
  for (Entry& entry : entries_) entry.value.mutable_grad() = at::Tensor();
}

void State::save(const std::filesystem::path& path, const Metadata& metadata) const {
  NamedTensors tensors;
  for (const Entry& entry : entries_) tensors.emplace_back(entry.name, entry.value);
  write_safetensors(path, tensors, metadata);
}

}  // namespace atelier::torch_models
