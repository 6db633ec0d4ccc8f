#include "label_map.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>

#include "json_map.hpp"
#include "pictures/picture_file.hpp"

using namespace atelier::masks;

namespace {

TEST(LabelMap, RowsOutOfColumns) {
  std::vector<uint16_t> labels = {0, 1, 2, 3, 255, 255};  // two rows, three columns
  const atelier_canvas canvas = {sizeof canvas, 2, 3, 255, labels.data()};
  const atelier::Tensor map = to_label_map(canvas);
  const std::vector<uint8_t> rows(map.data<uint8_t>(), map.data<uint8_t>() + 6);
  EXPECT_EQ(rows, (std::vector<uint8_t>{0, 2, 255, 1, 3, 255}));
  EXPECT_EQ(map.dim(0), 2);

  labels = {0, 1, 300, 3, 65535, 65535};
  const atelier_canvas wide = {sizeof canvas, 2, 3, 65535, labels.data()};
  const atelier::Tensor wide_map = to_label_map(wide);
  EXPECT_EQ(wide_map.data<uint16_t>()[1], 300);
}

// A canvas of rectangles, some of one pixel: many changes or few.
std::vector<uint16_t> painted(std::mt19937& random, uint32_t height, uint32_t width, uint32_t classes,
                              uint32_t void_label, unsigned rectangles) {
  std::vector<uint16_t> labels(size_t{height} * width);
  for (unsigned i = 0; i < rectangles; ++i) {
    const uint32_t x0 = random() % width, y0 = random() % height;
    const uint32_t x1 = x0 + random() % (width - x0), y1 = y0 + random() % (height - y0);
    const uint32_t label = random() % 10 ? random() % classes : void_label;
    for (uint32_t x = x0; x <= x1; ++x)
      for (uint32_t y = y0; y <= y1; ++y) labels[size_t{x} * height + y] = static_cast<uint16_t>(label);
  }
  return labels;
}

TEST(LabelMap, ItsPngReadsBackAsTheLabelsOfTheCanvas) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  LabelMapWriter writer;  // its buffers are used again, for other sizes
  for (int round = 0; round < 300; ++round) {
    const bool wide = random() % 3 == 0;
    const uint32_t height = 1 + random() % 90, width = 1 + random() % 90, void_label = wide ? 65535 : 255;
    const uint32_t classes = wide ? 300 + random() % 5000 : 1 + random() % 255;
    auto labels = painted(random, height, width, classes, void_label, random() % (random() % 2 ? 8 : 400));
    const atelier_canvas canvas = {sizeof canvas, height, width, void_label, labels.data()};
    std::vector<uint64_t> counts;
    const bool coloured = !wide && random() % 4 == 0;
    const std::string png = writer.png(canvas, classes, counts, coloured ? std::string(768, 'c') : "");
    const atelier::Tensor read = pictures::decode_labels(png, "a.png"), wanted = to_label_map(canvas);
    ASSERT_EQ(read.dim(0), height);
    ASSERT_EQ(read.dim(1), width);
    ASSERT_EQ(read.bytes(), wanted.bytes());
    ASSERT_EQ(std::memcmp(read.get().data, wanted.get().data, wanted.bytes()), 0) << height << " x " << width;
    for (size_t label = 0; label < counts.size(); ++label)
      ASSERT_EQ(counts[label], static_cast<uint64_t>(std::count(labels.begin(), labels.end(), label)));
  }
}

TEST(LabelMap, LongRows) {
  LabelMapWriter writer;
  for (const uint32_t void_label : {255u, 65535u}) {
    std::vector<uint16_t> labels(65535 * 3, 7);
    labels[3 * 65534] = static_cast<uint16_t>(void_label);
    const atelier_canvas canvas = {sizeof canvas, 3, 65535, void_label, labels.data()};
    std::vector<uint64_t> counts;
    const atelier::Tensor read = pictures::decode_labels(writer.png(canvas, 8, counts), "a.png"),
                          wanted = to_label_map(canvas);
    ASSERT_EQ(read.bytes(), wanted.bytes());
    EXPECT_EQ(std::memcmp(read.get().data, wanted.get().data, wanted.bytes()), 0);
    EXPECT_EQ(counts[void_label], 1u);
  }
}

TEST(LabelMap, RefusesALabelThatIsNoClass) {
  LabelMapWriter writer;
  std::vector<uint64_t> counts;
  std::vector<uint16_t> labels(4000, 0);
  labels[3000] = 4;
  const atelier_canvas canvas = {sizeof canvas, 40, 100, 255, labels.data()};
  EXPECT_NO_THROW(writer.png(canvas, 5, counts));
  EXPECT_THROW(writer.png(canvas, 4, counts), atelier::Error);
}

// The expected texts are what Python 3 prints for json.dumps(…, indent=2).
TEST(JsonMap, WritesAsPythonDoes) {
  JsonMap map;
  EXPECT_EQ(map.text(), "{}");
  map.add("1", 1);
  EXPECT_EQ(map.text(), "{\n  \"1\": 1\n}");
  JsonMap odd;
  odd.add("a\"\\/\b\f\n\r\t\x01\x7f.jpg", "b.png");
  odd.add(
      "stra\xc3\x9f"
      "e \xf0\x9f\x98\x80.jpg",
      "\xe2\x82\xac.png");
  EXPECT_EQ(odd.text(),
            "{\n  \"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u007f.jpg\": \"b.png\",\n"
            "  \"stra\\u00dfe \\ud83d\\ude00.jpg\": \"\\u20ac.png\"\n}");
}

}  // namespace
