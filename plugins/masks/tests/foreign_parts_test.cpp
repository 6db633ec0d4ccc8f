// Datasets and policies of other people: those that may only be called by one thread at a time, and those that offer
// less.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>

#include "writing.hpp"

namespace {

namespace fs = std::filesystem;
using atelier::Call;

// A policy that never may be called twice at a time. It sees when it is, and by how many threads it was called.
class Serial : public atelier::OverlapPolicy {
 public:
  static constexpr atelier::Component kComponent{
      .id = "test.serial", .summary = "Paints like the last in the source.", .serial = true};

  void compose(const Call&, const atelier_overlap_input& input, atelier_canvas& canvas) const override {
    const bool alone = inside_++ == 0;
    if (!alone) overlapped_ = true;
    {
      const std::lock_guard lock(mutex_);
      threads_.insert(std::this_thread::get_id());
    }
    // Long enough for another thread to come, where there is one.
    if (alone && !overlapped_) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    for (uint64_t i = 0; i < input.instance_count; ++i) {
      const atelier_overlap_instance& in = *input.instances[i];
      atelier_canvas_paint(&canvas, in.runs, in.run_count, static_cast<uint16_t>(in.label));
    }
    --inside_;
  }

  bool overlapped() const { return overlapped_; }
  const std::set<std::thread::id>& threads() const { return threads_; }

 private:
  mutable std::atomic<int> inside_{0};
  mutable std::atomic<bool> overlapped_{false};
  mutable std::mutex mutex_;
  mutable std::set<std::thread::id> threads_;
};

// Paints a label that is none where two instances meet.
class Wild : public atelier::OverlapPolicy {
 public:
  static constexpr atelier::Component kComponent{.id = "test.wild", .summary = "Paints 77."};
  void compose(const Call&, const atelier_overlap_input& input, atelier_canvas& canvas) const override {
    for (uint64_t i = 0; i < input.instance_count; ++i)
      atelier_canvas_paint(&canvas, input.instances[i]->runs, input.instances[i]->run_count, i == 0 ? 1 : 77);
  }
};

// A dataset that passes on what another one says, and counts. It cannot tell orphans.
class Plain : public atelier::Dataset {
 public:
  explicit Plain(atelier_object inner) : inner_(inner) {}
  atelier::DatasetCounts describe(const Call& call) const override { return inner_.describe(call); }
  atelier_class class_at(const Call& call, uint64_t index) const override { return inner_.class_at(call, index); }
  atelier_picture picture_at(const Call& call, uint64_t index) const override { return inner_.picture_at(call, index); }
  void instances(const Call& call, uint64_t index, const Take& take) const override {
    inner_.instances(call, index, take);
  }

 protected:
  atelier::DatasetRef inner_;
};

// One that can, and counts how often it is asked.
class WithOrphans : public Plain, public atelier::DatasetOrphans {
 public:
  using Plain::Plain;
  void orphans(const Call& call, const Take& take) const override {
    ++asked;
    inner_.orphans(call, take);
  }
  mutable std::atomic<int> asked{0};
};

class ForeignParts : public writing::Fixture {
 protected:
  void SetUp() override {
    for (int64_t i = 1; i <= 40; ++i) {
      add_picture(i, std::to_string(i) + ".jpg");
      add(writing::square(2 * i, i, 7, 0, 4));
      add(writing::square(2 * i + 1, i, 3, 2, 6));
    }
  }
  void paint_with(Serial& policy, unsigned threads) {
    writing::Options options;
    options.policy_object = atelier::object_of(policy);
    options.threads = threads;
    options.compare_objects = {options.policy_object};
    options.more = {{"strict", true}};
    const auto outcome = write(options);
    ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  }
};

TEST_F(ForeignParts, WithABudgetOfOnePoliciesAreCalledByOneThread) {
  Serial policy;
  paint_with(policy, 1);
  EXPECT_FALSE(policy.overlapped());
  EXPECT_EQ(policy.threads(), std::set{std::this_thread::get_id()});
}

// So that the test above would see it.
TEST_F(ForeignParts, WithALargerBudgetByMore) {
  Serial policy;
  paint_with(policy, 4);
  EXPECT_TRUE(policy.overlapped());
  EXPECT_GT(policy.threads().size(), 1u);
}

TEST_F(ForeignParts, ADatasetThatCannotTellOrphansHasNone) {
  add(writing::square(99, 1234, 7, 0, 4));  // of no picture
  std::optional<Plain> plain;
  writing::Options options;
  options.dataset = [&](writing::Bench&, atelier_object inner) { return atelier::object_of(plain.emplace(inner)); };
  ASSERT_EQ(write(options).status, ATELIER_OK);
  EXPECT_EQ(report()["orphans"]["count"], 0);
  EXPECT_EQ(report()["painted"], 80);
}

TEST_F(ForeignParts, OrphansAreListedOnce) {
  add(writing::square(99, 1234, 7, 0, 4));
  std::optional<WithOrphans> dataset;
  writing::Options options;
  options.dataset = [&](writing::Bench&, atelier_object inner) { return atelier::object_of(dataset.emplace(inner)); };
  ASSERT_EQ(write(options).status, ATELIER_OK);
  EXPECT_EQ(report()["orphans"]["count"], 1);
  EXPECT_EQ(dataset->asked, 1);
}

TEST_F(ForeignParts, ALabelThatThereIsNotNamesThePolicy) {
  writing::Bench bench;
  const auto wild = bench.make<Wild>();
  const std::string words = "the overlap policy test.wild painted the label 77, but there are only 3 classes (0 to 2)";
  writing::Options used;
  used.policy_object = wild.object();
  const auto painted = write(used);
  EXPECT_EQ(painted.status, ATELIER_E_INTERNAL);
  EXPECT_EQ(painted.error, words);
  EXPECT_FALSE(fs::exists(out / "prepare_report.json"));

  // In what is only compared, too.
  writing::Options compared;
  compared.compare = {"overlap.first"};
  compared.compare_objects = {wild.object()};
  const auto told = write(compared);
  EXPECT_EQ(told.status, ATELIER_E_INTERNAL);
  EXPECT_EQ(told.error, words);
  EXPECT_FALSE(fs::exists(out / "prepare_report.json"));
}

}  // namespace
