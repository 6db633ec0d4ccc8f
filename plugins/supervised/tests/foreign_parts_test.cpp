// Parts that report success but do not do what their kind promises: what the stages say of them, before anything is
// written.
#include <gtest/gtest.h>

#include <atelier/cpp/files.hpp>
#include <atelier/testing.hpp>
#include <cmath>
#include <deque>
#include <filesystem>
#include <string>
#include <vector>

#include "../evaluate_segmentation.hpp"
#include "../train_supervised.hpp"
#include "plain_model.hpp"
#include "plain_parts.hpp"
#include "stage_folder.hpp"
#include "test_data.hpp"

namespace {

using atelier::Call;
using atelier::Option;
using atelier::option;
using atelier::testing::Bench;
using atelier::testing::Part;
using atelier::testing::Value;

// Gives other results than a metric should.
class OddMetric : public plain::Hits {
 public:
  static constexpr atelier::Component kComponent{.id = "odd.metric", .summary = "Odd results."};
  struct Options {
    Option<std::string> how{option("how", "What is odd.")};
  };
  explicit OddMetric(const Options& options) : how_(options.how) {}
  void result(const Call&, atelier::MetricSink& sink) const override {
    const double values[7] = {};
    const uint64_t counts[12] = {};
    if (how_ != "no scalar" && how_.rfind("name ", 0) != 0) sink.scalar("oddity", 1, true);
    if (how_ == "many values") sink.per_class("values", {values, 7});
    if (how_ == "few values") sink.per_class("values", {values, 1});
    if (how_ == "no values") sink.per_class("values", {static_cast<const double*>(nullptr), 3});
    if (how_ == "endless values") sink.per_class("values", {values, size_t{1} << 60});
    if (how_ == "matrix") sink.matrix("table", counts, 3, 4);
    if (how_ == "endless matrix") sink.matrix("table", counts, uint64_t{1} << 32, uint64_t{1} << 32);
    if (how_ == "no scalar") sink.per_class("values", {values, 3});
    if (how_ == "twice") sink.scalar("oddity", 2, true);
    if (how_ == "as matrix") sink.matrix("oddity", counts, 3, 3);
    if (how_.rfind("name ", 0) == 0) sink.scalar(std::string_view(how_).substr(5), 1, true);
  }

 private:
  std::string how_;
};

// Gives other numbers of batches than it says.
class OddLoader : public plain::PlainLoader {
 public:
  static constexpr atelier::Component kComponent{.id = "odd.loader", .summary = "Odd batches."};
  struct Options {
    Option<std::string> how{option("how", "What is odd.")};
    plain::PlainLoader::Options rest;
  };
  explicit OddLoader(const Options& options) : PlainLoader(options.rest), how_(options.how) {}
  atelier::LoadInfo describe(const Call& call, const atelier_load_plan& plan) override {
    atelier::LoadInfo info = PlainLoader::describe(call, plan);
    if (how_ == "none") info.batches = info.samples = 0;
    if (how_ == "none to validate" && plan.in_order) info.batches = info.samples = 0;
    if (how_ == "more promised") info.batches += 1;
    if (how_ == "more in epoch 2") info.batches += plan.epoch;
    return info;
  }

 private:
  std::string how_;
};

// Leaves a value in the weights that is none.
class OddOptimizer : public plain::Descent {
 public:
  static constexpr atelier::Component kComponent{.id = "odd.optimizer", .summary = "Spoils the weights."};
  struct Options {
    Option<double> value{option("value", "Of the last weight after a step: 0: NaN, 1: infinity.")};
    plain::Descent::Options rest;
  };
  explicit OddOptimizer(const Options& options) : Descent(options.rest), infinite_(options.value == 1) {}
  void step(const Call&, const atelier_optimizer_step& in) override {
    const atelier_tensor& last = *in.parameters[in.count - 1]->value;
    atelier::data_of<float>(last)[atelier::element_count(last) - 1] = infinite_ ? -INFINITY : NAN;
  }

