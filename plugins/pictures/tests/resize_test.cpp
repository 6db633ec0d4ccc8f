#include "pictures/resize.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace {

using atelier::Tensor;
using pictures::resize_labels;
using pictures::resize_picture;

Tensor grey(int64_t height, int64_t width, const std::vector<int>& values) {
  Tensor t = Tensor::make<uint8_t>({height, width, 3});
  for (size_t i = 0; i < t.bytes(); ++i) t.data<uint8_t>()[i] = static_cast<uint8_t>(values[i / 3]);
  return t;
}

std::vector<int> first_channel(const Tensor& t) {
  std::vector<int> out;
  for (size_t i = 0; i < t.bytes(); i += 3) out.push_back(t.data<uint8_t>()[i]);
  return out;
}

TEST(ResizeLabels, TakesTheFloorInIntegers) {
  for (int64_t from = 1; from <= 90; ++from)
    for (int64_t to = 1; to <= 90; ++to) {
      Tensor labels = Tensor::make<uint16_t>({2, from});
      for (int64_t i = 0; i < 2 * from; ++i) labels.data<uint16_t>()[i] = static_cast<uint16_t>(i);
      const Tensor out = resize_labels(labels, 2, to);
      for (int64_t x = 0; x < to; ++x) {
        ASSERT_EQ(out.data<uint16_t>()[x], x * from / to) << from << " to " << to;
        ASSERT_EQ(out.data<uint16_t>()[to + x], from + x * from / to) << from << " to " << to;
      }
    }
}

TEST(ResizeLabels, WorksOnRowsAsOnColumns) {
  Tensor labels = Tensor::make<uint8_t>({4, 4});
  for (int i = 0; i < 16; ++i) labels.data<uint8_t>()[i] = static_cast<uint8_t>(i);
  const Tensor out = resize_labels(labels, 3, 3);
  const std::vector<int> got(out.data<uint8_t>(), out.data<uint8_t>() + 9);
  EXPECT_EQ(got, (std::vector<int>{0, 1, 2, 4, 5, 6, 8, 9, 10}));
}

TEST(ResizePicture, AveragesWhenItShrinks) {
  std::vector<int> ramp(16), stripes(64);
  for (int i = 0; i < 16; ++i) ramp[size_t(i)] = 10 * i;
  EXPECT_EQ(first_channel(resize_picture(grey(4, 4, ramp), 2, 2)), (std::vector<int>{25, 45, 105, 125}));
  for (int i = 0; i < 64; ++i) stripes[size_t(i)] = i % 2 * 200;
  for (const int value : first_channel(resize_picture(grey(8, 8, stripes), 8, 2))) EXPECT_EQ(value, 100);
}

TEST(ResizePicture, InterpolatesWhenItGrows) {
  EXPECT_EQ(first_channel(resize_picture(grey(1, 2, {0, 100}), 1, 4)), (std::vector<int>{0, 25, 75, 100}));
}

TEST(ResizePicture, ShrinksOneAxisAndGrowsTheOther) {
  std::vector<int> stripes(16);
  for (int i = 0; i < 16; ++i) stripes[size_t(i)] = i % 2 * 200;
  const Tensor out = resize_picture(grey(2, 8, stripes), 4, 4);
  EXPECT_EQ(out.dim(0), 4);
  EXPECT_EQ(out.dim(1), 4);
  for (const int value : first_channel(out)) EXPECT_EQ(value, 100);
}

TEST(ResizePicture, KeepsTheSizeItHas) {
  std::vector<int> values(35);
  for (size_t i = 0; i < 35; ++i) values[i] = static_cast<int>(i * 7);
  EXPECT_EQ(first_channel(resize_picture(grey(5, 7, values), 5, 7)), values);
}

TEST(Resize, RefusesImpossibleSizes) {
  const Tensor picture = grey(2, 2, {1, 2, 3, 4});
  EXPECT_THROW(resize_picture(picture, 0, 5), atelier::Error);
  EXPECT_THROW(resize_picture(picture, 5, 1 << 20), atelier::Error);
  EXPECT_THROW(resize_labels(picture, 2, 2), atelier::Error);
  EXPECT_THROW(resize_labels(Tensor::make<uint8_t>({2, 2}), 2, -1), atelier::Error);
}

}  // namespace
