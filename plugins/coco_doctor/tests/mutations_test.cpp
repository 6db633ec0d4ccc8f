// `fix` on damaged files: what can be told is kept, what is dropped is listed, and a second fix changes nothing.
#include "mutations.hpp"

#include "examining.hpp"

namespace {

using namespace examining;

#ifndef ROUNDS
#define ROUNDS 200
#endif

// Annotations of a file by their tag.
std::map<int64_t, nlohmann::json> by_tag(const nlohmann::json& file) {
  std::map<int64_t, nlohmann::json> out;
  for (const auto& each : file["annotations"])
    if (each.contains("tag") && each["tag"].is_number_integer()) out[each["tag"]] = each;
  return out;
}

const nlohmann::json* entry_of(const nlohmann::json& list, const nlohmann::json& id) {
  for (const auto& each : list)
    if (each["id"] == id) return &each;
  return nullptr;
}

std::string pixels_in(const nlohmann::json& file, const nlohmann::json& annotation) {
  const auto* picture = entry_of(file["images"], annotation["image_id"]);
  const auto* category = entry_of(file["categories"], annotation["category_id"]);
  if (!picture || !category) return "its picture or category is not there";
  return mutations::pixels_of((*picture)["file_name"], (*category)["name"],
                              mutations::Json::parse(annotation["segmentation"].dump()), (*picture)["height"],
                              (*picture)["width"]);
}

void expect_kept(const mutations::Known& known, const std::string& fixed) {
  if (fixed.empty()) {
    EXPECT_TRUE(known.painted.empty() && known.left.empty()) << "there is no fixed file";
    return;
  }
  const auto file = nlohmann::json::parse(fixed, nullptr, false);
  ASSERT_FALSE(file.is_discarded()) << fixed;
  const auto there = by_tag(file);
  for (const auto& [tag, pixels] : known.painted) {
    ASSERT_TRUE(there.count(tag)) << "annotation " << tag << " is lost";
    EXPECT_EQ(pixels_in(file, there.at(tag)), pixels) << "annotation " << tag;
  }
  for (const auto& [tag, fields] : known.left) {
    ASSERT_TRUE(there.count(tag)) << "annotation " << tag << ", which must be left, is lost";
    const auto& annotation = there.at(tag);
    EXPECT_EQ(nlohmann::json({annotation["segmentation"], annotation["bbox"], annotation["area"]}),
              nlohmann::json::parse(fields.dump()))
        << "annotation " << tag;
  }
}

void expect_dropped_are_listed(const nlohmann::json& report) {
  const auto& dropped = report["summary"]["dropped"];
  const int64_t all =
      dropped["annotations"].get<int64_t>() + dropped["pictures"].get<int64_t>() + dropped["categories"].get<int64_t>();
  const auto listed = std::count_if(report["fixes"].begin(), report["fixes"].end(), [](const auto& fix) {
    return fix["done"].template get<std::string>().rfind("dropped", 0) == 0;
  });
  EXPECT_EQ(all, listed) << report["fixes"].dump(1);
}

void round_of(uint64_t seed) {
  mutations::Random random(seed);
  const test::TemporaryFolder folder;
  mutations::Mutant mutant(random);
  mutant.write(folder / "");
  SCOPED_TRACE(atelier::text("seed ", seed, ": ", mutant.story(), "\n", atelier::read_file(folder / "in.json")));
  Bench::Options options = {{"fix", true}};
  if (mutant.has_pictures()) {
    options.emplace_back("images", (folder / "pictures").string());
    options.emplace_back("pictures", "header");
  }
  const Outcome outcome = examine(folder / "in.json", folder / "out", options);
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  expect_kept(mutant.known(), outcome.fixed);
  if (outcome.fixed.empty()) return;
  expect_dropped_are_listed(outcome.report);
  const Outcome again = examine(folder / "out/fixed.json", folder / "again", options);
  ASSERT_EQ(again.status, ATELIER_OK) << again.error;
  EXPECT_EQ(again.fixed, outcome.fixed) << again.report["fixes"].dump(1);
  EXPECT_EQ(again.report["summary"]["fixes"], 0) << again.report["fixes"].dump(1);
}

// MUTATION_SEED=n tries one round alone.
TEST(Mutations, WhatCanBeToldIsKept) {
  if (const char* one = std::getenv("MUTATION_SEED")) return round_of(std::strtoull(one, nullptr, 10));
  const uint64_t first = std::random_device{}();
  std::cout << "seeds from " << first << '\n';
  for (uint64_t i = 0; i < ROUNDS; ++i) {
    round_of(first + i);
    if (::testing::Test::HasFailure()) return;
  }
}

}  // namespace
