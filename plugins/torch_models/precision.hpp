// Which type the convolutions are to be worked out in, where that is left to the model: by what the processor and the
// libraries can do, never by a clock, so the same machine always decides alike.
#pragma once

#include <string>
#include <string_view>

#include "compat.hpp"

namespace atelier::torch_models {

struct PrecisionChoice {
  at::ScalarType type;  // kFloat or kBFloat16
  std::string reason;   // "the processor has no bfloat16 instructions"
};

// On a CPU bfloat16 where it has AVX512-BF16 or AMX and oneDNN may use them: its environment variables
// ONEDNN_MAX_CPU_ISA and DNNL_MAX_CPU_ISA may forbid it. On a GPU where its multipliers take it. [worker]
PrecisionChoice best_precision(at::Device device);

// Whether convolutions in bfloat16 work at all, if slowly; on a CPU oneDNN has them from AVX512 on. [worker]
bool can_do_bfloat16(at::Device device);
// Throws ATELIER_E_INVALID where they do not. [worker]
void expect_bfloat16(at::Device device);

// Whether a value of oneDNN's environment variables leaves out bfloat16: "AVX512_CORE", "avx2", … An unknown one does
// not, as oneDNN itself has it. [any]
bool forbids_bfloat16(std::string_view max_cpu_isa);

// The same of those that leave out AVX512 altogether. [any]
bool forbids_avx512(std::string_view max_cpu_isa);

}  // namespace atelier::torch_models