 private:
  bool infinite_;
};

// Says that it saves, and does not.
class Forgetful : public plain::LinearModel {
 public:
  static constexpr atelier::Component kComponent{.id = "odd.forgetful", .summary = "Saves nothing."};
  explicit Forgetful(const Options& options) : LinearModel(options) {}
  void save(const Call&, const std::filesystem::path&) override {}
};

class ForeignParts : public ::testing::Test {
 protected:
  template <class T>
  Value part(const Bench::Options& options = {}) {
    return parts_.emplace_back(bench.make<T>(options));
  }
  template <class T>
  static Value list(T item) {
    return Value(std::vector<Value>{std::move(item)});
  }
  Part evaluator(const Bench::Options& changes) {
    return stage<atelier::supervised::EvaluateSegmentation>({{"samples", part<plain::Patches>({{"count", 5}})}},
                                                            changes);
  }
  Part trainer(const Bench::Options& changes) {
    return stage<atelier::supervised::TrainSupervised>({{"train", part<plain::Patches>({{"count", 10}})},
                                                        {"validate", part<plain::Patches>({{"count", 5}})},
                                                        {"epochs", 2},
                                                        {"loss", part<plain::CrossEntropy>()},
                                                        {"optimizer", part<plain::Descent>()},
                                                        {"schedule", part<plain::Halves>()},
                                                        {"best_by", "train_loss"}},
                                                       changes);
  }
  void expect_error(const Part& stage, int32_t code, const std::string& words) {
    plain::told = {};
    EXPECT_EQ(test::run_stage(bench, stage, folder.path()), code) << words;
    EXPECT_NE(bench.error().find(words), std::string::npos) << bench.error();
    EXPECT_FALSE(std::filesystem::exists(folder / "last.bin")) << words;
    std::filesystem::remove_all(folder.path());
    std::filesystem::create_directory(folder.path());
  }

  Bench bench;
  test::TemporaryFolder folder;

