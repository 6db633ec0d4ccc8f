#include "segment_runs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace {

using atelier::Tensor;
using atelier::coco_panoptic::SegmentRuns;

Tensor coloured(int64_t height, int64_t width, const std::vector<uint32_t>& ids) {
  Tensor out = Tensor::make<uint8_t>({height, width, 3});
  for (size_t i = 0; i < ids.size(); ++i)
    for (size_t c = 0; c < 3; ++c) out.data<uint8_t>()[i * 3 + c] = static_cast<uint8_t>(ids[i] >> 8 * c);
  return out;
}

TEST(SegmentRunsTest, GoesDownTheColumns) {
  const SegmentRuns runs(coloured(2, 3,
                                  {9, 9, 0,  //
                                   0, 9, 70000}),
                         {9, 70000, 5});
  EXPECT_EQ(runs.runs_of(9), (std::vector<uint32_t>{0, 1, 1, 2, 2}));
  EXPECT_EQ(runs.runs_of(70000), (std::vector<uint32_t>{5, 1}));
  EXPECT_TRUE(runs.runs_of(5).empty());
  EXPECT_TRUE(runs.runs_of(0).empty());
  EXPECT_TRUE(runs.others().empty());
}

TEST(SegmentRunsTest, CountsOtherIdsAndNotEndlessly) {
  std::vector<uint32_t> ids(40);
  for (size_t i = 0; i < ids.size(); ++i) ids[i] = static_cast<uint32_t>(i);
  const SegmentRuns runs(coloured(1, 40, ids), {1});
  EXPECT_EQ(runs.others().size(), SegmentRuns::kMostOthers);
  EXPECT_EQ(runs.others().begin()->first, 2u);
  EXPECT_EQ(runs.pixels_of_more(), 40 - 2 - SegmentRuns::kMostOthers);
}

TEST(SegmentRunsTest, GivesEachPixelBack) {
  const unsigned seed = std::random_device{}();
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    const int64_t height = 1 + random() % 50, width = 1 + random() % 90;
    std::vector<uint32_t> ids(static_cast<size_t>(height * width));
    const std::vector<uint32_t> known = {1, 255, 256, 65536, 0xffffff};
    for (size_t i = 0; i < ids.size(); ++i)
      ids[i] = i && random() % 3 ? ids[i - 1] : random() % 4 ? known[random() % known.size()] : 0;
    const SegmentRuns runs(coloured(height, width, ids), known);
    std::vector<uint32_t> seen(ids.size(), 0);
    for (const uint32_t id : known) {
      int64_t at = 0;
      bool inside = false;
      for (const uint32_t run : runs.runs_of(id)) {
        for (const int64_t end = at + run; at < end; ++at)
          if (inside) seen[static_cast<size_t>(at % height * width + at / height)] = id;
        inside = !inside;
      }
    }
    ASSERT_EQ(seen, ids) << "seed " << seed << ", round " << round;
  }
}

}  // namespace
