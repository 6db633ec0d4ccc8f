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

bool processor_has_avx512() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
#else
  return false;
#endif
}

bool processor_has_bfloat16() {
#if defined(__x86_64__)
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (!processor_has_avx512()) return false;
  const bool avx512 = __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & (1u << 5)) != 0;
  const bool amx = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d & (1u << 22)) != 0;
  return avx512 || amx;
#else
  return false;
#endif
}

// Bits of dnnl_cpu_isa_t.
constexpr int kAvx512Core = 0x27, kAvx512CoreBf16 = 0xe7;

// What oneDNN says of itself, where LibTorch has it as a library of its own.
std::optional<bool> onednn_has(int isa) {
  using Ask = int (*)();
  const auto ask = reinterpret_cast<Ask>(dlsym(RTLD_DEFAULT, "dnnl_get_effective_cpu_isa"));
  if (!ask) return std::nullopt;
  return (ask() & isa) == isa;
}

template <size_t N>
bool is_one_of(std::string_view max_cpu_isa, const std::array<std::string_view, N>& names) {
  std::string lower(max_cpu_isa);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::find(names.begin(), names.end(), lower) != names.end();
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
  if (!onednn_has(kAvx512CoreBf16).value_or(!forbids_bfloat16(limit())))
    return {at::kFloat, "oneDNN is kept from the processor's bfloat16 instructions by its environment variable"};
  return {at::kBFloat16, "the processor has instructions for it"};
}

}  // namespace

bool forbids_avx512(std::string_view max_cpu_isa) {
  static constexpr std::array<std::string_view, 6> kWithout = {"sse41",     "avx",         "avx2",
                                                               "avx2_vnni", "avx2_vnni_2", "avx512_mic"};
  return is_one_of(max_cpu_isa, kWithout);
}

bool forbids_bfloat16(std::string_view max_cpu_isa) {
  static constexpr std::array<std::string_view, 2> kWithout = {"avx512_core", "avx512_core_vnni"};
  return forbids_avx512(max_cpu_isa) || is_one_of(max_cpu_isa, kWithout);
}

bool can_do_bfloat16(at::Device device) {
  if (!device.is_cpu() || !at::globalContext().userEnabledMkldnn()) return true;
#if defined(__x86_64__)
  return processor_has_avx512() && onednn_has(kAvx512Core).value_or(!forbids_avx512(limit()));
#else
  return true;  // not known here
#endif
}

void expect_bfloat16(at::Device device) {
  if (can_do_bfloat16(device)) return;
  throw Error(ATELIER_E_INVALID,
              "precision = \"bfloat16\" cannot be had here: the processor, or what oneDNN's environment variable "
              "ONEDNN_MAX_CPU_ISA leaves of it, has no AVX512; set precision = \"auto\" or \"float32\"");
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
