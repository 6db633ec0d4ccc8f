// What the augmenters of this plugin share: copies of a pair, and running one function for either type of labels. [any]
#pragma once

#include <cstdint>
#include <cstring>

#include "atelier/cpp/augmenter.hpp"

namespace atelier::augment {

// The bytes of a contiguous tensor on the CPU; throws ATELIER_E_UNSUPPORTED for any other.
inline const uint8_t* bytes_of(const atelier_tensor& t) {
  if (!is_contiguous(t) || t.device.type != ATELIER_DEVICE_CPU)
    throw Error(ATELIER_E_UNSUPPORTED, text("a tensor ", describe(t), " is not contiguous on the CPU"));
  return static_cast<const uint8_t*>(t.data) + t.byte_offset;
}

inline Tensor copy(const atelier_tensor& from) {
  Tensor out = Tensor::make(from.dtype, {from.shape, static_cast<size_t>(from.ndim)});
  const uint8_t* bytes = bytes_of(from);
  if (out.bytes()) std::memcpy(out.get().data, bytes, out.bytes());
  return out;
}

// Calls run(T{}) with the type of the labels: uint8_t or uint16_t.
template <class Run>
auto for_labels(const atelier_tensor& labels, Run run) {
  if (same_dtype(labels.dtype, dtype_of<uint16_t>())) return run(uint16_t{});
  return run(uint8_t{});
}

}  // namespace atelier::augment
