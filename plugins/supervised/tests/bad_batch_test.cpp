// What is kept of a batch that made loss or weights not finite.
#include <gtest/gtest.h>

#include "../batch_dump.hpp"
#include "pictures/picture_file.hpp"
#include "training_fixture.hpp"

namespace {

using namespace plain;

// Leaves a NaN in the weights at one step.
class Spoils : public Descent {
 public:
  static constexpr atelier::Component kComponent{.id = "plain.spoils", .summary = "Spoils the weights."};
  struct Options {
    Option<int64_t> at{option("at", "The step, from 0, that does it.")};
    Descent::Options rest;
  };
  explicit Spoils(const Options& options) : Descent(options.rest), left_(options.at) {}
  void step(const atelier::Call& call, const atelier_optimizer_step& in) override {
    Descent::step(call, in);
    if (left_-- == 0) atelier::data_of<float>(*in.parameters[0]->value)[0] = std::nanf("");
  }

 private:
  int64_t left_;
};

class BadBatchTest : public TrainingFixture {
 protected:
  // The keys of the dumped batch, of which each picture and label map is looked at.
  std::set<std::string> dumped() {
    const fs::path bad = folder / "bad_batch";
    const auto batch = nlohmann::json::parse(atelier::read_file(bad / "batch.json"));
    std::set<std::string> keys;
    for (const auto& item : batch.at("samples")) {
      const std::string key = item.at("sample");
      keys.insert(key);
      const auto index = static_cast<uint64_t>(std::stoi(key.substr(5)));
      const atelier::Sample sample = atelier::SamplesRef(train_->object()).load(bench.call(), index);
      EXPECT_TRUE(same(pictures::read_picture(bad / item.at("picture").get<std::string>()), sample.picture)) << key;
      EXPECT_TRUE(same(pictures::read_labels(bad / item.at("labels").get<std::string>()), sample.labels)) << key;
    }
    return keys;
  }
  static bool same(const atelier::Tensor& a, const atelier::Tensor& b) {
    return a.bytes() == b.bytes() && std::memcmp(a.get().data, b.get().data, a.bytes()) == 0;
  }
  Part& patches() { return train_.emplace(bench.make<Patches>({{"count", 10}})); }
  // The keys of a batch, from the message.
  std::string line_of_batch() const {
    const size_t from = bench.error().find("\n  the batch: ");
    return from == std::string::npos ? ""
                                     : bench.error().substr(from + 14, bench.error().find('\n', from + 1) - from - 14);
  }
  std::optional<Part> train_;
};

TEST_F(BadBatchTest, TheBatchWhoseLossItWasIsNamedAndKept) {
  const Value train = patches();
  EXPECT_EQ(run(trainer({{"train", train}, {"loss", part<CrossEntropy>({{"poison", 3}})}})), ATELIER_E_INVALID);
  EXPECT_EQ(bench.error().find("the loss is nan at step 4 (epoch 2 of 4"), 0u) << bench.error();
  EXPECT_NE(bench.error().find("label maps are in " + (folder / "bad_batch").string()), std::string::npos)
      << bench.error();
  const std::set<std::string> keys = dumped();
  EXPECT_EQ(keys.size(), 4u);
  for (const std::string& key : keys) EXPECT_NE(line_of_batch().find(key), std::string::npos) << line_of_batch();
}

// The batch that did it, not the one whose loss shows it.
TEST_F(BadBatchTest, TheBatchThatSpoiltTheWeightsIsNamedAndKept) {
  const Value train = patches();
  for (const int64_t at : {2, 3}) {  // within an epoch: the next loss shows it; in its last step: the look at its end
    empty();
    EXPECT_EQ(run(trainer({{"train", train},
                           {"epochs", 1},
                           {"loss", part<CrossEntropy>({{"poison", at}})},
                           {"drop_last", false},
                           {"loader", part<PlainLoader>({{"batch", 2}})}})),
              ATELIER_E_INVALID);
    const std::set<std::string> batch_of_step = dumped();
    empty();
    EXPECT_EQ(run(trainer({{"train", train},
                           {"epochs", 1},
                           {"optimizer", part<Spoils>({{"at", at}})},
                           {"drop_last", false},
                           {"loader", part<PlainLoader>({{"batch", 2}})}})),
              ATELIER_E_INVALID);
    EXPECT_EQ(bench.error().find("the weights have come to hold values that are not finite, in `out.weight`"), 0u)
        << bench.error();
    EXPECT_EQ(dumped(), batch_of_step) << at;
  }
}

TEST_F(BadBatchTest, TheCheckpointBeforeStaysAndIsSound) {
  const auto wanted = [&] {
    test::TemporaryFolder own;
    EXPECT_EQ(run(trainer({{"checkpoint", "0s"}}), own.path()), ATELIER_OK) << bench.error();
    return result(own.path());
  }();
  EXPECT_EQ(run(trainer({{"checkpoint", "0s"}, {"loss", part<CrossEntropy>({{"poison", 5}})}})), ATELIER_E_INVALID);
  EXPECT_TRUE(fs::exists(folder / "checkpoints" / "step-5"));
  ASSERT_EQ(run(trainer({{"checkpoint", "0s"}})), ATELIER_OK) << bench.error();
  EXPECT_TRUE(has_line("goes on after step 5 ")) << all_lines();
  EXPECT_EQ(difference(result(folder.path()), wanted), "");
  EXPECT_EQ(files(), results());  // what was dumped is gone
}

TEST_F(BadBatchTest, SpoiltWeightsAreNeverSaved) {
  for (const int64_t at : {0, 1, 4}) {
    empty();
    EXPECT_EQ(run(trainer({{"checkpoint", "0s"}, {"optimizer", part<Spoils>({{"at", at}})}})), ATELIER_E_INVALID);
    EXPECT_FALSE(fs::exists(folder / "checkpoints" / ("step-" + std::to_string(at + 1)))) << at;
    EXPECT_EQ(fs::exists(folder / "checkpoints"), at > 0) << at;
  }
}

TEST(BatchDump, WhatPngCannotHoldIsLeftOut) {
  test::TemporaryFolder folder;
  atelier::supervised::SeenBatch batch;
  batch.batch.pictures = atelier::Tensor::make<float>({1, 2, 2, 4});
  std::fill_n(batch.batch.pictures.data<float>(), 16, 0.5f);
  batch.batch.labels = atelier::Tensor::make<uint16_t>({1, 2, 2});
  for (int i = 0; i < 4; ++i) batch.batch.labels.data<uint16_t>()[i] = static_cast<uint16_t>(300 + i);
  batch.keys = {"../a/b.tif"};
  dump(batch, folder / "bad", 1, 2, "why");
  const auto json = nlohmann::json::parse(atelier::read_file(folder / "bad" / "batch.json"));
  EXPECT_TRUE(json["samples"][0]["picture"].is_null());
  EXPECT_EQ(json["samples"][0]["sample"], "../a/b.tif");
  EXPECT_EQ(json["pictures"], "float32 [1,2,2,4]");
  EXPECT_EQ(pictures::read_labels(folder / "bad" / "0.labels.png").data<uint16_t>()[3], 303);
}

TEST(BatchDump, ManyNamesAreCutShort) {
  atelier::supervised::SeenBatch batch;
  for (int i = 0; i < 20; ++i) batch.keys.push_back("k" + std::to_string(i));
  EXPECT_EQ(names_of(batch), "k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11, k12, k13, k14, k15 and 4 more");
}

}  // namespace
