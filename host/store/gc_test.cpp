#include "gc.hpp"

#include <gtest/gtest.h>

#include "store.hpp"
#include "system/exit_code.hpp"
#include "testing/fake_system.hpp"
#include "variants.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kDay = 24 * 3600;

// Three runs, a day between: the first left a and b, the second a and c, the third a and d; b needs x.
class Gc : public testing::Test {
 protected:
  Gc() {
    keep('x', "made before", {});
    keep('a', std::string(1000, 'a'), {});
    keep('b', std::string(2000, 'b'), {key('x')});
    run("20261101-one", {'a', 'b'});
    keep('c', std::string(4000, 'c'), {});
    run("20261102-two", {'a', 'c'});
    keep('d', std::string(8000, 'd'), {});
    run("20261103-three", {'a', 'd'});
    EXPECT_TRUE(disk_.make_link("/work/runs/latest", "20261103-three"));
  }

  static std::string key(char of) { return std::string(32, of); }
  static fs::path folder(char of) { return fs::path("/work/store/objects") / std::string(2, of) / key(of); }

  void keep(char of, const std::string& bytes, std::vector<std::string> needs) {
    StoreOptions options;
    options.threads = 1;
    Store store(machine_.system, "/work", options);
    Result<Work> work = store.begin(key(of));
    disk_.put(work->output() / "file", bytes);
    EXPECT_TRUE(store.commit(*work, {std::string("stage ") + of, {}, {}, std::move(needs), {}}));
  }
  void run(const std::string& id, const std::vector<char>& objects) {
    disk_.put("/work/runs/" + id + "/run.json", "{}");
    disk_.put("/work/runs/" + id + "/log.txt", "begun\n");
    EXPECT_TRUE(disk_.make_folder("/work/runs/" + id + "/outputs"));
    for (const char object : objects)
      EXPECT_TRUE(disk_.make_link("/work/runs/" + id + "/outputs/" + object,
                                  "../../../" + (folder(object) / "output").lexically_relative("/work").string()));
    machine_.clock.advance(kDay);
  }
  GcReport collect(const GcOptions& options = {}) {
    const Result<GcReport> report = collect_garbage(machine_.system, "/work", options);
    EXPECT_TRUE(report) << report.failure().reason;
    return report ? *report : GcReport();
  }
  std::string objects() const {
    std::string out;
    for (const char of : {'a', 'b', 'c', 'd', 'x'})
      if (disk_.facts(folder(of) / "output/file").is_file()) out += of;
    return out;
  }
  size_t links(const std::string& run) const { return disk_.list("/work/runs/" + run + "/outputs")->size(); }
  std::string without_run(const std::string& id, const GcOptions& options = {}) {
    EXPECT_TRUE(disk_.remove_all("/work/runs/" + id));
    collect(options);
    return objects();
  }

  fake::Machine machine_;
  fake::Disk& disk_ = machine_.disk;
};

TEST_F(Gc, WhatARunLinksToStaysWithWhatItWasMadeFrom) {
  const GcReport report = collect();
  EXPECT_EQ(objects(), "abcdx");
  EXPECT_EQ(report.before, report.after);
  EXPECT_EQ(report.lines.size(), 5u);
  EXPECT_EQ(report.runs, std::vector<std::string>());
}

TEST_F(Gc, WhatNoRunLinksToGoes) {
  EXPECT_EQ(without_run("20261101-one"), "acd") << "b, and x that only b needed";
  EXPECT_EQ(without_run("20261103-three"), "ac");
  EXPECT_EQ(without_run("20261102-two"), "");
  for (const char* part : {"objects", "files", "tmp"})
    EXPECT_EQ(disk_.list(fs::path("/work/store") / part)->size(), 0u) << part;
}

TEST_F(Gc, ADryRunSaysItAndDoesNothing) {
  ASSERT_TRUE(disk_.remove_all("/work/runs/20261101-one"));
  const std::vector<std::string> before = disk_.paths();
  GcOptions options;
  options.dry_run = true;
  const GcReport said = collect(options);
  EXPECT_EQ(disk_.paths(), before);
  const GcReport done = collect();
  EXPECT_EQ(said.after, done.after);
  EXPECT_EQ(said.before, done.before);
  EXPECT_GT(said.before - said.after, 2000u);
  EXPECT_LT(said.before - said.after, 4000u);
  EXPECT_EQ(collect().before, done.after) << "it is as it was said";
}

