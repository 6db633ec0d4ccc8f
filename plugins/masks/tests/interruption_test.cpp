// A run that is stopped in the middle, and the next one into the same folder.
#include <gtest/gtest.h>

#include <atomic>

#include "writing.hpp"

namespace {

namespace fs = std::filesystem;
using atelier::Call;

// A dataset that interrupts the run at a picture, may have lost the instances of one since then, and counts how many
// pictures are asked for.
class Interrupting : public atelier::Dataset, public atelier::DatasetOrphans {
 public:
  uint64_t at = UINT64_MAX;
  uint64_t emptied = UINT64_MAX;
  mutable std::atomic<uint64_t> asked{0};

  atelier_object wrap(writing::Bench& run, atelier_object dataset) {
    inner_ = atelier::DatasetRef(dataset);
    bench_ = &run;
    asked = 0;
    return atelier::object_of(*this);
  }
  atelier::DatasetCounts describe(const Call& call) const override { return inner_.describe(call); }
  atelier_class class_at(const Call& call, uint64_t index) const override { return inner_.class_at(call, index); }
  atelier_picture picture_at(const Call& call, uint64_t index) const override { return inner_.picture_at(call, index); }
  void instances(const Call& call, uint64_t index, const Take& take) const override {
    ++asked;
    if (index >= at) bench_->cancel(true);
    if (index != emptied) inner_.instances(call, index, take);
  }
  void orphans(const Call& call, const Take& take) const override { inner_.orphans(call, take); }

 private:
  atelier::DatasetRef inner_;
  writing::Bench* bench_ = nullptr;
};

class Interruption : public ::testing::Test {
 protected:
  test::TemporaryFolder folder;
  fs::path out = folder / "out";
  Interrupting between;
  std::map<std::string, std::string> whole;  // what a run without interruption leaves
  std::vector<std::string> lines;

  writing::Outcome run(const fs::path& to, uint64_t stop_at, unsigned threads = 1, const std::string& crowd = "void") {
    writing::Options options;
    options.threads = threads;
    options.crowd = crowd;
    options.compare = {"overlap.first", "overlap.void_on_conflict"};
    options.more = {{"categories", std::vector<Value>{"person", "chair", "car", "dog"}}, {"keep_empty", false}};
    between.at = stop_at;
    options.dataset = [&](writing::Bench& bench, atelier_object dataset) { return between.wrap(bench, dataset); };
    return writing::write_masks(test::data("coco/annotations/instances_val2017.json"), to, options);
  }
  using Value = writing::Value;

