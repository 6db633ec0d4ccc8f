#include <gtest/gtest.h>

#include "../precision.hpp"

namespace {

using namespace atelier::torch_models;

TEST(Precision, FollowsTheNamesOfOneDnn) {
  for (const char* without : {"SSE41", "avx", "AVX2", "avx2_vnni", "AVX512_CORE", "avx512_core_vnni"})
    EXPECT_TRUE(forbids_bfloat16(without)) << without;
  for (const char* with : {"", "ALL", "DEFAULT", "AVX512_CORE_BF16", "avx512_core_amx", "AVX512_CORE_FP16", "nonsense"})
    EXPECT_FALSE(forbids_bfloat16(with)) << with;
}

TEST(Precision, IsTheSameWheneverItIsAsked) {
  const PrecisionChoice first = best_precision(at::Device(at::kCPU));
  EXPECT_FALSE(first.reason.empty());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(best_precision(at::Device(at::kCPU)).type, first.type);
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx512bw")) {
    EXPECT_EQ(first.type, at::kFloat);
  }
#endif
}

TEST(Precision, KnowsWhereBfloat16CannotBeDoneAtAll) {
  for (const char* without : {"SSE41", "avx", "AVX2", "avx2_vnni"}) EXPECT_TRUE(forbids_avx512(without)) << without;
  for (const char* with : {"", "ALL", "AVX512_CORE", "avx512_core_vnni", "AVX512_CORE_BF16"})
    EXPECT_FALSE(forbids_avx512(with)) << with;
}

// oneDNN reads its variable once in a process, so this asks in one of its own.
TEST(PrecisionDeathTest, IsFloat32WhereOneDnnIsKeptFromBfloat16) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  for (const char* name : {"ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA"}) {
    for (const char* limit : {"AVX2", "AVX512_CORE"}) {
      setenv(name, limit, 1);
      EXPECT_EXIT(std::exit(best_precision(at::Device(at::kCPU)).type == at::kFloat ? 0 : 1),
                  ::testing::ExitedWithCode(0), "")
          << name << "=" << limit;
      if (limit == std::string_view("AVX2")) {
        EXPECT_EXIT(std::exit(can_do_bfloat16(at::Device(at::kCPU)) ? 1 : 0), ::testing::ExitedWithCode(0), "");
      }
      unsetenv(name);
    }
  }
}

}  // namespace
