// What the report says of overlaps, against counting pixel by pixel.
#include <gtest/gtest.h>

#include <random>

#include "geometry/rle_string.hpp"
#include "overlap_survey.hpp"
#include "writing.hpp"

using nlohmann::json;
using writing::square;

namespace {

class OverlapReport : public writing::Fixture {};

TEST_F(OverlapReport, SaysWhoContestsAndWhatAnotherPolicyWouldChange) {
  add_picture(1, "a.jpg", 10, 10);
  add_picture(2, "b.jpg", 10, 10);
  add(square(1, 1, 7, 1, 3));  // a cat of 4 pixels,
  add(square(2, 1, 3, 0, 5));  // gone below a dog of 25,
  add(square(3, 1, 3, 4, 6));  // which shares a pixel with another dog
  add(square(4, 2, 7, 0, 2));
  writing::Options options;
  options.compare = {"overlap.first", "overlap.smallest_on_top", "overlap.void_on_overlap", "overlap.last"};
  const auto outcome = write(options);
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  EXPECT_EQ(outcome.lines.at(1),
            "overlap.last: 2.50 % of pixels contested (cat/dog 2.00 %, dog/dog 0.50 %); overlap.first would change "
            "2.00 %, overlap.smallest_on_top 2.00 %, overlap.void_on_overlap 2.50 %, overlap.last 0.00 %");
  const json overlap = report()["overlap"];
  EXPECT_EQ(overlap["policy"], "overlap.last");
  EXPECT_EQ(overlap["pixels"], 5);
  EXPECT_EQ(overlap["share"], 0.025);
  EXPECT_EQ(overlap["pictures"], 1);
  EXPECT_EQ(overlap["pairs"], (json{{{"classes", {"cat", "dog"}}, {"pixels", 4}, {"share", 0.02}, {"pictures", 1}},
                                    {{"classes", {"dog", "dog"}}, {"pixels", 1}, {"share", 0.005}, {"pictures", 1}}}));
  EXPECT_EQ(overlap["lost_all"], (json{{"count", 1}, {"first", {{{"id", 1}, {"image", "a.jpg"}}}}}));
  EXPECT_EQ(overlap["lost_more_than_half"], 1);
  EXPECT_EQ(overlap["compared"][0],
            (json{{"policy", "overlap.first"},
                  {"pixels", 4},
                  {"share", 0.02},
                  {"pictures", 1},
                  {"changes", {{{"from", "dog"}, {"to", "cat"}, {"pixels", 4}, {"pictures", 1}}}}}));
  EXPECT_EQ(overlap["compared"][2]["changes"][0],
            (json{{"from", "dog"}, {"to", "void"}, {"pixels", 5}, {"pictures", 1}}));
  EXPECT_EQ(overlap["compared"][3]["pixels"], 0);
  const auto& numbers = outcome.numbers;
  EXPECT_EQ(numbers.at("masks/contested"), 0.025);
  EXPECT_EQ(numbers.at("masks/changed/overlap.first"), 0.02);
  EXPECT_EQ(numbers.at("masks/changed/overlap.last"), 0);
  EXPECT_EQ(numbers.at("masks/instances"), 4);
  const double shares = numbers.at("masks/background") + numbers.at("masks/void") + numbers.at("masks/share/cat") +
                        numbers.at("masks/share/dog");
  EXPECT_DOUBLE_EQ(shares, 1);
}

TEST_F(OverlapReport, WithoutOverlaps) {
  add_picture(1, "a.jpg");
  add(square(1, 1, 7, 1, 3));
  add(square(2, 1, 7, 3, 5));
  EXPECT_EQ(write().lines.at(1), "overlap.last: no pixel contested");
  EXPECT_EQ(report()["overlap"]["pairs"], json::array());
}

// Random runs, each pixel looked at by itself.
TEST(OverlapSurvey, CountsAsPixelsDo) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  const auto below = [&](uint32_t n) { return static_cast<uint32_t>(random() % n); };
  constexpr uint32_t kPixels = 300;
  atelier::masks::OverlapSurvey survey;
  for (int round = 0; round < 500; ++round) {
    const uint32_t count = below(9);
    std::vector<geometry::Runs> runs(count);
    std::vector<atelier::masks::OverlapSurvey::Claim> claims;
    std::vector<std::vector<char>> inside(count, std::vector<char>(kPixels));
    for (uint32_t i = 0; i < count; ++i) {
      uint32_t at = 0;
      for (bool on = false; at < kPixels; on = !on) {
        const uint32_t length = std::min(below(60), kPixels - at);
        std::fill_n(inside[i].begin() + at, length, on);
        runs[i].push_back(length);
        at += length;
      }
      claims.push_back({&runs[i], 1 + below(3), geometry::area_of(runs[i])});
    }
    std::vector<uint16_t> labels(kPixels);
    for (uint32_t i = 0; i < count; ++i)
      for (uint32_t p = 0; p < kPixels; ++p)
        if (inside[i][p]) labels[p] = static_cast<uint16_t>(claims[i].label);

    uint64_t contested = 0, more_than_half = 0;
    std::map<atelier::masks::LabelPair, uint64_t> pairs;
    for (uint32_t p = 0; p < kPixels; ++p) {
      std::map<uint32_t, int> here;
      int all = 0;
      for (uint32_t i = 0; i < count; ++i)
        if (inside[i][p]) ++here[claims[i].label], ++all;
      contested += all > 1;
      for (const auto& [a, times] : here)
        for (const auto& [b, ignored] : here)
          if (a < b || (a == b && times > 1)) ++pairs[{a, b}];
    }
    std::vector<size_t> lost_all;
    for (uint32_t i = 0; i < count; ++i) {
      uint64_t lost = 0;
      for (uint32_t p = 0; p < kPixels; ++p) lost += inside[i][p] && labels[p] != claims[i].label;
      if (lost * 2 > claims[i].pixels) ++more_than_half;
      if (lost != 0 && lost == claims[i].pixels) lost_all.push_back(i);
    }

    const atelier_canvas canvas = {sizeof canvas, 1, kPixels, 255, labels.data()};
    atelier::masks::OverlapTotals totals;
    ASSERT_EQ(survey.count(claims, canvas, totals), contested);
    EXPECT_EQ(totals.lost_more_than_half, more_than_half);
    ASSERT_EQ(totals.pairs.size(), pairs.size());
    for (const auto& [pair, pixels] : pairs) EXPECT_EQ(totals.pairs[pair].pixels, pixels);
    std::vector<size_t> found;
    for (const size_t i : survey.lost_all())
      if (claims[i].pixels != 0) found.push_back(i);
    EXPECT_EQ(found, lost_all);
  }
}

