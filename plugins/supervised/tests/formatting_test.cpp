// How results read: names, numbers, the class table, JSON.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "../class_table.hpp"
#include "../json_text.hpp"
#include "../results.hpp"

namespace {

using namespace atelier::supervised;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(Words, NamesReadAsText) {
  EXPECT_EQ(words("mean_iou"), "mean IoU");
  EXPECT_EQ(words("pixel_accuracy"), "pixel accuracy");
  EXPECT_EQ(words("loss"), "loss");
}

TEST(Words, Numbers) {
  EXPECT_EQ(readable({"a", 0.912345, true, true}), "91.23 %");
  EXPECT_EQ(readable({"a", 0.6123, false, true}), "0.612");
  EXPECT_EQ(readable({"a", kNan, true, true}), "-");
  EXPECT_EQ(fixed(-1.5e300, 2), "-1.50e+300");
}

TEST(JsonText, MatricesHaveALinePerRow) {
  const nlohmann::ordered_json json = {
      {"b", 1}, {"a", {{"x", kNan}}}, {"m", {{1, 2}, {3, 4}}}, {"e", nlohmann::ordered_json::array()}};
  EXPECT_EQ(json_text(json), R"({
  "b": 1,
  "a": {"x": null},
  "m": [
    [1, 2],
    [3, 4]
  ],
  "e": []
}
)");
  EXPECT_EQ(nlohmann::ordered_json::parse(json_text(json))["m"], json["m"]);
}

TEST(ClassTable, AbsentClassesAreLeftOutAndColumnsAlign) {
  Results r;
  r.per_class = {{"iou", {0.5, kNan, 1}}, {"precision", {0.25, kNan, kNan}}};
  const auto lines = class_table(r, {"background", "cat", "caf\xc3\xa9"}, "file");
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0], "class             IoU  precision");
  EXPECT_EQ(lines[1], "background      0.500      0.250");
  EXPECT_EQ(lines[2], "caf\xc3\xa9            1.000          -");
}

TEST(ClassTable, OfManyTheBestAndTheWorst) {
  Results r;
  std::vector<std::string> names;
  r.per_class = {{"iou", {}}};
  for (int c = 0; c < 80; ++c) {
    r.per_class[0].values.push_back(c / 100.0);
    names.push_back("class" + std::to_string(c));
  }
  const auto lines = class_table(r, names, "metrics.json");
  ASSERT_EQ(lines.size(), 1 + kMostRows + 1);
  EXPECT_EQ(lines[1].substr(0, 7), "class79");
  EXPECT_EQ(lines[14], "\u2026 55 more in metrics.json");
  EXPECT_EQ(lines.back().substr(0, 7), "class0 ");
}

}  // namespace
