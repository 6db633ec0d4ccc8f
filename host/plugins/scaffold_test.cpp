#include "scaffold.hpp"

#include <atelier/kinds.h>
#include <gtest/gtest.h>
#include <atelier/cpp/core.hpp>
#include <atelier/cpp/files.hpp>

#include "test_data.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;

std::string source_of(const std::string& kind, const std::string& id) {
  const Result<std::vector<ScaffoldFile>> files = scaffold(kind, id);
  return files ? files->at(1).text : files.failure().text();
}

TEST(Scaffold, HasAnExampleOfEachKindOfTheSdk) {
  uint64_t count = 0;
  const atelier_kind_rule* rules = atelier_kind_rules(&count);
  std::vector<std::string> kinds;
  for (uint64_t i = 0; i < count; ++i) {
    const std::string kind = str(rules[i].kind);
    kinds.push_back(kind.substr(8, kind.find('/') - 8));
  }
  std::sort(kinds.begin(), kinds.end());
  std::vector<std::string> there = scaffold_kinds();
  std::sort(there.begin(), there.end());
  EXPECT_EQ(there, kinds);
}

TEST(Scaffold, IsCalledByTheNewName) {
  for (const std::string& kind : scaffold_kinds()) {
    const std::string text = source_of(kind, "lab.rare_wins");
    EXPECT_NE(text.find("kComponent{\"lab.rare_wins\", 1, "), std::string::npos) << kind << text;
    EXPECT_NE(text.find("ATELIER_PLUGIN(\"lab.rare_wins\", \"1.0.0\", RareWins)"), std::string::npos) << kind << text;
    EXPECT_NE(text.find("class RareWins : public atelier::"), std::string::npos) << kind << text;
    EXPECT_EQ(text.find("\"acme."), std::string::npos) << kind << text;
  }
}

TEST(Scaffold, SaysWhichKindsAndIdsThereAre) {
  EXPECT_EQ(source_of("metrics", "lab.x").substr(0, 73),
            "there is no example of a kind `metrics`\ndid you mean `metric`?; kinds are");
  for (const char* id : {"rare", "Lab.Rare", "lab.", "lab.rare wins", "lab.rare-wins", "../x", ""})
    EXPECT_NE(source_of("metric", id).find("no id of a component"), std::string::npos) << id;
  EXPECT_NE(source_of("metric", "lab.test").find("CMake's own"), std::string::npos);
}

TEST(Scaffold, OverwritesNothing) {
  const test::TemporaryFolder folder;
  const std::vector<ScaffoldFile> files = {{"a.txt", "a"}, {"b.txt", "b"}};
  ASSERT_TRUE(write_scaffold(files, folder / "deep/new"));
  EXPECT_EQ(read_file(folder / "deep/new/b.txt"), "b");
  const Result<void> again = write_scaffold(files, folder / "deep/new");
  ASSERT_FALSE(again);
  EXPECT_NE(again.failure().reason.find("is there already"), std::string::npos);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder / "deep"), {}), 1) << "something was left beside it";
}

}  // namespace
}  // namespace atelier::host