TEST_F(Gc, TheNewestRunsKeepWhatTheyLeft) {
  GcOptions options;
  options.keep_runs = 2;
  EXPECT_EQ(collect(options).runs, std::vector<std::string>{"20261101-one"});
  EXPECT_EQ(objects(), "acd");
  EXPECT_EQ(links("20261101-one"), 1u) << "a is there still";
  EXPECT_EQ(*disk_.read("/work/runs/20261101-one/log.txt"),
            "begun\n" + utc_text(machine_.clock.now()) + " gc removed what `b` left\n");
  options.keep_runs = 0;
  collect(options);
  EXPECT_EQ(objects(), "");
  EXPECT_EQ(links("20261103-three"), 0u);
}

TEST_F(Gc, WhatWasUsedLatelyStays) {
  GcOptions options;
  options.keep_age = (kDay + kDay / 2) * 1'000'000'000;
  collect(options);
  EXPECT_EQ(objects(), "ad");
  StoreOptions quiet;
  quiet.threads = 1;
  keep('c', "again", {});
  machine_.clock.advance(100 * kDay);
  keep('b', "now", {});
  ASSERT_TRUE(Store(machine_.system, "/work", quiet).find(key('c')));
  collect(options);
  EXPECT_EQ(objects(), "bc") << "no run links to them, but they were used";
}

TEST_F(Gc, NoMoreGoesThanTheSizeAsksFor) {
  keep('e', std::string(500, 'e'), {});
  GcOptions options;
  options.max_size = 1'000'000;
  EXPECT_EQ(collect(options).lines.size(), 6u);
  EXPECT_TRUE(disk_.facts("/work/store/objects/ee").is_there()) << "no run links to it, but there is room";
  options.max_size = collect(options).after - 1;
  collect(options);
  EXPECT_FALSE(disk_.facts("/work/store/objects/ee").is_there());
  EXPECT_EQ(objects(), "abcdx");
  options.max_size = collect(options).after - 1;
  EXPECT_EQ(collect(options).runs, std::vector<std::string>{"20261101-one"});
  EXPECT_EQ(objects(), "acdx") << "of what only that run held, no more than is asked for";
  options.max_size = 0;
  const GcReport report = collect(options);
  EXPECT_EQ(objects(), "ad") << "the newest run keeps what it left";
  EXPECT_GT(report.after, 9000u);
}

TEST_F(Gc, WhatDeadRunsLeftGoes) {
  disk_.put("/work/store/tmp/" + key('f') + "-1/output/half", "half");
  disk_.put("/work/store/damaged/" + key('f') + "-2/output/half", "half");
  GcOptions dry;
  dry.dry_run = true;
  EXPECT_EQ(collect(dry).leftovers, 8u);
  collect();
  EXPECT_EQ(disk_.list("/work/store/tmp")->size(), 0u);
  EXPECT_EQ(disk_.list("/work/store/damaged")->size(), 0u);
}

