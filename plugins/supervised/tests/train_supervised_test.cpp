// The trainer with a model, loss, optimizer, schedule, loader and metric in plain C++.
#include "../train_supervised.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <atelier/testing.hpp>
#include <cmath>
#include <cstring>
#include <deque>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "../results.hpp"
#include "plain_model.hpp"
#include "plain_parts.hpp"
#include "stage_reports.hpp"
#include "training_fixture.hpp"

namespace {

using atelier::supervised::TrainSupervised;
using atelier::testing::Bench;
using atelier::testing::Part;
using atelier::testing::Value;
namespace fs = std::filesystem;

// Each run in a folder that is empty at first.
class TrainSupervisedTest : public plain::TrainingFixture {
 protected:
  int32_t run(const Part& stage) {
    empty();
    return TrainingFixture::run(stage);
  }
};

TEST_F(TrainSupervisedTest, LearnsAndWritesItsFiles) {
  ASSERT_EQ(run(trainer()), ATELIER_OK) << bench.error();
  EXPECT_EQ(files(), results(".bin"));
  const auto lines = history();
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_LT(lines[3]["train_loss"].get<double>(), 0.5 * lines[0]["train_loss"].get<double>());
  EXPECT_GT(lines[3]["hits"].get<double>(), 0.95);
  EXPECT_EQ(lines[0]["epoch"], 1);
  EXPECT_EQ(lines[0]["step"], 2);  // 10 samples in batches of 4, the last 2 left out
  EXPECT_EQ(lines[3]["step"], 8);
  EXPECT_EQ(lines[0]["pixels"], 5 * 63);
  EXPECT_DOUBLE_EQ(lines[1]["lr"].get<double>(), 1.0);
  EXPECT_DOUBLE_EQ(lines[2]["lr"].get<double>(), 0.5);
  EXPECT_EQ(plain::asked.batch_sizes, std::vector<int64_t>(8, 4));
}

TEST_F(TrainSupervisedTest, TheOutputsAreTheFiles) {
  ASSERT_EQ(run(trainer()), ATELIER_OK) << bench.error();
  const auto opened = TrainSupervised::open(bench.call(), folder.path());
  for (const auto& [port, file] : {std::pair{"best", "best.bin"}, {"last", "last.bin"}})
    EXPECT_EQ(atelier::view(opened->output(bench.call(), port).text), (folder / file).string());
  EXPECT_THROW(opened->output(bench.call(), "worst"), atelier::Error);
  fs::remove(folder / "history.jsonl");
  EXPECT_THROW(TrainSupervised::open(bench.call(), folder.path()), atelier::Error);
}

TEST_F(TrainSupervisedTest, PrintsALinePerEpoch) {
  ASSERT_EQ(run(trainer({{"epochs", 10}})), ATELIER_OK) << bench.error();
  const auto& lines = bench.lines();
  const auto third =
      std::find_if(lines.begin(), lines.end(), [](auto& l) { return l.rfind("epoch  3/10  loss ", 0) == 0; });
  ASSERT_NE(third, lines.end());
  EXPECT_NE(third->find("  hits "), std::string::npos) << *third;
  EXPECT_NE(third->find(" %  ("), std::string::npos) << *third;  // `pixels`, not the metric's main result, is left out
  EXPECT_EQ(third->substr(third->size() - 3), " s)") << *third;
}

TEST_F(TrainSupervisedTest, TheTrainLossIsTheMeanOverTheBatches) {
  ASSERT_EQ(run(trainer({{"epochs", 1}})), ATELIER_OK) << bench.error();
  double sum = 0;
  int steps = 0;
  for (const auto& [name, value] : bench.scalars())
    if (name == "train/step_loss") sum += value, ++steps;
  EXPECT_EQ(steps, 2);
  EXPECT_DOUBLE_EQ(history()[0]["train_loss"].get<double>(), sum / 2);
}

TEST_F(TrainSupervisedTest, BestIsTheEpochOfTheHighestScalar) {
  // The second half climbs, and ruins what the first half learnt.
  ASSERT_EQ(run(trainer({{"optimizer", part<plain::Descent>({{"climbs_from", 4}})}})), ATELIER_OK);
  const auto lines = history();
  const auto best =
      std::max_element(lines.begin(), lines.end(), [](auto& a, auto& b) { return a["hits"] < b["hits"]; });
  ASSERT_LT(lines.back()["hits"], (*best)["hits"]);
  const std::string told = "best: epoch " + std::to_string(best - lines.begin() + 1) + ", hits";
  EXPECT_EQ(bench.lines().back().substr(0, told.size()), told);
  EXPECT_NE(atelier::read_file(folder / "best.bin"), atelier::read_file(folder / "last.bin"));
}

TEST_F(TrainSupervisedTest, WithoutValidationTheLossPicksTheBest) {
  ASSERT_EQ(run(trainer({{"validate", Value::none()}, {"best_by", "mean_iou"}})), ATELIER_OK) << bench.error();
  EXPECT_FALSE(history()[0].contains("hits"));
  EXPECT_EQ(atelier::read_file(folder / "best.bin"), atelier::read_file(folder / "last.bin"));
  EXPECT_NE(bench.lines().back().find("best: epoch 4, loss "), std::string::npos) << bench.lines().back();
}

TEST_F(TrainSupervisedTest, ValidationLeavesRandomAugmentersOut) {
  const auto hits_with = [&](bool random) {
    EXPECT_EQ(run(trainer({{"augment", Value(std::vector<Value>{part<plain::Invert>({{"random", random}})})}})),
              ATELIER_OK)
        << bench.error();
    return history().back()["hits"].get<double>();
  };
  EXPECT_GT(hits_with(false), 0.95);  // learnt and looked at inverted
  EXPECT_LT(hits_with(true), 0.5);    // learnt inverted, looked at as it is
}

TEST_F(TrainSupervisedTest, AuxiliaryOutputsAreComputedOnlyWhenTheyCount) {
  const auto loss_with = [&](double weight) {
    plain::asked = {};
    EXPECT_EQ(run(trainer({{"model", part<plain::LinearModel>({{"classes", 3}, {"aux", true}})},
                           {"aux_weight", weight},
                           {"epochs", 1}})),
              ATELIER_OK)
        << bench.error();
    for (const uint64_t outputs : plain::asked.output_counts) EXPECT_EQ(outputs, weight > 0 ? 2u : 1u);
    // Three classes: the weights of head `out` are the first 12 numbers, those of `aux` the next 12.
    const std::string bytes = atelier::read_file(folder / "last.bin");
    std::vector<float> aux(12);
    std::memcpy(aux.data(), bytes.data() + 48, 48);
    const double trace =
        std::accumulate(aux.begin(), aux.end(), 0.0, [](double s, float v) { return s + std::fabs(v); });
    return std::pair{bench.scalars().front().second, trace};
  };
  const auto [none, still] = loss_with(0);
  const auto [half, moved] = loss_with(0.5);
  EXPECT_EQ(still, 0);
  EXPECT_GT(moved, 0);
  EXPECT_NEAR(half, 1.5 * none, 1e-9);  // both heads start from the same weights
  EXPECT_LT(moved, loss_with(1).second);
}

TEST_F(TrainSupervisedTest, DropoutSeedsDifferFromStepToStep) {
  ASSERT_EQ(run(trainer()), ATELIER_OK);
  EXPECT_EQ(std::set<uint64_t>(plain::asked.seeds.begin(), plain::asked.seeds.end()).size(), 8u);
}

TEST_F(TrainSupervisedTest, SameSeedSameBytes) {
  const auto weights = [&](int seed) {
    EXPECT_EQ(run(trainer({{"seed", seed}})), ATELIER_OK);
    return atelier::read_file(folder / "last.bin");
  };
  EXPECT_EQ(weights(17), weights(17));
  EXPECT_NE(weights(17), weights(18));
}

TEST_F(TrainSupervisedTest, FewerSamplesThanABatchStillTrain) {
  ASSERT_EQ(run(trainer({{"train", part<plain::Patches>({{"count", 3}})}})), ATELIER_OK) << bench.error();
  EXPECT_EQ(plain::asked.batch_sizes, std::vector<int64_t>(4, 3));
}

TEST_F(TrainSupervisedTest, TheLastBatchCanBeKept) {
  ASSERT_EQ(run(trainer({{"drop_last", false}, {"epochs", 1}})), ATELIER_OK) << bench.error();
  EXPECT_EQ(plain::asked.batch_sizes, (std::vector<int64_t>{4, 4, 2}));
}

TEST_F(TrainSupervisedTest, RefusesWhatCannotWork) {
  expect_error(trainer({{"model", part<plain::LinearModel>({{"classes", 21}})}}),
               "the model has 21 classes, but `train` has 3");
  EXPECT_NE(bench.error().find("classes = \"@masks.classes\""), std::string::npos) << bench.error();
  expect_error(trainer({{"validate", part<plain::Patches>({{"count", 2}, {"classes", 4}})}}), "`validate` has 4");
  expect_error(trainer({{"train", part<plain::Patches>({{"count", 0}})}}), "`train` has no samples");
  expect_error(trainer({{"aux_weight", 0.4}}), "no auxiliary output");
  expect_error(trainer({{"metrics", Value(std::vector<Value>{part<plain::Hits>(), part<plain::Hits>()})}}),
               "the name `hits`");
  EXPECT_TRUE(plain::asked.seeds.empty());  // all told before the first step
}

TEST_F(TrainSupervisedTest, WhatItsOptionsAloneTellIsRefusedBeforeItRuns) {
  EXPECT_EQ(refusal({{"best_by", "mean_iou"}}),
            "best_by is \"mean_iou\", which no metric gives: there are hits, pixels, train_loss");
  EXPECT_EQ(refusal({{"checkpoint", "often"}}).find("checkpoint is \"often\": it takes "), 0u);
  EXPECT_EQ(refusal({{"best_by", "mean_iou"}, {"validate", Value::none()}}), "it is made");  // the loss counts
  EXPECT_EQ(refusal({{"checkpoint", "30"}}), "it is made");
  EXPECT_EQ(plain::told.loads, 0u);
}

TEST_F(TrainSupervisedTest, TheBestHasItsStepWhereAnEpochHasMoreThanOneValidation) {
  ASSERT_EQ(run(trainer({{"validate_every_steps", 1}})), ATELIER_OK) << bench.error();
  const auto lines = history();
  const auto best =
      std::max_element(lines.begin(), lines.end(), [](auto& a, auto& b) { return a["hits"] < b["hits"]; });
  const std::string told = "best: epoch " + (*best)["epoch"].dump() + ", step " + (*best)["step"].dump() + ", hits ";
  EXPECT_EQ(bench.lines().back().find(told), 0u) << bench.lines().back();
}

TEST_F(TrainSupervisedTest, EarlyStoppingGivesItsReason) {
  const auto reason = [&](const Bench::Options& changes) {
    Bench::Options options = {{"epochs", 50}, {"optimizer", part<plain::Descent>({{"climbs_from", 4}})}};
    options.insert(options.end(), changes.begin(), changes.end());
    EXPECT_EQ(run(trainer(options)), ATELIER_OK) << bench.error();
    for (const std::string& line : bench.lines())
      if (line.find("stops after ") == 0) return line;
    return std::string();
  };
  const std::string told = reason({{"patience", 3}, {"min_delta", 0.001}});
  const auto lines = history();
  const auto best =
      std::max_element(lines.begin(), lines.end(), [](auto& a, auto& b) { return a["hits"] < b["hits"]; });
  EXPECT_EQ(told, "stops after epoch " + std::to_string(lines.size()) + ": hits has not risen above " +
                      atelier::supervised::readable({"hits", (*best)["hits"], true, true}) + " (epoch " +
                      (*best)["epoch"].dump() + ") by more than 0.001 for 3 validations (patience = 3)");
  const std::string within = reason({{"patience", 1}, {"validate_every_steps", 1}});
  EXPECT_NE(within.find(", step "), std::string::npos) << within;
  EXPECT_NE(within.find(" for 1 validation (patience = 1)"), std::string::npos) << within;
  const std::string loss = reason({{"patience", 2}, {"best_by", "train_loss"}});
  EXPECT_NE(loss.find(": the train loss has not fallen below "), std::string::npos) << loss;
  EXPECT_NE(loss.find(" for 2 epochs (patience = 2)"), std::string::npos) << loss;
  EXPECT_EQ(reason({{"patience", 60}, {"epochs", 4}}), "");
}

TEST_F(TrainSupervisedTest, TheLossIsToldWhatTheLabelsMean) {
  ASSERT_EQ(run(trainer()), ATELIER_OK) << bench.error();
  EXPECT_EQ(plain::told.loss_voids, std::vector<uint32_t>{255});
  EXPECT_EQ(plain::told.loss_classes, (std::vector<std::string>{"class0", "class1", "class2"}));
}

TEST_F(TrainSupervisedTest, TheScheduleSeesWhereTrainingStands) {
  ASSERT_EQ(run(trainer()), ATELIER_OK) << bench.error();
  ASSERT_EQ(plain::told.schedule_asked.size(), 8u);
  const auto lines = history();
  for (uint64_t step = 0; step < 8; ++step) {
    const plain::Told::Asked& place = plain::told.schedule_asked[step];
    EXPECT_EQ(place.step, step);
    EXPECT_EQ(place.total, 8u);
    EXPECT_EQ(place.epoch, step / 2);
    EXPECT_EQ(place.epoch_count, 4u);
    EXPECT_FALSE(place.lower_is_better);
    ASSERT_EQ(place.scores.size(), step / 2);
    for (uint64_t e = 0; e < step / 2; ++e) EXPECT_EQ(place.scores[e], lines[e]["hits"].get<double>()) << e;
  }
}

TEST_F(TrainSupervisedTest, TheScheduleSeesTheLossWhereItIsWhatCounts) {
  ASSERT_EQ(run(trainer({{"best_by", "train_loss"}})), ATELIER_OK) << bench.error();
  const plain::Told::Asked& last = plain::told.schedule_asked.back();
  EXPECT_TRUE(last.lower_is_better);
  ASSERT_EQ(last.scores.size(), 3u);
  const auto lines = history();
  for (size_t e = 0; e < 3; ++e) EXPECT_EQ(last.scores[e], lines[e]["train_loss"].get<double>()) << e;
}

TEST_F(TrainSupervisedTest, WeightsFilesHaveTheModelsSuffix) {
  const Value other = part<plain::LinearModel>({{"classes", 3}, {"suffix", ".safetensors"}});
  ASSERT_EQ(run(trainer({{"model", other}})), ATELIER_OK) << bench.error();
  EXPECT_EQ(files(), results(".safetensors"));
  const auto opened = TrainSupervised::open(bench.call(), folder.path());
  EXPECT_EQ(atelier::view(opened->output(bench.call(), "best").text), (folder / "best.safetensors").string());
}

TEST_F(TrainSupervisedTest, AModelWithoutSuffixGetsOneAndAWrongOneIsRefused) {
  const auto with = [&](const char* suffix) {
    return trainer({{"model", part<plain::LinearModel>({{"classes", 3}, {"suffix", suffix}})}});
  };
  EXPECT_EQ(run(with("/../x")), ATELIER_E_INTERNAL);
  EXPECT_EQ(files(), std::set<std::string>());
  ASSERT_EQ(run(with("")), ATELIER_OK) << bench.error();
  EXPECT_EQ(files(), results(".weights"));
}

TEST_F(TrainSupervisedTest, PicturesThatTheModelDoesNotTakeAreRefusedBeforeTheFirstIsLoaded) {
  const Value wide = part<plain::Patches>({{"count", 10}, {"wide", true}});
  expect_error(trainer({{"train", wide}}),
               "`train` gives pictures of uint16 of 4 channels, but the model takes uint8 of 3 channels: take other");
  expect_error(trainer({{"validate", wide}}), "`validate` gives pictures of uint16 of 4 channels");
  expect_error(trainer({{"model", part<plain::LinearModel>({{"classes", 3}, {"channels", 1}})}}),
               "`train` gives pictures of uint8 of 3 channels, but the model takes uint8 of 1 channel: give the model "
               "the channels of the pictures, as in channels = 3");
  EXPECT_EQ(plain::told.loads, 0u);
}

TEST_F(TrainSupervisedTest, ALossThatIsNotFiniteEndsTheStage) {
  EXPECT_EQ(run(trainer({{"loss", part<plain::CrossEntropy>({{"poison", 3}})}})), ATELIER_E_INVALID);
  EXPECT_EQ(bench.error().find("the loss is nan at step 4 (epoch 2 of 4, learning rate 1): lower the optimizer's lr"),
            0u)
      << bench.error();
  EXPECT_TRUE(fs::exists(folder / "bad_batch" / "batch.json"));
}

// Of one unit, so that what is said of the stage at its end does not depend on how long what took.
TEST_F(TrainSupervisedTest, ProgressCountsStepsAndValidationTogether) {
  static std::vector<uint64_t> done;
  static std::set<uint64_t> totals;
  const auto progress_of = [&](const Part& stage) {
    done.clear();
    totals.clear();
    empty();
    atelier_call call = *bench.call().raw();
    call.progress = [](const atelier_call*, uint64_t at, uint64_t total, atelier_str unit) noexcept {
      EXPECT_EQ(atelier::view(unit), "batches");
      if (done.empty() || at != done.back()) done.push_back(at);
      totals.insert(total);
    };
    const std::string path = folder.path().string();
    auto in = atelier::blank<atelier_stage_folder>();
    in.path = atelier::c_str(path);
    EXPECT_EQ(static_cast<const atelier_stage_v1*>(stage.object().iface)->run(&call, stage.object().self, &in),
              ATELIER_OK);
    return done;
  };
  std::vector<uint64_t> all(17);
  std::iota(all.begin(), all.end(), uint64_t{0});
  EXPECT_EQ(progress_of(trainer()), all);  // 4 epochs of 2 steps and 2 batches of validation
  EXPECT_EQ(totals, std::set<uint64_t>{16});
  all.resize(9);
  EXPECT_EQ(progress_of(trainer({{"validate", Value::none()}})), all);
  EXPECT_EQ(totals, std::set<uint64_t>{8});
}

TEST_F(TrainSupervisedTest, LeavesTheSameButForReports) {
  const atelier_component& component = atelier::component_of<TrainSupervised>();
  ASSERT_EQ(run(trainer()), ATELIER_OK) << bench.error();
  const auto first = test::files_but_reports(component, folder.path());
  ASSERT_EQ(run(trainer()), ATELIER_OK) << bench.error();
  EXPECT_EQ(first, test::files_but_reports(component, folder.path()));
  for (const char* file : {"best.bin", "last.bin", "history.jsonl", "model.toml"}) EXPECT_EQ(first.count(file), 1u);
  EXPECT_EQ(first.size(), 4u);
}

TEST_F(TrainSupervisedTest, TellsTheTimesApartFromTheHistory) {
  ASSERT_EQ(run(trainer()), ATELIER_OK) << bench.error();
  std::istringstream in(atelier::read_file(folder / "times.jsonl"));
  std::vector<nlohmann::json> times;
  for (std::string line; std::getline(in, line);) times.push_back(nlohmann::json::parse(line));
  const auto lines = history();
  ASSERT_EQ(times.size(), lines.size());
  for (size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(times[i]["epoch"], lines[i]["epoch"]);
    EXPECT_EQ(times[i]["step"], lines[i]["step"]);
    EXPECT_GE(times[i]["seconds"].get<double>(), 0);
    EXPECT_FALSE(lines[i].contains("seconds"));
  }
}

// As a reused result may be: whoever takes an output reads no report.
TEST_F(TrainSupervisedTest, OpensWithoutReports) {
  ASSERT_EQ(run(trainer()), ATELIER_OK) << bench.error();
  for (const std::string& report : test::reports_of(atelier::component_of<TrainSupervised>()))
    fs::remove_all(folder / report.substr(0, report.find('/')));
  const auto opened = TrainSupervised::open(bench.call(), folder.path());
  for (const char* port : {"best", "last", "history", "model"})
    EXPECT_TRUE(fs::exists(atelier::str(opened->output(bench.call(), port).text))) << port;
}

}  // namespace
