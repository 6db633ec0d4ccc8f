#include "run_folder.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "testing/host_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;

TEST(RunFolder, NamesAreNotUsedTwice) {
  const test::TemporaryFolder workspace;
  std::set<std::string> ids;
  for (int i = 0; i < 50; ++i) {
    const RunFolder folder = *RunFolder::create(System(), workspace / "a/b");
    EXPECT_TRUE(ids.insert(folder.id()).second);
    EXPECT_EQ(fs::read_symlink(workspace / "a/b/runs/latest"), folder.id());
  }
  const std::string& id = *ids.begin();  // 20261123-0145-7f3a
  ASSERT_EQ(id.size(), 18u);
  EXPECT_TRUE(std::all_of(id.begin(), id.begin() + 8, [](unsigned char c) { return std::isdigit(c); }));
  EXPECT_EQ(id[8], '-');
  EXPECT_EQ(id[13], '-');
}

TEST(RunFolder, OutputHasItsNameOnlyWhenComplete) {
  const test::TemporaryFolder workspace;
  const RunFolder run = *RunFolder::create(System(), workspace.path());
  const fs::path folder = *run.begin_output("a");
  write_file(folder / "x", "x");
  EXPECT_FALSE(fs::exists(run.output("a")));
  EXPECT_TRUE(run.commit_output("a", folder));
  EXPECT_EQ(read_file(run.output("a") / "x"), "x");
  write_file(*run.begin_output("b") / "x", "x");
  run.drop_output("b");
  run.tidy();
  EXPECT_FALSE(fs::exists(run.output("b")));
  EXPECT_FALSE(fs::exists(run.path() / "tmp"));
}

TEST(RunFolder, SaysWhereItCannotWrite) {
  const test::TemporaryFolder workspace;
  const auto complaint = [&](const char* below) {
    return RunFolder::create(System(), workspace / below).failure().reason;
  };
  write_file(workspace / "file", "");
  EXPECT_EQ(complaint("file"), "cannot create the folder " + (workspace / "file/runs").string() + ": Not a directory");
  fs::create_directories(workspace / "work/runs/latest");
  EXPECT_EQ(complaint("work"),
            "cannot make the link " + (workspace / "work/runs/latest").string() + ": Is a directory; move it away");
}

}  // namespace
}  // namespace atelier::host
