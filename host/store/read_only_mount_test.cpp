// A store on a file system that is really mounted read-only.
#include "testing/mounts.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "contents.hpp"
#include "gc.hpp"
#include "store.hpp"
#include "system/exit_code.hpp"
#include "test_data.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;

const std::string kKey(32, '1'), kDamaged(32, '2'), kOther(32, '3');

TEST(ReadOnlyMount, IsReadAndNotWritten) {
  const test::TemporaryFolder folder;
  std::vector<std::string> warnings;
  StoreOptions options;
  options.warn = [&](const std::string& text) { warnings.push_back(text); };
  Store store(System(), folder.path(), options);
  for (const std::string& key : {kKey, kDamaged}) {
    Result<Work> work = store.begin(key);
    std::ofstream(work->output() / "file") << "bytes of " << key;
    ASSERT_TRUE(store.commit(*work, {"label", {}, {}, {}, {}}));
  }
  fs::remove(folder / "store/objects" / kDamaged.substr(0, 2) / kDamaged / "output/file");
  fs::create_directories(folder / "store/tmp" / (kOther + "-1"));
  std::ofstream(folder / "input") << "input";
  const test_bench::ReadOnlyMount mount(folder.path());
  if (!mount.why_not().empty()) GTEST_SKIP() << mount.why_not();
  const Result<StoreUse> use = store.enter("test");
  ASSERT_TRUE(use);
  store.clear_leftovers();
  EXPECT_EQ(warnings, std::vector<std::string>());
  const std::optional<Object> found = store.find(kKey);
  ASSERT_TRUE(found);
  EXPECT_TRUE(fs::exists(found->output() / "file"));
  EXPECT_FALSE(store.find(kDamaged));
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_NE(warnings[0].find("and it cannot be moved away: "), std::string::npos) << warnings[0];
  EXPECT_NE(warnings[0].find("Read-only file system"), std::string::npos) << warnings[0];
  const Result<Work> work = store.begin(kOther);
  ASSERT_FALSE(work);
  EXPECT_NE(work.failure().reason.find("Read-only file system"), std::string::npos) << work.failure().reason;
  EXPECT_FALSE(store.take(kOther));
  Contents contents(System(), folder / "store/stat_cache");
  EXPECT_TRUE(contents.of(folder / "input"));
  (void)contents.save();
  EXPECT_FALSE(fs::exists(folder / "store/stat_cache"));
  const Result<GcReport> gc = collect_garbage(System(), folder.path(), {});
  ASSERT_FALSE(gc);
  EXPECT_EQ(gc.failure().status, kExitStore);
  GcOptions dry;
  dry.dry_run = true;
  const Result<GcReport> report = collect_garbage(System(), folder.path(), dry);
  ASSERT_TRUE(report);
  EXPECT_GT(report->before, 0u);
}

}  // namespace
}  // namespace atelier::host
