// Where the numbers are worked out: the device of a `device` option, and LibTorch's thread pool.
#pragma once

#include <string>

#include "atelier/cpp/core.hpp"
#include "compat.hpp"

namespace atelier::libtorch {

// "auto": the first GPU when there is one, else the CPU; "cpu"; "cuda"; "cuda:1". Throws ATELIER_E_INVALID for any
// other name and for a GPU that is not there. [worker]
at::Device device_named(const std::string& name);

// Sets LibTorch's pool to the call's budget. The first call in the process decides its size, so that results do not
// depend on later budgets; every thread that works with LibTorch must have called this. [any]
void use_threads(const Call& call);

}  // namespace atelier::libtorch
