#include "brush_bytes.hpp"

#include <gtest/gtest.h>

namespace {

using atelier::labelstudio_writer::brush_bytes;
using Bytes = std::vector<uint8_t>;

// What label_studio_sdk.converter.brush.mask2rle 2.1.2 gives for [[0, 255, 0], [0, 255, 255]] and for ones of 200 x
// 100.
TEST(BrushBytesTest, AreThoseOfTheConverter) {
  EXPECT_EQ(brush_bytes({2, 2, 1, 1}, 2, 3), (Bytes{0, 0, 0, 24, 57, 27, 252, 96, 17, 255, 206, 1, 63, 248}));
  EXPECT_EQ(brush_bytes({0, 20000}, 100, 200), (Bytes{0, 1, 56, 128, 57, 27, 255, 255, 255, 255, 231, 15, 255, 224}));
}

}  // namespace
