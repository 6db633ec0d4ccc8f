#include <gtest/gtest.h>
#include <sys/resource.h>

#include <fstream>
#include <limits>
#include <string>

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
            "out of memory: a training batch of 8 pictures of 1024x768 pixels needs about 32.2 GB, and 24 GB are to be "
            "had; a batch of 5 would fit");
  EXPECT_EQ(refusal({5, 768, 1024, true, at::kFloat}, 24e9), "");
  EXPECT_NE(refusal({6, 768, 1024, true, at::kFloat}, 24e9), "");
}

TEST(MemoryNeed, SaysASmallerSizeWhereNoBatchFits) {
  const std::string text = refusal({2, 2048, 2048, true, at::kFloat}, 24e9);
  EXPECT_NE(text.find("a batch of 2 would fit with pictures of 1504x1504"), std::string::npos) << text;
  EXPECT_EQ(refusal({2, 1504, 1504, true, at::kFloat}, 24e9), "");
  EXPECT_NE(refusal({2, 64, 64, true, at::kFloat}, 1e9).find("does not fit at all"), std::string::npos);
}

// An allocation can fail though the estimate fits: under a limit of the address space, or beside other programs.
TEST(MemoryNeed, GivesNoAdviceThatIsNoLessThanWhatFailed) {
  const BatchForm batch{2, 256, 256, true, at::kFloat};
  const std::string text = out_of_memory(batch, kNetwork, 24e9);
  EXPECT_EQ(
      text,
      "out of memory: a training batch of 2 pictures of 256x256 pixels should need about 1.7 GB of the 24 GB that "
      "are to be had, but an allocation failed; use a smaller batch or smaller pictures, or raise the limit of "
      "the process (`ulimit -v`, `ulimit -d`) where there is one");
  const BatchForm none{0, 0, 0, false, at::kFloat};
  EXPECT_EQ(
      out_of_memory(none, kNetwork, 0.5e9),
      "out of memory: the network does not fit into the 0.5 GB that are to be had; close other programs, or raise "
      "the limit of the process (`ulimit -v`, `ulimit -d`) where there is one");
}

TEST(MemoryNeed, TellsAmountsApartThatAreNearlyOne) {
  const std::string text = refusal({4, 768, 1024, true, at::kFloat}, 16.6e9);
  EXPECT_NE(text.find("needs about 16.603 GB, and 16.6 GB are to be had"), std::string::npos) << text;
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

TEST(MemoryNeed, CountsWhatTheAddressSpaceAlreadyHolds) {
  const auto kilobytes = [](const std::string& key) {
    std::ifstream in("/proc/self/status");
    std::string word;
    double value = 0;
    while (in >> word)
      if (word == key && in >> value) break;
    return value * 1024;
  };
  rlimit was{};
  ASSERT_EQ(getrlimit(RLIMIT_AS, &was), 0);
  rlimit set = was;
  const double mapped = kilobytes("VmSize:"), resident = kilobytes("VmRSS:");
  set.rlim_cur = static_cast<rlim_t>(mapped) + 100'000'000;
  ASSERT_EQ(setrlimit(RLIMIT_AS, &set), 0);
  const double limit = memory_limit(), room = room_under_limits();
  setrlimit(RLIMIT_AS, &was);
  EXPECT_LE(room, 100'000'000);
  EXPECT_LT(limit, resident + 150'000'000);
}

TEST(MemoryNeed, KnowsFailuresOfMemory) {
  EXPECT_TRUE(
      is_out_of_memory("[enforce fail at alloc_cpu.cpp:66] . DefaultCPUAllocator: can't allocate memory: you "
                       "tried to allocate 9 bytes. Error code 12 (Cannot allocate memory)"));
  EXPECT_TRUE(is_out_of_memory("CUDA out of memory. Tried to allocate 20.00 MiB"));
  EXPECT_FALSE(is_out_of_memory("mat1 and mat2 shapes cannot be multiplied"));
}

TEST(MemoryNeed, SaysWhatToDoWhereAGpuIsFull) {
  const std::string text = out_of_gpu_memory({8, 512, 256, true, at::kFloat});
  for (const char* part : {"a training batch of 8 pictures of 256x512 pixels", "smaller batch", "bfloat16"})
    EXPECT_NE(text.find(part), std::string::npos) << text;
  EXPECT_EQ(out_of_gpu_memory({8, 512, 256, true, at::kBFloat16}).find("bfloat16"), std::string::npos);
  EXPECT_NE(out_of_gpu_memory({0, 0, 0, true, at::kFloat}).find("the network does not fit"), std::string::npos);
}

}  // namespace
