#include "run_name.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace atelier::host {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kNow = 1'795'830'307 * kSecond + 123;  // 2026-11-28T01:45:07

TEST(RunName, SaysWhenAndWhat) {
  EXPECT_EQ(run_name(kNow, {}, "coco-deeplabv3", 0x17f3a), "20261128-014507-coco-deeplabv3-7f3a");
  EXPECT_EQ(run_name(kNow, {}, "", 10), "20261128-014507-run-000a");
  EXPECT_EQ(run_name(0, {}, "w", 0), "19700101-000000-w-0000");
}

TEST(RunName, SlugIsForEveryFileSystem) {
  EXPECT_EQ(slug("COCO, 21 classes!"), "coco-21-classes");
  EXPECT_EQ(slug("../../etc"), "etc");
  EXPECT_EQ(slug("\xc3\x9c"
                 "bung"),
            "bung");
  EXPECT_EQ(slug("\xe8\xae\xad\xe7\xbb\x83"), "run");
  EXPECT_EQ(slug(std::string(100, 'a')), std::string(40, 'a'));
  EXPECT_EQ(slug(std::string(39, 'a') + "--b"), std::string(39, 'a'));
}

TEST(RunName, SortsAsRunsBeganWhateverTheClockSays) {
  std::vector<std::string> there;
  const int64_t times[] = {0, 0, 0, -3600, 5, -86400 * 400, 0, 7200};  // seconds from now
  for (const int64_t time : times)
    there.push_back(run_name(kNow + time * kSecond, there, "w", 0xffff - static_cast<uint32_t>(there.size())));
  EXPECT_TRUE(std::is_sorted(there.begin(), there.end()));
  EXPECT_EQ(std::adjacent_find(there.begin(), there.end()), there.end());
  EXPECT_EQ(there[1].substr(0, 15), "20261128-014508");
  EXPECT_EQ(there.back().substr(0, 15), "20261128-034507") << "the clock's, when that is later";
}

TEST(RunName, CountsOnlyNamesOfRuns) {
  for (const char* other : {"latest", "99991231-000000-mine", "20270231-000000-w-7f3a", "20271328-014507-w-7f3a",
                            "20270101-0000-7f3a", "20270101-000000-w-7f3g", ".current-20270101-000000-w-7f3a"})
    EXPECT_EQ(run_name(kNow, {other}, "w", 1), "20261128-014507-w-0001") << other;
  EXPECT_EQ(run_name(kNow, {"20270101-235959-w-7f3a"}, "w", 1), "20270102-000000-w-0001");
}

TEST(RunName, IsKnown) {
  for (const char* name : {"20261123-014512-coco-deeplabv3-7f3a", "20261123-0145-7f3a"})
    EXPECT_TRUE(is_run_name(name)) << name;
  for (const char* name :
       {"latest", "current", "", "20261123-014512-7f3a", "20261123-014512--7f3a-", "20261123-0145-7f3"})
    EXPECT_FALSE(is_run_name(name)) << name;
}

TEST(RunName, IsAheadOfItsTime) {
  EXPECT_FALSE(is_ahead("20261128-024507-w-7f3a", kNow)) << "many runs in few seconds are no wrong clock";
  EXPECT_TRUE(is_ahead("20261128-024508-w-7f3a", kNow));
  EXPECT_FALSE(is_ahead("latest", kNow));
}

}  // namespace
}  // namespace atelier::host