// The masks of two policies, compared as files.
uint64_t different_pixels(const std::filesystem::path& a, const std::filesystem::path& b, uint64_t& pictures) {
  uint64_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(a)) {
    const atelier::Tensor ours = pictures::read_labels(entry.path());
    const atelier::Tensor theirs = pictures::read_labels(b / entry.path().filename());
    uint64_t here = 0;
    for (size_t i = 0; i < ours.bytes(); ++i) here += ours.data<uint8_t>()[i] != theirs.data<uint8_t>()[i];
    pictures += here != 0;
    count += here;
  }
  return count;
}

TEST(OverlapReportOfRealMasks, AgreesWithTheMasksOfTheOtherPolicies) {
  ATELIER_NEEDS_DATA();
  const auto annotations = test::data("coco/annotations/instances_train2017.json");
  const test::TemporaryFolder folder;
  writing::Options options;
  options.crowd = "void";
  const std::vector<std::string> policies = {"overlap.first", "overlap.smallest_on_top", "overlap.largest_on_top",
                                             "overlap.void_on_conflict"};
  options.compare = policies;
  ASSERT_EQ(writing::write_masks(annotations, folder / "last", options).status, ATELIER_OK);
  const json overlap = writing::json_of(folder / "last/prepare_report.json")["overlap"];
  options.compare.clear();
  for (size_t i = 0; i < policies.size(); ++i) {
    SCOPED_TRACE(policies[i]);
    options.policy = policies[i];
    ASSERT_EQ(writing::write_masks(annotations, folder / policies[i], options).status, ATELIER_OK);
    uint64_t pictures = 0;
    EXPECT_EQ(overlap["compared"][i]["pixels"],
              different_pixels(folder / "last/masks", folder / (policies[i] + "/masks"), pictures));
    EXPECT_EQ(overlap["compared"][i]["pictures"], pictures);
  }
}

}  // namespace
