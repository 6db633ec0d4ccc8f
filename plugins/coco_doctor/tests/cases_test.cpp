// One folder for each code, tests/cases/<code>-<slug>: in.json, pictures/ where files matter, and expected.txt, all
// defects that the doctor must list. ATELIER_UPDATE_CASES=1 writes expected.txt as it is now; read it before
// committing.
#include <cstdlib>
#include <set>

#include "examining.hpp"
#include "findings/codes.hpp"
#include "places.hpp"

namespace {

using namespace examining;
using atelier::coco_doctor::all_codes;
using atelier::coco_doctor::CodeInfo;
using atelier::coco_doctor::name_of;

const fs::path kCases = test::source_dir() / "plugins/coco_doctor/tests/cases";

std::string folder_of(const CodeInfo& info) { return name_of(info.code) + "-" + std::string(info.slug); }

Bench::Options options_of(const fs::path& folder) {
  Bench::Options options;
  if (fs::exists(folder / "pictures")) options.emplace_back("images", (folder / "pictures").string());
  return options;
}

class Cases : public ::testing::TestWithParam<CodeInfo> {};

TEST_P(Cases, ListsWhatIsThere) {
  const fs::path folder = kCases / folder_of(GetParam());
  ASSERT_TRUE(fs::exists(folder / "in.json")) << "the code has no fixture";
  const test::TemporaryFolder scratch;
  const Outcome outcome = examine(folder / "in.json", scratch / "out", options_of(folder));
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  const std::string listed = listing(outcome);
  if (std::getenv("ATELIER_UPDATE_CASES")) atelier::write_file(folder / "expected.txt", listed, false);
  EXPECT_EQ(listed, atelier::read_file(folder / "expected.txt"));
  EXPECT_NE(outcome.count(name_of(GetParam().code)), 0) << "the fixture does not show its code";
}

TEST_P(Cases, WhatFixLeavesIsSound) {
  const fs::path folder = kCases / folder_of(GetParam());
  const test::TemporaryFolder scratch;
  Bench::Options options = options_of(folder);
  options.emplace_back("fix", true);
  const std::string original = atelier::read_file(folder / "in.json");
  const Outcome outcome = examine(folder / "in.json", scratch / "out", options);
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  EXPECT_EQ(atelier::read_file(folder / "in.json"), original);
  const std::string code = name_of(GetParam().code);
  const bool repaired = std::any_of(outcome.report["fixes"].begin(), outcome.report["fixes"].end(),
                                    [&](const auto& fix) { return fix["code"] == code; });
  if (GetParam().repair.empty() || GetParam().is_left) {
    EXPECT_FALSE(repaired);
  } else {
    EXPECT_TRUE(repaired) << outcome.report["fixes"].dump(1);
  }
  const bool of_the_whole = GetParam().severity == atelier::coco_doctor::Severity::kError && GetParam().repair.empty();
  if (of_the_whole && code != "D707") {
    EXPECT_EQ(outcome.fixed, "");
    return;
  }
  Bench::Options again = code == "D707" ? Bench::Options{} : options_of(folder);
  again.emplace_back("fix", true);
  const Outcome second = examine(scratch / "out/fixed.json", scratch / "again", again);
  EXPECT_EQ(second.fixed, outcome.fixed) << "a second fix changes something";
  if (GetParam().is_left) {
    EXPECT_EQ(outcome.report["summary"]["left"]["annotations"], 1);
    EXPECT_EQ(second.count(code), outcome.count(code)) << "what is left stays a defect";
    return;
  }
  EXPECT_EQ(reader_says(scratch / "out/fixed.json"), "");
  EXPECT_EQ(second.errors(), 0) << listing(second) << outcome.fixed;
  if (!GetParam().repair.empty()) {
    EXPECT_EQ(second.count(code), 0) << outcome.fixed;
  }
}

std::string name_of_case(const ::testing::TestParamInfo<CodeInfo>& info) { return name_of(info.param.code); }
INSTANTIATE_TEST_SUITE_P(Codes, Cases, ::testing::ValuesIn(all_codes().begin(), all_codes().end()), name_of_case);

TEST(CodeTable, IsInOrderAndComplete) {
  std::set<std::string> folders, slugs;
  uint16_t last = 0;
  for (const CodeInfo& info : all_codes()) {
    EXPECT_GT(static_cast<uint16_t>(info.code), last);
    last = static_cast<uint16_t>(info.code);
    EXPECT_EQ(&atelier::coco_doctor::info_of(info.code), &info);
    EXPECT_TRUE(slugs.insert(std::string(info.slug)).second) << info.slug;
    folders.insert(folder_of(info));
  }
  for (const auto& entry : fs::directory_iterator(kCases))
    EXPECT_TRUE(folders.count(entry.path().filename().string())) << entry.path() << " belongs to no code";
}

// The page of codes says what the table says.
TEST(CodeTable, StandsInTheReadme) {
  const std::string readme = atelier::read_file(test::source_dir() / "plugins/coco_doctor/README.md");
  for (const CodeInfo& info : all_codes()) {
    const std::string row =
        atelier::text("| `", name_of(info.code), "` | `", info.slug, "` | ", word_of(info.severity), " | ",
                      info.meaning, " | ", info.remedy, " | ", info.repair.empty() ? "–" : info.repair, " |\n");
    EXPECT_NE(readme.find(row), std::string::npos) << row;
  }
}

}  // namespace
