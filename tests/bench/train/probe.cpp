#include "probe.hpp"

#include <immintrin.h>

#include <chrono>
#include <thread>
#include <vector>

namespace bench_train {
namespace {

constexpr long kRounds = 20'000'000;
constexpr int kChains = 12;  // independent, so that latency does not show

// Written out: an array would lie in memory.
#define ATELIER_CHAINS(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11)
#define ATELIER_START(I) __m512 s##I = _mm512_setzero_ps();
#define ATELIER_FLOAT32(I) s##I = _mm512_fmadd_ps(a, b, s##I);
#define ATELIER_BFLOAT16(I) s##I = _mm512_dpbf16_ps(s##I, a, b);
#define ATELIER_KEEP(I) asm volatile("" : "+v"(s##I));
#define ATELIER_SUM(I) sum = _mm512_add_ps(sum, s##I);

__attribute__((target("avx512f"))) float multiply_float32() {
  ATELIER_CHAINS(ATELIER_START)
  const __m512 a = _mm512_set1_ps(1e-3f), b = _mm512_set1_ps(1e-3f);
  for (long i = 0; i < kRounds; ++i) {
    ATELIER_CHAINS(ATELIER_FLOAT32)
    ATELIER_CHAINS(ATELIER_KEEP)
  }
  __m512 sum = _mm512_setzero_ps();
  ATELIER_CHAINS(ATELIER_SUM)
  return _mm512_cvtss_f32(sum);
}

__attribute__((target("avx512f,avx512bf16"))) float multiply_bfloat16() {
  ATELIER_CHAINS(ATELIER_START)
  const auto a = (__m512bh)_mm512_set1_epi16(0x3a80), b = (__m512bh)_mm512_set1_epi16(0x3a80);
  for (long i = 0; i < kRounds; ++i) {
    ATELIER_CHAINS(ATELIER_BFLOAT16)
    ATELIER_CHAINS(ATELIER_KEEP)
  }
  __m512 sum = _mm512_setzero_ps();
  ATELIER_CHAINS(ATELIER_SUM)
  return _mm512_cvtss_f32(sum);
}

template <class Loop>
double gflops(int threads, double per_instruction, Loop loop) {
  std::vector<float> sums(static_cast<size_t>(threads));
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> workers;
  for (float& sum : sums) workers.emplace_back([&sum, loop] { sum = loop(); });
  for (std::thread& worker : workers) worker.join();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  return sums[0] > 0 ? kRounds * kChains * per_instruction * threads / taken.count() / 1e9 : 0;
}

}  // namespace

double float32_gflops(int threads) {
  return __builtin_cpu_supports("avx512f") ? gflops(threads, 32, multiply_float32) : 0;
}

double bfloat16_gflops(int threads) {
  return __builtin_cpu_supports("avx512bf16") ? gflops(threads, 64, multiply_bfloat16) : 0;
}

}  // namespace bench_train
