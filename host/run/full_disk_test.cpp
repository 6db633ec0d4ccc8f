// Runs on a disk that is full, which is a small file system of its own: the program as a child.
#include "testing/mounts.hpp"
#include "testing/program_bench.hpp"

namespace atelier::host {
namespace {

class FullDisk : public test_bench::Program {
 protected:
  ChildResult run() { return with_stages({"run", file_, "--workspace", workspace(), "--progress", "plain"}); }
  const std::string file_ = workflow("[stage.first]\nuse = \"test.pages\"\npages = 60\n");
};

// What the stage has made takes no more room than there is, but what keeping it needs does.
TEST_F(FullDisk, WorkThatIsWholeIsNotMadeAgain) {
  size_t left = 0;
  for (int kilobytes = 268; kilobytes <= 324; kilobytes += 4) {
    test_bench::SmallDisk disk(workspace(), kilobytes);
    if (!disk.why_not().empty()) GTEST_SKIP() << disk.why_not();
    const ChildResult full = run();
    if (full.exit_code == 0) continue;
    EXPECT_EQ(full.exit_code, 1) << full.err;
    const bool is_left = full.err.find("what the stage has left is whole") != std::string::npos;
    const bool is_kept = full.err.find("what is complete is kept for the next run: ") != std::string::npos;
    EXPECT_FALSE(is_left && is_kept) << full.err;
    left += is_left;
    disk.grow(20'000);
    const ChildResult next = run();
    EXPECT_EQ(next.exit_code, 0) << next.err;
    if (is_left) {
      EXPECT_NE(next.err.find("first: reused"), std::string::npos) << kilobytes << next.err;
    }
    EXPECT_EQ(read_file(folder_ / "work/runs/latest/outputs/first/pages/59.txt"), "page 59");
  }
  EXPECT_GT(left, 0u);
}

}  // namespace
}  // namespace atelier::host
