// What the tests of this plugin share: its components by id, and tensors made, filled and read through the ABI.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "atelier/cpp/loss.hpp"
#include "atelier/cpp/model.hpp"
#include "atelier/cpp/optimizer.hpp"
#include "atelier/testing.hpp"

namespace test {

inline const atelier_component& component(std::string_view id) {
  const atelier_plugin* plugin = atelier_plugin_entry(nullptr);
  for (uint64_t i = 0; i < plugin->component_count; ++i)
    if (atelier::view(plugin->components[i]->id) == id) return *plugin->components[i];
  throw std::runtime_error("no component " + std::string(id));
}

template <class T>
atelier::Tensor tensor_of(std::initializer_list<int64_t> shape, const std::vector<T>& values) {
  atelier::Tensor out = atelier::Tensor::make<T>(shape);
  if (out.bytes() != values.size() * sizeof(T)) throw std::runtime_error("wrong number of values");
  std::copy(values.begin(), values.end(), out.data<T>());
  return out;
}

// Visits the elements in row-major order, whatever the strides: visit(flat index, element).
template <class T, class Visit>
void each_element(const atelier_tensor& t, Visit visit) {
  if (!atelier::same_dtype(t.dtype, atelier::dtype_of<T>())) throw std::runtime_error("another element type");
  std::vector<int64_t> index(static_cast<size_t>(t.ndim), 0);
  const int64_t count = atelier::element_count(t);
  int64_t offset = 0;
  for (int64_t flat = 0; flat < count; ++flat) {
    visit(flat, static_cast<T*>(t.data)[offset]);
    for (size_t d = index.size(); d-- > 0;) {
      offset += t.strides[d];
      if (++index[d] < t.shape[d]) break;
      offset -= t.strides[d] * t.shape[d];
      index[d] = 0;
    }
  }
}

template <class T>
std::vector<T> values_of(const atelier_tensor& t) {
  std::vector<T> out;
  out.reserve(static_cast<size_t>(atelier::element_count(t)));
  each_element<T>(t, [&](int64_t, T& v) { out.push_back(v); });
  return out;
}

// The text of the failure that `body` must end in.
inline std::string failure(atelier::testing::Bench& bench, int32_t code, const std::function<void()>& body) {
  bench.clear();
  try {
    body();
  } catch (const atelier::Reported& e) {
    EXPECT_EQ(e.code(), code) << bench.error();
    return bench.error();
  }
  ADD_FAILURE() << "no failure";
  return {};
}

// A number in -0.5..0.5 for element i of tensor k: the same formula in any language.
inline double formula(uint32_t i, uint64_t k) {
  uint32_t v = static_cast<uint32_t>(uint64_t{i} * 1103515245u + 12345u + k * 2654435761u);
  v = (v ^ (v >> 16)) * 0x45d9f3bu;
  v ^= v >> 16;
  return v / 4294967296.0 - 0.5;
}

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// Gives a network its reference weights: formula values in the convolutions, fixed ones in the norms.
inline void set_formula_weights(const std::vector<atelier_parameter>& parameters) {
  for (uint64_t k = 0; k < parameters.size(); ++k) {
    const std::string_view name = atelier::view(parameters[k].name);
    const atelier_tensor& value = *parameters[k].value;
    if (contains(name, "num_batches_tracked")) {
      each_element<int64_t>(value, [](int64_t, int64_t& v) { v = 0; });
    } else if (value.ndim == 4) {
      const double scale = std::sqrt(24.0 / static_cast<double>(value.shape[1] * value.shape[2] * value.shape[3]));
      each_element<float>(
          value, [&](int64_t i, float& v) { v = static_cast<float>(formula(static_cast<uint32_t>(i), k) * scale); });
    } else if (name == "classifier.4.bias" || name == "aux_classifier.4.bias") {
      each_element<float>(
          value, [&](int64_t i, float& v) { v = static_cast<float>(formula(static_cast<uint32_t>(i), k) * 0.1); });
    } else {
      const bool one = contains(name, ".weight") || contains(name, "running_var");
      const float start = one ? (contains(name, ".bn3.weight") ? 0.2f : 1.0f) : 0.0f;
      each_element<float>(value, [&](int64_t, float& v) { v = start; });
    }
  }
}

// The reference pictures, already normalised: float32 [N,3,side,side].
inline atelier::Tensor formula_pictures(int64_t count, int64_t side) {
  atelier::Tensor out = atelier::Tensor::make<float>({count, 3, side, side});
  each_element<float>(out,
                      [](int64_t i, float& v) { v = static_cast<float>(2 * formula(static_cast<uint32_t>(i), 9999)); });
  return out;
}

// The logits of the first outputs for pictures that are normalised already.
inline std::vector<atelier::Tensor> forward_normalised(const atelier::ModelRef& model,
                                                       const atelier::testing::Bench& bench,
                                                       const atelier_tensor& pictures, bool training, uint64_t seed = 0,
                                                       uint64_t outputs = 1) {
  auto in = atelier::blank<atelier_forward_input>();
  in.training = training ? 1 : 0;
  in.seed = seed;
  in.pictures = &pictures;
  in.normalised = 1;
  return model.forward(bench.call(), in, outputs);
}

}  // namespace test
