// The named tensors of a network, in state_dict order: parameters and buffers, how each starts, and files of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "compat.hpp"
#include "safetensors.hpp"

namespace atelier::torch_models {

// How a tensor starts: all `scale`, normal with standard deviation `scale`, or uniform in -scale..scale.
struct Fill {
  enum Kind { kConstant, kNormal, kUniform } kind = kConstant;
  double scale = 0;
};

class State {
 public:
  struct Entry {
    std::string name;
    at::Tensor value;
    bool trainable = true;
    Fill fill;
  };

  // channels_last: 4-D tensors lie in memory as [N,H,W,C].
  State(at::Device device, bool channels_last) : device_(device), channels_last_(channels_last) {}

  // Allocates a tensor with undefined values; the handle shares its memory with the entry.
  at::Tensor add_parameter(std::string name, at::IntArrayRef shape, Fill fill);
  at::Tensor add_buffer(std::string name, at::IntArrayRef shape, at::ScalarType type, Fill fill);

  const std::vector<Entry>& entries() const { return entries_; }
  at::Device device() const { return device_; }
  // Numbers in trainable tensors.
  uint64_t trainable_values() const;

  // Gives every tensor its start. The values depend on seed, name and position alone, not on threads, device or layout.
  void randomise(uint64_t seed);
  // The same of one tensor.
  void randomise(size_t index, uint64_t seed);
  void zero_gradients();

  void save(const std::filesystem::path& path, const Metadata& metadata) const;

 private:
  at::Tensor add(std::string name, at::IntArrayRef shape, at::ScalarType type, bool trainable, Fill fill);

  at::Device device_;
  bool channels_last_;
  std::vector<Entry> entries_;
};

}  // namespace atelier::torch_models