 private:
  template <class Stage>
  Part stage(Bench::Options options, const Bench::Options& changes) {
    options.emplace_back("model", part<plain::LinearModel>({{"classes", 3}}));
    options.emplace_back("metrics", list(part<plain::Hits>()));
    options.emplace_back("loader", part<plain::PlainLoader>());
    for (const auto& [name, value] : changes) {
      std::erase_if(options, [&, &key = name](const auto& o) { return o.first == key; });
      options.emplace_back(name, value);
    }
    return bench.make<Stage>(options);
  }
  std::deque<Part> parts_;
};

TEST_F(ForeignParts, ResultsOfMetricsAreLookedAtBeforeAnythingIsLoaded) {
  const std::pair<const char*, const char*> cases[] = {
      {"many values", "gave 7 values per class, `values`, where there are 3 classes"},
      {"few values", "gave 1 values per class, `values`, where there are 3 classes"},
      {"no values", "gave 3 values per class, `values`"},
      {"endless values", "gave 1152921504606846976 values per class"},
      {"matrix", "gave a matrix `table` of 3 x 4, where there are 3 classes"},
      {"endless matrix", "gave a matrix `table` of 4294967296 x 4294967296"},
      {"no scalar", "gave no scalar; a metric gives at least one"},
      {"name Bad Name/x", "gave a result of the name `Bad Name/x`; names are letters, digits and _, a letter first"},
      {"name ", "gave a result of the name ``; names are"},
      {"name a\xff", "gave a result of the name `a?`; names are"},
      {"name 1a", "gave a result of the name `1a`; names are"}};
  for (const auto& [how, words] : cases) {
    const Value odd = list(part<OddMetric>({{"how", how}}));
    for (const bool train : {true, false}) {
      const std::string expected = std::string("the metric odd.metric ") + words;
      expect_error(train ? trainer({{"metrics", odd}}) : evaluator({{"metrics", odd}}), ATELIER_E_INTERNAL, expected);
      EXPECT_EQ(plain::told.loads, 0u) << how;
    }
  }
}

TEST_F(ForeignParts, NamesThatClashNameBothMetrics) {
  const auto with = [&](const char* how) { return Value(std::vector<Value>{part<OddMetric>({{"how", how}})}); };
  for (const char* how : {"twice", "as matrix"})
    expect_error(evaluator({{"metrics", with(how)}}), ATELIER_E_INTERNAL,
                 "the metric odd.metric gave two results of the name `oddity`");
  const Value both(std::vector<Value>{part<plain::Hits>(), part<OddMetric>({{"how", "name hits"}})});
  expect_error(
      evaluator({{"metrics", both}}), ATELIER_E_INVALID,
      "the metric odd.metric gave a result of the name `hits`, which the metric plain.hits gave before: leave");
  for (const char* name : {"epoch", "step", "train_loss", "lr", "seconds", "pictures", "classes", "per_class", "size"})
    expect_error(trainer({{"metrics", with(("name " + std::string(name)).c_str())}}), ATELIER_E_INVALID,
                 atelier::text("gave a result of the name `", name, "`, which stands for something else here"));
}

TEST_F(ForeignParts, NoBatchIsToldBeforeTheFirstStep) {
  const auto with = [&](const char* how) { return part<OddLoader>({{"how", how}}); };
  expect_error(trainer({{"loader", with("none")}}), ATELIER_E_INVALID,
               "the loader odd.loader gives no batch of `train`: look at its options and at its sampler");
  expect_error(trainer({{"loader", with("none to validate")}}), ATELIER_E_INVALID, "gives no batch of `validate`");
  expect_error(evaluator({{"loader", with("none")}}), ATELIER_E_INVALID, "gives no batch of `samples`");
  EXPECT_EQ(plain::told.loads, 0u);
}

TEST_F(ForeignParts, OtherNumbersOfBatchesNameTheLoader) {
  const auto with = [&](const char* how) { return trainer({{"loader", part<OddLoader>({{"how", how}})}}); };
  expect_error(with("more promised"), ATELIER_E_INTERNAL,
               "the loader odd.loader ended epoch 1 after 2 of the 3 batches that it said it has");
  expect_error(with("more in epoch 2"), ATELIER_E_INTERNAL,
               "the batches of the loader odd.loader number 3 in epoch 2, but 2 in the first: its sampler has to give "
               "as many samples in every epoch");
}

TEST_F(ForeignParts, SpoiltWeightsAreNotSaved) {
  // The loss of step 2 tells, but it is step 1 that did it.
  for (const double value : {0.0, 1.0})
    expect_error(trainer({{"optimizer", part<OddOptimizer>({{"value", value}})}}), ATELIER_E_INVALID,
                 "the weights have come to hold values that are not finite, in `out.weight`, after step 1 (epoch 1 of");
  // One step in the epoch: no loss of a later one tells.
  for (const double value : {0.0, 1.0})
    expect_error(trainer({{"train", part<plain::Patches>({{"count", 4}})},
                          {"optimizer", part<OddOptimizer>({{"value", value}})}}),
                 ATELIER_E_INVALID,
                 "the weights have come to hold values that are not finite, in `out.weight`, after step 1 (epoch 1 of "
                 "2, learning rate 1): lower the optimizer's lr; if it is so at once, look at the model's weights and "
                 "at the optimizer odd.optimizer");
}

TEST_F(ForeignParts, AModelThatSavesNothingIsNamedWithTheFile) {
  expect_error(trainer({{"model", part<Forgetful>({{"classes", 3}})}}), ATELIER_E_INTERNAL,
               atelier::text("the model odd.forgetful reported that it saved its weights, but there is no file ",
                             (folder / "checkpoints" / "best.new.bin").string()));
}

}  // namespace
