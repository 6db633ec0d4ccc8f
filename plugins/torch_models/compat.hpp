// LibTorch as this plugin uses it: the headers, and everything that differs between its releases 1.13 to 2.14.
//
// Only ATen and the entry to autograd are included (torch/torch.h costs three times as much to compile), and the file
// is precompiled. Operators are called by their at:: names, whose signatures have been the same in all these releases.
#pragma once

#include <ATen/ATen.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <c10/util/Exception.h>
#include <torch/csrc/autograd/autograd.h>
#ifdef ATELIER_TORCH_CUDA
#include <c10/cuda/CUDAGuard.h>
#endif

#include <string>
#include <utility>

#include "atelier/cpp/core.hpp"

namespace atelier::torch_models {

// The message of a LibTorch failure without the call stack that what() appends.
inline std::string message_of(const c10::Error& error) { return error.what_without_backtrace(); }

// Runs `body`; a LibTorch failure becomes an atelier::Error of one paragraph.
template <class Body>
decltype(auto) translated(Body&& body) {
  try {
    return std::forward<Body>(body)();
  } catch (const c10::Error& error) {
    throw Error(ATELIER_E_INTERNAL, text("LibTorch: ", message_of(error)));
  }
}

// Waits until the work queued on LibTorch's own stream of a device is done. On the CPU nothing is queued.
inline void synchronise(at::Device device) {
  if (device.is_cpu()) return;
  c10::impl::VirtualGuardImpl(device.type()).getStream(device).synchronize();
}

// A generator of `device` of its own: the process-wide one is neither read nor moved on.
inline at::Generator make_generator(at::Device device, uint64_t seed) {
  at::Generator generator = at::globalContext().defaultGenerator(device).clone();
  generator.set_current_seed(seed);
  return generator;
}

}  // namespace atelier::torch_models
