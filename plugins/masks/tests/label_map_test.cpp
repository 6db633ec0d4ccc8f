#include "label_map.hpp"

#include <gtest/gtest.h>

#include "json_map.hpp"

using namespace atelier::masks;

namespace {

TEST(LabelMap, RowsOutOfColumns) {
  std::vector<uint16_t> labels = {0, 1, 2, 3, 255, 255};  // two rows, three columns
  const atelier_canvas canvas = {sizeof canvas, 2, 3, 255, labels.data()};
  std::vector<uint64_t> counts;
  const atelier::Tensor map = to_label_map(canvas, 4, counts);
  const std::vector<uint8_t> rows(map.data<uint8_t>(), map.data<uint8_t>() + 6);
  EXPECT_EQ(rows, (std::vector<uint8_t>{0, 2, 255, 1, 3, 255}));
  EXPECT_EQ(map.dim(0), 2);
  EXPECT_EQ(counts[3], 1u);
  EXPECT_EQ(counts[255], 2u);
  EXPECT_THROW(to_label_map(canvas, 3, counts), atelier::Error);

  labels = {0, 1, 300, 3, 65535, 65535};
  const atelier_canvas wide = {sizeof canvas, 2, 3, 65535, labels.data()};
  counts.clear();
  const atelier::Tensor wide_map = to_label_map(wide, 400, counts);
  EXPECT_EQ(wide_map.data<uint16_t>()[1], 300);
  EXPECT_EQ(counts[65535], 2u);
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
