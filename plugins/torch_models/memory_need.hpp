// Whether a batch fits into memory, told before the kernel ends the process for it: Linux promises memory that it does
// not have, so an allocation that fails is the exception.
#pragma once

#include <cstdint>

#include "atelier/cpp/core.hpp"
#include "compat.hpp"

namespace atelier::torch_models {

struct BatchForm {
  int64_t pictures;
  int64_t height;
  int64_t width;
  bool training;
  at::ScalarType compute;
};

// What a pass over such a batch needs on a CPU beside the network, in bytes: measured, and a little above it.
double features_need(const BatchForm& batch);

// What this process could hold at most, itself included: what the machine has free, or the least of the limits that
// are set for it (its address space, its control group). Infinite where nothing tells. [any]
double memory_limit();
// What the limits of the process (`ulimit -v`, `ulimit -d`) leave, bytes; infinity where there are none. [any]
double room_under_limits();
// What should be left of that for code that oneDNN makes, its room to work in, and stacks of threads.
inline constexpr double kRoomToWork = 1.5e8;

// Throws ATELIER_E_INVALID for a batch that cannot fit; says what would. network: bytes that the network takes.
void expect_memory(const BatchForm& batch, double network, double limit);

// What an allocation that failed is to be told as.
std::string out_of_memory(const BatchForm& batch, double network, double limit);

// The same of memory of a GPU, of which no estimate is made.
std::string out_of_gpu_memory(const BatchForm& batch);

// Whether LibTorch's message speaks of memory that could not be had.
bool is_out_of_memory(const std::string& message);

}  // namespace atelier::torch_models
