// What the augmenters of this plugin share: copies of a pair, and running one function for either type of labels. [any]
#pragma once

#include <cstdint>
#include <cstring>

#include "atelier/cpp/augmenter.hpp"

namespace augment {

inline atelier::Tensor copy(const atelier_tensor& from) {
  atelier::Tensor out = atelier::Tensor::make(from.dtype, {from.shape, static_cast<size_t>(from.ndim)});
  if (!atelier::is_contiguous(from) || from.device.type != ATELIER_DEVICE_CPU)
    throw atelier::Error(ATELIER_E_UNSUPPORTED,
                         atelier::text("a tensor ", atelier::describe(from), " is not contiguous on the CPU"));
  if (out.bytes()) std::memcpy(out.get().data, static_cast<const char*>(from.data) + from.byte_offset, out.bytes());
  return out;
}

// Calls run(T{}) with the type of the labels: uint8_t or uint16_t.
template <class Run>
auto for_labels(const atelier_tensor& labels, Run run) {
  if (atelier::same_dtype(labels.dtype, atelier::dtype_of<uint16_t>())) return run(uint16_t{});
  return run(uint8_t{});
}

}  // namespace augment
