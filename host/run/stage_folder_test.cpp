// Which earlier work a stage is given, and what is said when it begins anew.
#include "stage_folder.hpp"

#include "testing/host_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using test_bench::Bench;
using test_bench::Ran;

class Diary : public testing::Test {
 protected:
  Ran diary(const std::string& options, const std::string& name = "d") {
    return bench_.run("[stage." + name + "]\nuse = \"test.diary\"\n" + options);
  }
  bool said(const Ran& ran, const std::string& words) { return ran.err.find(words) != std::string::npos; }
  Bench bench_;
};

TEST_F(Diary, GoesOnFromAFinishedOneOfFewerDays) {
  const Ran three = diary("");
  EXPECT_EQ(three.out, "own 0, earlier 0, wrote 3\n") << three.err;
  EXPECT_EQ(diary("days = 5\n").out, "own 0, earlier 0, wrote 5\n") << "nobody asked for more than anew";
  fs::remove_all(diary("days = 4\n").file("outputs/d"));
  EXPECT_EQ(diary("days = 6\nextend = true\n").out, "own 0, earlier 5, wrote 1\n") << "the newest that is there";
  EXPECT_EQ(diary("days = 8\nextend = true\n", "of_another_name").out, "own 0, earlier 6, wrote 2\n");
  EXPECT_TRUE(fs::exists(three.file("outputs/d/2.txt")));
}

TEST_F(Diary, AResultThatIsNotDoneIsNotHandedOut) {
  const Ran failed = diary("fail_at = 2\n");
  EXPECT_EQ(failed.result.exit_code, 1);
  EXPECT_FALSE(fs::exists(failed.file("stages/d/lineage.json")));
  // As a kill just before the commit would leave it.
  const Ran done = diary("pen = \"chalk\"\n");
  fs::rename(done.file("outputs/d"), done.file("outputs/elsewhere"));
  EXPECT_EQ(diary("pen = \"chalk\"\ndays = 4\nextend = true\n").out, "own 0, earlier 0, wrote 4\n");
}

TEST_F(Diary, GoesOnInItsOwnFolderWhenMoreDaysAreWanted) {
  const Ran failed = diary("fail_at = 2\n");
  EXPECT_TRUE(said(failed, "  what is complete is kept for the next run: ")) << failed.err;
  const Ran next = diary("days = 5\n");
  EXPECT_EQ(next.out, "own 2, earlier 0, wrote 3\n");
  EXPECT_TRUE(said(next, "d: is given what a failed run left\n")) << next.err;
}

TEST_F(Diary, SaysWhyItBeginsAnew) {
  write_file(bench_.folder() / "source.txt", "rain");
  const Ran done = diary("source = \"source.txt\"\n");
  const std::string id = done.result.folder.filename().string();
  EXPECT_FALSE(said(diary("pen = \"chalk\"\nsource = \"source.txt\"\n"), "starts anew")) << "extend is not asked for";
  fs::remove_all(bench_.folder() / "work");
  const Ran again = diary("source = \"source.txt\"\n");
  const std::string again_id = again.result.folder.filename().string();
  const Ran chalk = diary("pen = \"chalk\"\ndays = 4\nextend = true\nsource = \"source.txt\"\n");
  EXPECT_TRUE(said(chalk, "d: starts anew: pen was \"ink\" in the run " + again_id + ", now \"chalk\"\n")) << chalk.err;
  EXPECT_FALSE(said(diary("days = 4\nextend = true\nsource = \"source.txt\"\n"), "starts anew"));
  diary("pen = \"quill\"\nfail_at = 1\nsource = \"source.txt\"\n");
  write_file(bench_.folder() / "source.txt", "sun");
  const Ran sun = diary("pen = \"quill\"\nsource = \"source.txt\"\n");
  EXPECT_TRUE(said(sun, "d: starts anew: source.txt has changed since the failed run\n")) << sun.err;
  EXPECT_FALSE(said(diary("fail_at = 1\n", "other"), "starts anew"));
}

}  // namespace
}  // namespace atelier::host
