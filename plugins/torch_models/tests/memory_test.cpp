#include <gtest/gtest.h>
#include <sys/resource.h>

#include <limits>

#include "../memory_need.hpp"

namespace {

using namespace atelier::torch_models;

constexpr double kNetwork = 1e9;

std::string refusal(const BatchForm& batch, double limit) {
  try {
    expect_memory(batch, kNetwork, limit);
  } catch (const atelier::Error& e) {
    EXPECT_EQ(e.code(), ATELIER_E_INVALID);
    return e.what();
  }
  return {};
}

TEST(MemoryNeed, SaysBatchAndSizeAndASmallerBatchThatFits) {
  const BatchForm batch{8, 768, 1024, true, at::kFloat};
  const std::string text = refusal(batch, 24e9);
  EXPECT_EQ(text,
            "out of memory: a training batch of 8 pictures of 1024x768 pixels needs about 40 GB, and 24 GB are to be "
            "had; a batch of 4 would fit");
  EXPECT_EQ(refusal({4, 768, 1024, true, at::kFloat}, 24e9), "");
  EXPECT_NE(refusal({5, 768, 1024, true, at::kFloat}, 24e9), "");
}

TEST(MemoryNeed, SaysASmallerSizeWhereNoBatchFits) {
  const std::string text = refusal({2, 2048, 2048, true, at::kFloat}, 24e9);
  EXPECT_NE(text.find("a batch of 2 would fit with pictures of 1344x1344"), std::string::npos) << text;
  EXPECT_EQ(refusal({2, 1344, 1344, true, at::kFloat}, 24e9), "");
  EXPECT_NE(refusal({2, 64, 64, true, at::kFloat}, 1e9).find("does not fit at all"), std::string::npos);
}

TEST(MemoryNeed, IsLessInBfloat16AndToPredict) {
  const BatchForm whole{8, 512, 512, true, at::kFloat};
  BatchForm half = whole, predicted = whole;
  half.compute = at::kBFloat16;
  predicted.training = false;
  EXPECT_LT(features_need(half), 0.6 * features_need(whole));
  EXPECT_LT(features_need(predicted), 0.3 * features_need(whole));
}

TEST(MemoryNeed, KnowsTheLimitsOfTheProcess) {
  const double free = memory_limit();
  EXPECT_GT(free, 1e8);
  EXPECT_LT(free, 1e14);
  rlimit was{};
  ASSERT_EQ(getrlimit(RLIMIT_DATA, &was), 0);
  rlimit set = was;
  set.rlim_cur = 900'000'000;
  ASSERT_EQ(setrlimit(RLIMIT_DATA, &set), 0);
  EXPECT_LE(memory_limit(), 900'000'000);
  setrlimit(RLIMIT_DATA, &was);
}

TEST(MemoryNeed, KnowsFailuresOfMemory) {
  EXPECT_TRUE(
      is_out_of_memory("[enforce fail at alloc_cpu.cpp:66] . DefaultCPUAllocator: can't allocate memory: you "
                       "tried to allocate 9 bytes. Error code 12 (Cannot allocate memory)"));
  EXPECT_TRUE(is_out_of_memory("CUDA out of memory. Tried to allocate 20.00 MiB"));
  EXPECT_FALSE(is_out_of_memory("mat1 and mat2 shapes cannot be multiplied"));
}

}  // namespace
