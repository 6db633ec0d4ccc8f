// `atelier gc` as a user calls it.
#include <gtest/gtest.h>

#include "system/exit_code.hpp"
#include "testing/program_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;

class GcVerb : public test_bench::Program {
 protected:
  ChildResult gc(std::vector<std::string> options = {}) {
    options.insert(options.begin(), {"gc", "--workspace", workspace()});
    return atelier(options);
  }
};

TEST_F(GcVerb, SaysWhatIsKeptAndRemovesWhatNobodyNeeds) {
  const std::string file = workflow("[stage.a]\nuse = \"test.write\"\n");
  ASSERT_EQ(with_stages({"run", file, "--workspace", workspace()}).exit_code, 0);
  const ChildResult all = gc();
  EXPECT_EQ(all.exit_code, 0) << all.err;
  EXPECT_NE(all.out.find("a (test.write)"), std::string::npos) << all.out;
  EXPECT_NE(all.out.find(": 0 bytes freed"), std::string::npos) << all.out;
  fs::remove_all(folder_ / "work/runs");
  const ChildResult dry = gc({"--dry-run"});
  EXPECT_NE(dry.out.find("would be freed, 0 bytes would remain"), std::string::npos) << dry.out;
  EXPECT_FALSE(fs::is_empty(folder_ / "work/store/objects"));
  EXPECT_NE(gc().out.find("freed, 0 bytes remain"), std::string::npos);
  EXPECT_TRUE(fs::is_empty(folder_ / "work/store/objects"));
  EXPECT_TRUE(fs::is_empty(folder_ / "work/store/files"));
}

TEST_F(GcVerb, SaysWhatIsUnfinishedAndRemovesItWhenAsked) {
  const std::string file = workflow("[stage.p]\nuse = \"test.pages\"\nstop = 2\nway = \"fail\"\n");
  const fs::path unfinished = folder_ / "work/unfinished";
  ASSERT_EQ(with_stages({"run", file, "--workspace", workspace()}).exit_code, 1);
  ASSERT_TRUE(fs::exists(unfinished));
  const ChildResult all = gc();
  EXPECT_EQ(all.exit_code, 0) << all.err;
  EXPECT_NE(all.out.find("p of w (unfinished)                   1   12 bytes        0    0 bytes\n"), std::string::npos)
      << all.out;
  EXPECT_NE(all.out.find("the store and unfinished work held 12 bytes"), std::string::npos) << all.out;
  for (const char* option : {"--keep=1", "--keep=1d", "--max-size=1M"}) {
    EXPECT_NE(gc({option}).out.find(" 12 bytes remain\n"), std::string::npos) << option;
    EXPECT_TRUE(fs::exists(unfinished)) << option;
  }
  for (const char* option : {"--keep=0", "--keep=0s", "--max-size=0"}) {
    EXPECT_NE(gc({option, "--dry-run"}).out.find(" 0 bytes would remain\n"), std::string::npos) << option;
    EXPECT_TRUE(fs::exists(unfinished)) << "nothing goes in a dry run";
    EXPECT_NE(gc({option}).out.find(" 0 bytes remain\n"), std::string::npos) << option;
    EXPECT_FALSE(fs::exists(unfinished)) << option;
    with_stages({"run", file, "--workspace", workspace()});
  }
}

TEST_F(GcVerb, NamesWhatItWasGivenAndWhatItTakes) {
  const ChildResult keep = gc({"--keep", "a while"}), size = gc({"--max-size", "much"});
  EXPECT_EQ(keep.exit_code, kExitCommandLine);
  EXPECT_EQ(keep.err,
            "error: --keep takes an age such as 30d, or a number of runs such as 5; it was given `a while`\n");
  EXPECT_EQ(size.exit_code, kExitCommandLine);
  EXPECT_EQ(size.err, "error: --max-size takes a size such as 20G or 500M; it was given `much`\n");
  EXPECT_EQ(gc().exit_code, 0) << "of a workspace that is not there";
  EXPECT_FALSE(fs::exists(workspace()));
}

}  // namespace
}  // namespace atelier::host
