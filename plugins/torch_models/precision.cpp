#include "precision.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <optional>
#if defined(__x86_64__)
#include <cpuid.h>
#endif
#ifdef ATELIER_TORCH_CUDA
#include <ATen/cuda/CUDAContext.h>
#endif

namespace atelier::torch_models {
namespace {

bool processor_has_bfloat16() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (!__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512vl")) return false;
  const bool avx512 = __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & (1u << 5)) != 0;
  const bool amx = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d & (1u << 22)) != 0;
  return avx512 || amx;
#else
  return false;
#endif
}

// What oneDNN says of itself, where LibTorch has it as a library of its own: the bits of dnnl_cpu_isa_t.
std::optional<bool> onednn_has_bfloat16() {
  constexpr int kAvx512CoreBf16 = 0xe7;
  using Ask = int (*)();
  const auto ask = reinterpret_cast<Ask>(dlsym(RTLD_DEFAULT, "dnnl_get_effective_cpu_isa"));
  if (!ask) return std::nullopt;
  return (ask() & kAvx512CoreBf16) == kAvx512CoreBf16;
}

// The variable that counts; the newer name first, as oneDNN reads them.
std::string_view limit() {
  for (const char* name : {"ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA"})
    if (const char* value = std::getenv(name)) return value;
  return {};
}

PrecisionChoice best_on_cpu() {
  if (!at::globalContext().userEnabledMkldnn()) return {at::kFloat, "LibTorch is without oneDNN"};
  if (!processor_has_bfloat16()) return {at::kFloat, "the processor has no bfloat16 instructions"};
  if (!onednn_has_bfloat16().value_or(!forbids_bfloat16(limit())))
    return {at::kFloat, "oneDNN is kept from the processor's bfloat16 instructions by its environment variable"};
  return {at::kBFloat16, "the processor has instructions for it"};
}

}  // namespace

bool forbids_bfloat16(std::string_view max_cpu_isa) {
  static constexpr std::array<std::string_view, 8> kWithout = {
      "sse41", "avx", "avx2", "avx2_vnni", "avx2_vnni_2", "avx512_mic", "avx512_core", "avx512_core_vnni"};
  std::string lower(max_cpu_isa);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::find(kWithout.begin(), kWithout.end(), lower) != kWithout.end();
}

PrecisionChoice best_precision(at::Device device) {
  if (device.is_cpu()) return best_on_cpu();
#ifdef ATELIER_TORCH_CUDA
  constexpr int kAmpere = 8;
  if (device.is_cuda() && at::cuda::getDeviceProperties(device.index())->major >= kAmpere)
    return {at::kBFloat16, "the GPU has multipliers for it"};
#endif
  return {at::kFloat, "the device has no multipliers for bfloat16"};
}

}  // namespace atelier::torch_models
