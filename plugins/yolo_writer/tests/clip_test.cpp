#include "clip.hpp"

#include <gtest/gtest.h>

using atelier::yolo_writer::clip;
using geometry::Ring;

namespace {

struct Case {
  const char* what;
  Ring ring;
  Ring clipped;
  bool cut;
};

TEST(Clip, KeepsWhatLiesWithin) {
  const Case cases[] = {
      {"within", {1, 1, 5, 1, 5, 5}, {1, 1, 5, 1, 5, 5}, false},
      {"on the border", {0, 0, 10, 0, 10, 8, 0, 8}, {0, 0, 10, 0, 10, 8, 0, 8}, false},
      {"to the left", {-2, 2, 2, 2, 2, 4, -2, 4}, {0, 2, 2, 2, 2, 4, 0, 4}, true},
      {"to the right", {8, 2, 12, 2, 12, 4, 8, 4}, {8, 4, 8, 2, 10, 2, 10, 4}, true},
      {"over a corner", {8, 6, 12, 6, 12, 10, 8, 10}, {8, 8, 8, 6, 10, 6, 10, 8}, true},
      {"around all", {-9, -9, 99, -9, 99, 99, -9, 99}, {0, 0, 10, 0, 10, 8, 0, 8}, true},
      {"outside", {20, 20, 30, 20, 30, 30}, {}, true},
      {"nothing", {}, {}, false},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.what);
    Ring ring = each.ring;
    EXPECT_EQ(clip(ring, 10, 8), each.cut);
    ASSERT_EQ(ring.size(), each.clipped.size());
    if (ring.empty()) continue;
    // The same ring, whatever point it begins with.
    bool same = false;
    for (size_t shift = 0; shift < ring.size(); shift += 2) {
      Ring turned(ring.begin() + static_cast<std::ptrdiff_t>(shift), ring.end());
      turned.insert(turned.end(), ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(shift));
      same |= turned == each.clipped;
    }
    EXPECT_TRUE(same) << ::testing::PrintToString(ring);
  }
}

}  // namespace