TEST_F(Gc, NotWhileARunWorks) {
  Store store(machine_.system, "/work");
  {
    const Result<StoreUse> use = store.enter("the run of w");
    ASSERT_TRUE(use && use->shared && use->mine);
    const Result<GcReport> refused = collect_garbage(machine_.system, "/work", {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.failure().status, kExitStore);
    EXPECT_TRUE(refused.failure().reason.starts_with("the run of w (process ")) << refused.failure().reason;
    GcOptions dry;
    dry.dry_run = true;
    EXPECT_TRUE(collect_garbage(machine_.system, "/work", dry));
  }
  EXPECT_TRUE(collect_garbage(machine_.system, "/work", {}));
  disk_.knows_locks = false;
  EXPECT_EQ(collect_garbage(machine_.system, "/work", {}).failure().status, kExitStore);
}

// Whatever change is the last: what runs link to is whole, and the next gc completes it.
TEST_F(Gc, MayEndAnywhere) {
  for (size_t nth = 0;; ++nth) {
    keep('e', "of nobody", {});
    ASSERT_TRUE(disk_.remove_all("/work/runs/20261104-four"));
    run("20261104-four", {'d'});
    GcOptions options;
    options.keep_runs = 3;
    disk_.end_process(nth);
    const Result<GcReport> report = collect_garbage(machine_.system, "/work", options);
    const bool done = report && report->failures.empty();
    disk_.start_process();
    for (const char of : {'a', 'c', 'd'}) EXPECT_TRUE(disk_.facts(folder(of) / "output/file").is_file()) << of << nth;
    EXPECT_EQ(links("20261102-two"), 2u) << nth;
    EXPECT_TRUE(collect(options).failures.empty());
    EXPECT_EQ(objects(), "acd") << nth;
    EXPECT_FALSE(disk_.facts("/work/store/objects/ee").is_there()) << nth;
    EXPECT_EQ(disk_.list("/work/store/tmp")->size(), 0u) << nth;
    if (done) break;
    ASSERT_LT(nth, 100u);
  }
}

TEST(GcOfNothing, IsNothing) {
  fake::Machine machine;
  const Result<GcReport> report = collect_garbage(machine.system, "/work", {});
  EXPECT_TRUE(report && report->before == 0);
  EXPECT_EQ(machine.disk.paths(), std::vector<std::string>());
}

// As on a disk that was full. No run links to it yet.
TEST_F(Gc, WhatIsLeftToBeFinishedStaysForTheNextRun) {
  {
    Store store(machine_.system, "/work");
    Result<Work> work = store.begin(key('f'));
    disk_.put(work->output() / "file", "f");
    size_t nth = 0;
    for (disk_.fail(nth, ENOSPC);; disk_.fail(++nth, ENOSPC)) {
      ASSERT_FALSE(store.commit(*work, {"stage f", {}, {}, {}, {}})) << nth;
      if (work->is_left_to_be_finished()) break;
    }
    disk_.fail(1'000'000, ENOSPC);
  }
  ASSERT_EQ(disk_.list("/work/store/tmp")->size(), 1u);
  GcOptions options;
  options.dry_run = true;
  EXPECT_EQ(collect(options).leftovers, 0u) << "it is a result";
  options.dry_run = false;
  options.keep_runs = 0;
  collect(options);
  Store(machine_.system, "/work").clear_leftovers();
  EXPECT_EQ(*disk_.read(folder('f') / "output/file"), "f");
  EXPECT_EQ(disk_.list("/work/store/tmp")->size(), 0u);
  EXPECT_EQ(objects(), "");
}

TEST_F(Gc, ListsOfVariantsLoseWhatIsNotThereAnyMore) {
  const std::string of(32, '0'), other(32, '1');
  const auto list = [&](const std::string& key) { return variants_of(disk_, "/work/store", key); };
  for (const char object : {'a', 'c', 'd'})
    ASSERT_TRUE(add_variant(disk_, "/work/store", of, {key(object), {{"/odd\xff", std::string(1, object)}}}));
  ASSERT_TRUE(add_variant(disk_, "/work/store", other, {std::string(32, '9'), {}}));
  disk_.put("/work/store/variants/zz/foreign", "mine");
  GcOptions options;
  options.keep_runs = 1;
  options.dry_run = true;
  EXPECT_EQ(collect(options).variants, 2u);
  EXPECT_EQ(list(of).size(), 3u) << "nothing has been done";
  options.dry_run = false;
  EXPECT_EQ(collect(options).variants, 2u);
  ASSERT_EQ(list(of).size(), 2u);
  EXPECT_EQ(list(of)[0].object, key('d'));
  EXPECT_EQ(list(of)[0].inputs.at("/odd\xff"), "d");
  EXPECT_EQ(list(of)[1].object, key('a'));
  EXPECT_FALSE(disk_.facts("/work/store/variants/11").is_there()) << "an empty list goes";
  EXPECT_TRUE(disk_.facts("/work/store/variants/zz/foreign").is_file());
  EXPECT_EQ(collect(options).variants, 0u);
}

}  // namespace
}  // namespace atelier::host
