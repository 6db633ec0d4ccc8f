#include "runs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "json_map.hpp"
#include "label_map.hpp"

using namespace atelier::masks;

namespace {

TEST(Runs, AreaAndBoxOfUncompressedRuns) {
  const Runs small = {0, 5, 3, 2, 6}, tall = {6, 1, 40, 4, 5, 4, 5, 4, 21};
  const Runs empty = {16}, hollow = {3, 0, 13};
  EXPECT_EQ(area_of(small), 7u);
  EXPECT_EQ(sum_of(small), 16u);
  EXPECT_EQ(box_of(small, 4), (Box{0, 0, 3, 4}));
  EXPECT_EQ(area_of(tall), 13u);
  EXPECT_EQ(box_of(tall, 9), (Box{0, 2, 8, 5}));
  EXPECT_EQ(box_of(empty, 4), Box{});
  EXPECT_EQ(box_of(hollow, 4), Box{});
}

TEST(Runs, UniteJoinsWhatOverlapsOrTouches) {
  std::vector<Interval> intervals = {{9, 12}, {0, 2}, {2, 4}, {10, 11}, {6, 7}};
  unite(intervals);
  Runs runs;
  runs_of(intervals, 15, runs);
  EXPECT_EQ(runs, (Runs{0, 4, 2, 1, 2, 3, 3}));
  runs_of(intervals, 12, runs);
  EXPECT_EQ(runs, (Runs{0, 4, 2, 1, 2, 3}));
}

TEST(Runs, ContestedPixelsAreThoseThatTwoOrMoreClaim) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 300; ++round) {
    std::vector<Runs> shapes(random() % 5);
    std::vector<int> claims(200);
    for (Runs& runs : shapes)
      for (uint32_t at = 0; at < 200;) {
        const uint32_t run = std::min<uint32_t>(random() % 30, 200 - at);
        if (runs.size() % 2 == 1)
          for (uint32_t k = at; k < at + run; ++k) ++claims[k];
        runs.push_back(run);
        at += run;
      }
    std::vector<const Runs*> pointers;
    for (const Runs& runs : shapes) pointers.push_back(&runs);
    EXPECT_EQ(contested_pixels(pointers),
              static_cast<uint64_t>(std::count_if(claims.begin(), claims.end(), [](int n) { return n > 1; })));
  }
}

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
