// Between Atelier's tensors and LibTorch's.
//
// LibTorch 1.13's own DLPack import ignores byte_offset, refuses uint16 and bool, and never calls the deleter of an
// empty tensor or after it threw; so tensors are wrapped here instead. [any]
#pragma once

#include <memory>
#include <vector>

#include "atelier/cpp/tensor.hpp"
#include "compat.hpp"
#include "device.hpp"

namespace atelier::torch_models {

// A view of a borrowed tensor: same memory, strides and device, byte_offset added. It must not outlive `tensor`.
// Exceptions: uint16 comes as an int32 copy, an empty tensor as a new empty one.
// Errors: ATELIER_E_UNSUPPORTED for an element type or device that LibTorch does not have.
at::Tensor borrow(const atelier_tensor& tensor);

// Hands `tensor` over; it is kept alive until the deleter is called, from whatever thread. Strides are always given and
// byte_offset is 0. bool becomes uint8. Its work is ordered as `order` says; without one, waits for the tensor's
// device.
Tensor give(at::Tensor tensor);
Tensor give(at::Tensor tensor, const DeviceOrder& order);

// Where a tensor lies. Errors: ATELIER_E_UNSUPPORTED for a device that the other side does not have.
at::Device device_of(const atelier_tensor& tensor);
atelier_device given_device(at::Device device);

// A description of a tensor that stays the caller's: `view()` is valid as long as this object.
class View {
 public:
  explicit View(at::Tensor tensor);
  View(const View&) = delete;
  View& operator=(const View&) = delete;
  const atelier_tensor& view() const { return view_; }

 private:
  at::Tensor tensor_;
  std::vector<int64_t> shape_;
  std::vector<int64_t> strides_;
  atelier_tensor view_{};
};

}  // namespace atelier::torch_models