  void run_whole() {
    const auto outcome = run(folder / "whole", UINT64_MAX);
    ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
    whole = writing::files_of(folder / "whole");
    lines = outcome.lines;
  }
  // 66 pictures in blocks of 8 on one thread: those of the first 40 are written down.
  void interrupt() {
    const auto outcome = run(out, 40);
    ASSERT_EQ(outcome.status, ATELIER_E_CANCELLED) << outcome.error;
    ASSERT_TRUE(fs::exists(out / "journal.jsonl"));
    ASSERT_FALSE(fs::exists(out / "samples.json"));
  }
  // painted: pictures that are painted by this run; of the others, and of those that are painted `again` because of
  // their instances, the instances are looked at.
  void expect_goes_on(uint64_t painted, unsigned threads = 1, uint64_t again = 0) {
    const auto outcome = run(out, UINT64_MAX, threads);
    ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
    EXPECT_EQ(between.asked, 66 + again);
    std::vector<std::string> results = outcome.lines;
    if (painted < 66) {
      EXPECT_EQ(results[0], atelier::text("goes on after an earlier run: ", 66 - painted, " of 66 pictures are done"));
      results.erase(results.begin());
    }
    EXPECT_EQ(results, lines);
    const auto files = writing::files_of(out);
    EXPECT_EQ(files.count("journal.jsonl"), 0u);
    ASSERT_EQ(files.size(), whole.size());
    for (const auto& [name, bytes] : whole) EXPECT_EQ(files.at(name) == bytes, true) << name;
  }
};

TEST_F(Interruption, TheNextRunGoesOnAndLeavesTheSame) {
  ATELIER_NEEDS_DATA();
  run_whole();
  for (const unsigned threads : {1u, 3u}) {
    interrupt();
    expect_goes_on(26, threads);
    fs::remove_all(out);
  }
  // Twice, on several threads.
  ASSERT_EQ(run(out, 20, 4).status, ATELIER_E_CANCELLED);
  ASSERT_EQ(run(out, 50, 2).status, ATELIER_E_CANCELLED);
  const auto outcome = run(out, UINT64_MAX, 2);
  EXPECT_EQ(outcome.lines[0].rfind("goes on after an earlier run: ", 0), 0u) << outcome.lines[0];
  EXPECT_GT(std::stoi(outcome.lines[0].substr(30)), 21);
  EXPECT_EQ(writing::files_of(out) == whole, true);
}

TEST_F(Interruption, BeforeTheFirstBlockIsPaintedThereIsNoJournal) {
  ATELIER_NEEDS_DATA();
  ASSERT_EQ(run(out, 0).status, ATELIER_E_CANCELLED);
  EXPECT_FALSE(fs::exists(out / "journal.jsonl"));
}

TEST_F(Interruption, MasksWithoutAJournalDoNotCount) {
  ATELIER_NEEDS_DATA();
  run_whole();
  fs::create_directories(out / "masks");
  atelier::write_file(out / "masks/of another plan.png", "");
  expect_goes_on(66);
}

TEST_F(Interruption, ATornLastLineDoesNotCount) {
  ATELIER_NEEDS_DATA();
  run_whole();
  interrupt();
  fs::resize_file(out / "journal.jsonl", fs::file_size(out / "journal.jsonl") - 1);
  expect_goes_on(34);
}

TEST_F(Interruption, ALineThatIsNotOursDoesNotCount) {
  ATELIER_NEEDS_DATA();
  run_whole();
  interrupt();
  std::string journal = atelier::read_file(out / "journal.jsonl");
  journal += std::string(50, '\0') + "\n{\"first\":60,\"sizes\":[0,0,0,0,0,0,0]}\n";
  atelier::write_file(out / "journal.jsonl", journal);
  expect_goes_on(26);
}

TEST_F(Interruption, AMaskThatIsGoneOrCutOffIsPaintedAgain) {
  ATELIER_NEEDS_DATA();
  run_whole();
  interrupt();
  std::vector<fs::path> masks;
  for (const auto& entry : fs::directory_iterator(out / "masks")) masks.push_back(entry.path());
  std::sort(masks.begin(), masks.end());  // in the order of pictures
  fs::remove(masks[0]);
  expect_goes_on(34);

  fs::remove_all(out);
  interrupt();
  const std::string bytes = atelier::read_file(masks[0]);
  atelier::write_file(masks[0], std::string(bytes.size(), '\0'));  // as after a loss of power
  expect_goes_on(34);
}

// As after a failure, when somebody mends a file of a folder of annotations.
TEST_F(Interruption, WhatHasOtherInstancesNowIsPaintedAgain) {
  ATELIER_NEEDS_DATA();
  interrupt();
  between.emptied = 3;
  run_whole();
  expect_goes_on(34, 1, 8);
}

TEST_F(Interruption, AJournalOfOtherWorkIsNotBelieved) {
  ATELIER_NEEDS_DATA();
  run_whole();
  ASSERT_EQ(run(out, 40, 1, "class").status, ATELIER_E_CANCELLED);
  expect_goes_on(66);
}

TEST_F(Interruption, NothingIsWrittenThroughALink) {
  ATELIER_NEEDS_DATA();
  run_whole();
  fs::create_directories(out);
  fs::create_directories(folder / "elsewhere");
  fs::create_directory_symlink(folder / "elsewhere", out / "masks");
  expect_goes_on(66);
  EXPECT_TRUE(fs::is_empty(folder / "elsewhere"));
}

}  // namespace
