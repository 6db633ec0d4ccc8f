#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "../compat.hpp"
#include "../memory_need.hpp"
#include "../tensor_memory.hpp"
#include "atelier/cpp/random.hpp"

namespace {

using namespace atelier::torch_models;
using atelier::Random;

constexpr size_t kMegabyte = 1 << 20;

TEST(Stretch, TakesTheLowestRoomAndJoinsWhatComesFree) {
  Stretch stretch(64 * kMegabyte);
  void* const first = stretch.take(4 * kMegabyte);
  void* const second = stretch.take(4 * kMegabyte);
  void* const third = stretch.take(4 * kMegabyte);
  ASSERT_TRUE(first && second && third);
  EXPECT_LT(first, second);
  EXPECT_LT(second, third);
  const size_t touched = stretch.touched();

  EXPECT_TRUE(stretch.give_back(first));
  EXPECT_TRUE(stretch.give_back(second));
  EXPECT_EQ(stretch.take(8 * kMegabyte), first) << "two neighbours are one hole";
  EXPECT_TRUE(stretch.give_back(third));
  EXPECT_LE(stretch.take(4 * kMegabyte), third);
  EXPECT_EQ(stretch.touched(), touched);
}

TEST(Stretch, GivesNothingBeyondItsEndAndKnowsItsBlocks) {
  Stretch stretch(8 * kMegabyte);
  EXPECT_EQ(stretch.take(8 * kMegabyte), nullptr) << "blocks need a little more";
  EXPECT_EQ(stretch.take(SIZE_MAX), nullptr);
  void* const block = stretch.take(4 * kMegabyte);
  ASSERT_TRUE(block);
  EXPECT_EQ(stretch.take(4 * kMegabyte), nullptr);
  int elsewhere = 0;
  EXPECT_FALSE(stretch.give_back(&elsewhere));
  EXPECT_TRUE(stretch.give_back(block));
  EXPECT_FALSE(stretch.give_back(block)) << "it is free already";
}

TEST(Stretch, BlocksNeverOverlapWhateverTheOrder) {
  const uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random random(seed);
  Stretch stretch(64 * kMegabyte);
  struct Block {
    unsigned char* at;
    size_t bytes;
    unsigned char mark;
  };
  std::vector<Block> blocks;
  const auto intact = [](const Block& b) {
    return std::all_of(b.at, b.at + b.bytes, [&](unsigned char value) { return value == b.mark; });
  };
  for (int i = 0; i < 3000; ++i) {
    if (blocks.size() > 40 || (!blocks.empty() && random.below(2))) {
      const auto at = blocks.begin() + static_cast<ptrdiff_t>(random.below(blocks.size()));
      ASSERT_TRUE(intact(*at)) << i;
      ASSERT_TRUE(stretch.give_back(at->at));
      blocks.erase(at);
      continue;
    }
    const size_t bytes = 1 + random.below(2 * kMegabyte);
    auto* const got = static_cast<unsigned char*>(stretch.take(bytes));
    if (!got) continue;
    ASSERT_EQ(reinterpret_cast<uintptr_t>(got) % 64, 0u);
    blocks.push_back({got, bytes, static_cast<unsigned char>(i)});
    std::fill_n(got, bytes, blocks.back().mark);
  }
  for (const Block& block : blocks) {
    EXPECT_TRUE(intact(block));
    stretch.give_back(block.at);
  }
  EXPECT_TRUE(stretch.take(60 * kMegabyte)) << "all of it is one hole again";
}

TEST(TensorMemory, LargeTensorsLieTogether) {
#ifndef __SANITIZE_ADDRESS__
  keep_tensors_together();
  const at::Tensor low = at::empty({kMegabyte}, at::kFloat);
  const void* const place = at::empty({kMegabyte}, at::kFloat).data_ptr();
  const at::Tensor again = at::empty({kMegabyte}, at::kFloat);
  EXPECT_EQ(again.data_ptr(), place);
  EXPECT_EQ(again.clone().fill_(1).sum().item<float>(), float{kMegabyte});
#endif
}

// oneDNN and LibTorch need room for code and threads, and fail badly without.
TEST(TensorMemory, LeavesRoomUnderLimitsOfTheProcess) {
#ifndef __SANITIZE_ADDRESS__
  keep_tensors_together();
  rlimit was{};
  ASSERT_EQ(getrlimit(RLIMIT_DATA, &was), 0);
  rlimit set = was;
  constexpr double kFar = 1e15;
  set.rlim_cur = static_cast<rlim_t>(kFar);
  ASSERT_EQ(setrlimit(RLIMIT_DATA, &set), 0);
  set.rlim_cur = static_cast<rlim_t>(kFar - room_under_limits() + 5e8);  // what is taken, and a little
  ASSERT_EQ(setrlimit(RLIMIT_DATA, &set), 0);
  std::vector<at::Tensor> held;
  std::string why;
  try {
    for (int i = 0; i < 100; ++i) held.push_back(at::empty({4 * static_cast<int64_t>(kMegabyte)}, at::kFloat));
  } catch (const c10::Error& e) {
    why = message_of(e);
  }
  const double left = room_under_limits();
  setrlimit(RLIMIT_DATA, &was);
  EXPECT_TRUE(is_out_of_memory(why)) << why;
  EXPECT_GT(held.size(), 10u);
  EXPECT_GE(left, kRoomToWork / 2);
#endif
}

}  // namespace
