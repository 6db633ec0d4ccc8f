// Where the numbers are worked out: the device of a `device` option, the order of work on it, and LibTorch's thread
// pool.
#pragma once

#include <optional>
#include <string>

#include "atelier/cpp/core.hpp"
#include "compat.hpp"

namespace atelier::torch_models {

// "auto": the first GPU when there is one, else the CPU; "cpu"; "cuda"; "cuda:1". Throws ATELIER_E_INVALID for any
// other name and for a GPU that is not there. [worker]
at::Device device_named(const std::string& name);

// Sets LibTorch's pool to the call's budget. The first call in the process decides its size, so that results do not
// depend on later budgets; every thread that works with LibTorch must have called this. From the first call on
// memory that is freed stays (tensor_memory.hpp, malloc): a step frees and asks for the same gigabytes over and over,
// and pages that go back to the kernel come back one fault at a time; and convolutions in float32 are that on a GPU
// too. [any]
void use_threads(const Call& call);

// How this thread's work on a device is ordered with that of others, while it lives (call.h): on the stream that the
// call names for the device, or, where it names none, on LibTorch's own; then finish() waits for it.
class DeviceOrder {
 public:
  DeviceOrder(const Call& call, at::Device device);
  DeviceOrder(const DeviceOrder&) = delete;
  DeviceOrder& operator=(const DeviceOrder&) = delete;

  // Before tensors are handed over that were worked on here.
  void finish() const;

 private:
  at::Device device_;
#ifdef ATELIER_TORCH_CUDA
  std::optional<c10::cuda::CUDAStreamGuard> stream_;
#endif
};

}  // namespace atelier::torch_models
