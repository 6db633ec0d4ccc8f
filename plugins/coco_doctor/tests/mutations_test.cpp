// `fix` on damaged files: what can be told is kept, what is dropped is listed, and a second fix changes nothing.
#include "mutations.hpp"

#include "examining.hpp"

namespace {

using namespace examining;

#ifndef ROUNDS
#define ROUNDS 200
#endif

// Annotations of a file by their tag. The tag of one that was damaged may have become that of another.
std::multimap<int64_t, nlohmann::json> by_tag(const nlohmann::json& file) {
  std::multimap<int64_t, nlohmann::json> out;
  for (const auto& each : file["annotations"])
    if (each.contains("tag") && each["tag"].is_number_integer()) out.emplace(each["tag"], each);
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
  const auto expect_one = [&](int64_t tag, const auto& wanted, auto what) {
    const auto [first, last] = there.equal_range(tag);
    ASSERT_NE(first, last) << "annotation " << tag << " is lost";
    const bool any = std::any_of(first, last, [&](const auto& each) { return what(each.second) == wanted; });
    EXPECT_TRUE(any) << "annotation " << tag << " is\n" << what(first->second) << "\nand not\n" << wanted;
  };
  for (const auto& [tag, pixels] : known.painted)
    expect_one(tag, pixels, [&](const auto& annotation) { return pixels_in(file, annotation); });
  for (const auto& [tag, fields] : known.left)
    expect_one(tag, nlohmann::json::parse(fields.dump()), [](const auto& annotation) {
      return nlohmann::json({annotation["segmentation"], annotation["bbox"], annotation["area"]});
    });
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

uint64_t from_environment(const char* name, uint64_t otherwise) {
  const char* const given = std::getenv(name);
  return given ? std::strtoull(given, nullptr, 10) : otherwise;
}

// The same seeds each time, so that the outcome is not a matter of luck. MUTATION_SEED=n tries one round alone;
// MUTATION_SEEDS=n begins with another seed, MUTATION_ROUNDS=n tries more or fewer.
TEST(Mutations, WhatCanBeToldIsKept) {
  const bool one = std::getenv("MUTATION_SEED") != nullptr;
  const uint64_t first = from_environment(one ? "MUTATION_SEED" : "MUTATION_SEEDS", 1);
  const uint64_t rounds = one ? 1 : from_environment("MUTATION_ROUNDS", ROUNDS);
  std::cout << "seeds from " << first << ", " << rounds << (rounds == 1 ? " round\n" : " rounds\n") << std::flush;
  for (uint64_t i = 0; i < rounds; ++i) {
    round_of(first + i);
    if (::testing::Test::HasFailure()) return;
  }
}

}  // namespace
