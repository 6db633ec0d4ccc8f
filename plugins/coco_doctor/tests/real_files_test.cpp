// Real annotation files, a suite of JSON texts, damage at random, and the same answer for any number of threads.
#include <random>

#include "examining.hpp"

namespace {

using namespace examining;

TEST(RealFiles, CocoHasNoErrors) {
  ATELIER_NEEDS_DATA();
  for (const char* split : {"train2017", "val2017"}) {
    const test::TemporaryFolder folder;
    const Outcome outcome = examine(test::data(std::string("coco/annotations/instances_") + split + ".json"),
                                    folder / "out", {{"images", test::data(std::string("coco/") + split).string()}});
    ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
    EXPECT_EQ(outcome.errors(), 0) << listing(outcome);
    EXPECT_LE(outcome.report["summary"]["warnings"], 12) << listing(outcome);
  }
}

TEST(RealFiles, FruitsAndNutsAreSound) {
  ATELIER_NEEDS_DATA();
  const test::TemporaryFolder folder;
  const Outcome outcome = examine(test::data("fruits_nuts/annotations/trainval.json"), folder / "out",
                                  {{"images", test::data("fruits_nuts/images").string()}});
  EXPECT_EQ(outcome.errors(), 0) << listing(outcome);
  EXPECT_EQ(outcome.report["summary"]["annotations"], 165);
  EXPECT_EQ(outcome.report["summary"]["warnings"], 0) << listing(outcome);
}

TEST(RealFiles, TacoShowsItsFaults) {
  ATELIER_NEEDS_DATA();
  const test::TemporaryFolder folder;
  const Outcome outcome = examine(test::data("taco/annotations.json"), folder / "out", {{"fix", true}});
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  EXPECT_EQ(outcome.count("D403"), 2);  // ids 309 and 4040
  EXPECT_EQ(outcome.count("D507"), 7);
  EXPECT_EQ(outcome.count("D306"), 1);
  EXPECT_EQ(outcome.count("D421"), 0);
  EXPECT_EQ(reader_says(folder / "out/fixed.json"), "");
  EXPECT_EQ(examine(folder / "out/fixed.json", folder / "again").errors(), 0);
}

TEST(RealFiles, AnyNumberOfThreadsSaysTheSame) {
  ATELIER_NEEDS_DATA();
  std::vector<std::string> reports, fixed;
  for (const unsigned threads : {1u, 2u, 7u}) {
    const test::TemporaryFolder folder;
    const Outcome outcome = examine(test::data("taco/annotations.json"), folder / "out", {{"fix", true}}, threads);
    reports.push_back(atelier::read_file(folder / "out/doctor.json"));
    fixed.push_back(outcome.fixed);
  }
  EXPECT_EQ(reports[0], reports[1]);
  EXPECT_EQ(reports[0], reports[2]);
  EXPECT_EQ(fixed[0], fixed[1]);
  EXPECT_EQ(fixed[0], fixed[2]);
}

TEST(RealFiles, EveryBrokenTextOfTheJsonSuiteIsTold) {
  ATELIER_NEEDS_DATA();
  int refused = 0;
  for (const char* below : {"json_nst/test_parsing", "json_nst/test_transform"})
    for (const auto& file : fs::directory_iterator(test::data(below))) {
      const std::string name = file.path().filename().string();
      if (file.path().extension() != ".json") continue;
      const test::TemporaryFolder folder;
      const Outcome outcome = examine(file.path(), folder / "out", {{"fix", true}});
      ASSERT_EQ(outcome.status, ATELIER_OK) << name << outcome.error;
      const bool told = std::any_of(outcome.counts.begin(), outcome.counts.end(),
                                    [](const auto& each) { return each.first.rfind("D1", 0) == 0; });
      EXPECT_TRUE(told) << name << " is no annotation file";
      EXPECT_EQ(outcome.fixed, "") << name;
      // And within a file that is sound otherwise.
      if (name.rfind("n_", 0) != 0) continue;
      const Outcome inside = examine_text(R"({"images":[],"annotations":[],"categories":[],"extra":)" +
                                          atelier::read_file(file.path()) + "}");
      const bool told_inside = std::any_of(inside.counts.begin(), inside.counts.end(),
                                           [](const auto& each) { return each.first.rfind("D1", 0) == 0; });
      EXPECT_TRUE(told_inside) << name;
      ++refused;
    }
  EXPECT_GE(refused, 180);
}

// Whatever was damaged: no crash, and a fixed file, when there is one, is sound.
TEST(RealFiles, FixedMutationsAreSound) {
  ATELIER_NEEDS_DATA();
  const char* const given = std::getenv("MUTATION_SEEDS");
  const uint64_t seed = given ? std::strtoull(given, nullptr, 10) : 1;
  std::cout << "seed " << seed << '\n';
  std::mt19937_64 random(seed);
  const auto whole = nlohmann::json::parse(atelier::read_file(test::data("coco/annotations/instances_val2017.json")));
  nlohmann::json small;
  small["images"] = {whole["images"][0], whole["images"][1]};
  small["categories"] = {whole["categories"][0], whole["categories"][1], whole["categories"][2]};
  small["annotations"] = nlohmann::json::array();
  for (const auto& each : whole["annotations"])
    if (small["annotations"].size() < 8 &&
        (each["image_id"] == small["images"][0]["id"] || each["image_id"] == small["images"][1]["id"]))
      small["annotations"].push_back(each);
  const std::string base = small.dump();
  static constexpr char kBytes[] = "{}[]\",:\\0123456789.-+eEntfuN \x80\xff";
  int fixed = 0;
  const test::TemporaryFolder folder;
  for (int round = 0; round < 300; ++round) {
    std::string text = base;
    for (unsigned changes = 1 + random() % 4; changes > 0; --changes) {
      const size_t at = random() % text.size(), length = std::min<size_t>(random() % 8, text.size() - at);
      switch (random() % 4) {
        case 0:
          text[at] = kBytes[random() % (sizeof kBytes - 1)];
          break;
        case 1:
          text.erase(at, length);
          break;
        case 2:
          text.insert(at, text.substr(random() % text.size(), length));
          break;
        default:
          if (random() % 8 == 0) text.resize(std::max<size_t>(at, 1));
          break;
      }
    }
    const fs::path out = folder / std::to_string(round);
    atelier::write_file(folder / "in.json", text, false);
    const Outcome outcome = examine(folder / "in.json", out, {{"fix", true}});
    ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
    if (outcome.fixed.empty()) continue;
    ++fixed;
    const Outcome again = examine(out / "fixed.json", out / "again", {{"fix", true}});
    ASSERT_EQ(again.fixed, outcome.fixed) << text;
    if (outcome.report["summary"]["left"]["annotations"] != 0) continue;
    ASSERT_EQ(reader_says(out / "fixed.json"), "") << text << "\n--- fixed\n" << outcome.fixed;
    ASSERT_EQ(again.errors(), 0) << text << "\n--- fixed\n" << outcome.fixed << listing(again);
  }
  EXPECT_GT(fixed, 50);
}

}  // namespace
