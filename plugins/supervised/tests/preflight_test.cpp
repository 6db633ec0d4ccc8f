#include "../preflight.hpp"

#include <gtest/gtest.h>

#include <atelier/testing.hpp>
#include <atomic>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "test_data.hpp"

namespace {

using atelier::Call;
using atelier::Error;
using atelier::Reported;
using atelier::Tensor;
using atelier::supervised::LabelCounter;
using atelier::supervised::PartLabels;
using atelier::supervised::preflight;

using Rows = std::vector<std::vector<uint16_t>>;

Tensor tensor(const Rows& rows, bool wide) {
  const auto height = static_cast<int64_t>(rows.size()), width = static_cast<int64_t>(rows[0].size());
  Tensor out = wide ? Tensor::make<uint16_t>({height, width}) : Tensor::make<uint8_t>({height, width});
  for (int64_t y = 0; y < height; ++y)
    for (int64_t x = 0; x < width; ++x) {
      const uint16_t value = rows[static_cast<size_t>(y)][static_cast<size_t>(x)];
      if (wide)
        out.data<uint16_t>()[y * width + x] = value;
      else
        out.data<uint8_t>()[y * width + x] = static_cast<uint8_t>(value);
    }
  return out;
}

// Label maps without pictures, as somebody else's samples give them: nobody has checked them.
class Maps : public atelier::Samples, public atelier::LabelSamples {
 public:
  Maps(std::vector<std::string> classes, std::vector<Rows> maps, uint32_t void_label = 255)
      : classes_(std::move(classes)), maps_(std::move(maps)), void_(void_label) {
    for (const std::string& name : classes_) names_.push_back(atelier::c_str(name));
    for (size_t i = 0; i < maps_.size(); ++i) keys_.push_back("map" + std::to_string(i));
  }
  atelier_samples_info describe(const Call&) const override {
    auto info = atelier::blank<atelier_samples_info>();
    info.void_label = void_;
    info.count = maps_.size();
    info.class_names = names_.data();
    info.class_count = names_.size();
    return info;
  }
  std::string_view key(const Call&, uint64_t index) const override { return keys_.at(index); }
  atelier::Sample load(const Call&, uint64_t index) const override {
    Tensor labels = tensor(maps_.at(index), void_ > 255);
    return {Tensor::make<uint8_t>({labels.dim(0), labels.dim(1), 3}), std::move(labels)};
  }
  std::optional<atelier::LabelMap> load_labels(const Call& call, uint64_t index) const override {
    if (index == fails) throw Error(ATELIER_E_IO, "cannot read " + keys_.at(index));
    if (index == cancels) bench->cancel(true);
    {
      const std::lock_guard lock(mutex_);
      ++threads[std::this_thread::get_id()];
    }
    if (only_pairs) return std::nullopt;
    return atelier::LabelMap{load(call, index).labels, named ? std::string_view(keys_.at(index)) : ""};
  }

  bool only_pairs = false, named = true;
  uint64_t fails = UINT64_MAX, cancels = UINT64_MAX;
  atelier::testing::Bench* bench = nullptr;
  mutable std::map<std::thread::id, int> threads;

 private:
  std::vector<std::string> classes_;
  std::vector<Rows> maps_;
  uint32_t void_;
  std::vector<std::string> keys_;
  std::vector<atelier_str> names_;
  mutable std::mutex mutex_;
};

class Preflight : public testing::Test {
 protected:
  static atelier::SamplesRef ref(const Maps& maps) {
    return atelier::SamplesRef(atelier::object_of(const_cast<Maps&>(maps)));
  }
  std::vector<PartLabels> look(const Maps& train, const Maps* validate = nullptr) {
    bench.clear();
    if (!validate) return preflight(bench.call(), ref(train), nullptr);
    const atelier::SamplesRef other = ref(*validate);
    return preflight(bench.call(), ref(train), &other);
  }
  // What is said when it is refused.
  std::string refusal(const Maps& train, const Maps* validate = nullptr) {
    try {
      look(train, validate);
      return "it is taken";
    } catch (const Error& e) {
      return e.what();
    }
  }
  bool said(const std::string& line) const {
    const auto& lines = bench.lines();
    return std::find(lines.begin(), lines.end(), line) != lines.end();
  }
  std::string all_lines() const {
    std::string out;
    for (const std::string& line : bench.lines()) out += line + "\n";
    return out;
  }
  atelier::testing::Bench bench{2};
  const std::vector<std::string> three = {"background", "bolt", "nut"};
  const Rows both = {{0, 0, 1}, {2, 2, 255}};
};

TEST_F(Preflight, CountsPixelsAndMapsOfEachClass) {
  for (const bool only_pairs : {false, true}) {
    Maps train(three, {both, {{0, 1}, {1, 1}}, {{255, 255}}}), validate(three, {both});
    train.only_pairs = only_pairs;
    const auto parts = look(train, &validate);
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[0].counts.pixels, (std::vector<uint64_t>{3, 4, 2}));
    EXPECT_EQ(parts[0].counts.maps, (std::vector<uint64_t>{2, 2, 1}));
    EXPECT_EQ(parts[0].counts.void_pixels, 3u);
    EXPECT_EQ(parts[0].counts.void_maps, 2u);
    EXPECT_EQ(parts[0].counts.map_count, 3u);
    EXPECT_EQ(parts[1].counts.pixels, (std::vector<uint64_t>{2, 1, 2}));
  }
}

TEST_F(Preflight, CountsRunsOfAnyLength) {
  atelier::testing::Bench other;
  std::mt19937 random(std::random_device{}());
  const auto seed = random();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  random.seed(seed);
  for (int i = 0; i < 200; ++i) {
    const uint32_t void_label = i % 2 ? 255 : 65535;
    Rows rows(1 + random() % 5, std::vector<uint16_t>(1 + random() % 70));
    std::vector<uint64_t> pixels(40), maps(40);
    uint64_t nothing = 0;
    uint16_t value = 0;
    for (auto& row : rows)
      for (uint16_t& label : row) {
        if (random() % 9 == 0) value = static_cast<uint16_t>(random() % 41);
        label = value == 40 ? static_cast<uint16_t>(void_label) : value;
        value == 40 ? ++nothing : ++pixels[value];
      }
    for (size_t c = 0; c < pixels.size(); ++c) maps[c] = pixels[c] != 0;
    LabelCounter counter(40, void_label);
    counter.add(tensor(rows, void_label > 255));
    EXPECT_EQ(counter.counts().pixels, pixels);
    EXPECT_EQ(counter.counts().maps, maps);
    EXPECT_EQ(counter.counts().void_pixels, nothing);
  }
}

TEST_F(Preflight, NamesFileAndPixelOfAnUnknownLabelInEitherPart) {
  Maps good(three, {both}), bad(three, {both, {{0, 1, 2}, {0, 3, 0}}, {{9, 9}}});
  EXPECT_EQ(refusal(bad), "map1: the label 3 at row 1, column 1 is none of the 3 classes (0 to 2) nor void (255)");
  EXPECT_EQ(refusal(good, &bad).substr(0, 39), "map1: the label 3 at row 1, column 1 is");
  bad.named = false;
  EXPECT_EQ(refusal(good, &bad).substr(0, 57), "sample map1 of `validate`: the label 3 at row 1, column 1");
  Maps wide(three, {{{0, 1, 65535}, {2, 255, 0}}}, 65535);
  EXPECT_EQ(refusal(wide).substr(0, 42), "map0: the label 255 at row 1, column 1 is ");
}

TEST_F(Preflight, TheFirstFailureIsToldWhateverTheThreads) {
  std::vector<Rows> many(50, both);
  many[30] = {{77}};
  for (int i = 0; i < 20; ++i) {
    Maps train(three, many);
    train.fails = 29;
    EXPECT_EQ(refusal(train), "cannot read map29");
  }
}

TEST_F(Preflight, RefusesWhatNothingCanBeLearntFrom) {
  Maps good(three, {both}), nothing(three, {{{255, 255}}, {{255}}}), one(three, {{{0, 0}}}),
      one_and_void(three, {{{0, 0, 0, 255}}});
  EXPECT_EQ(refusal(nothing),
            "`train` holds nothing but void (255), in all of its 2 label maps. Look at what the files hold, and at "
            "`void` and `label_map` of what reads them");
  EXPECT_EQ(refusal(good, &nothing).substr(0, 35), "`validate` holds nothing but void (");
  EXPECT_EQ(refusal(one),
            "`train` holds nothing but `background`: `bolt`, `nut` have no pixel, so there is nothing to tell apart. "
            "Look at what the label maps hold, and at how values become classes where they are read");
  EXPECT_EQ(refusal(good, &one),
            "`validate` holds nothing but `background`: `bolt`, `nut` have no pixel, so no score means anything. Give "
            "it other or more pairs, or leave it out");
  EXPECT_EQ(refusal(one_and_void),
            "`train` holds nothing but `background`: `bolt`, `nut` have no pixel, and 255 covers 25.0 % of the pixels "
            "and is void here. If it stands for one of these classes, say so where the label maps are read, as in "
            "label_map = { 255 = 1 }");
}

TEST_F(Preflight, TellsWhichClassesHaveNoPixel) {
  const std::vector<std::string> five = {"background", "bolt", "nut", "gear", "cam"};
  Maps train(five, {{{0, 0, 1}}}), validate(five, {{{0, 3, 255}}});
  look(train, &validate);
  EXPECT_TRUE(said("`gear` has pixels in `validate`, but none in `train`: it cannot be learnt")) << all_lines();
  EXPECT_TRUE(said("`nut`, `cam` have no pixel in `train`")) << all_lines();
  EXPECT_TRUE(said("`bolt` has no pixel in `validate`: no score of it")) << all_lines();
  look(Maps(three, {both}));
  EXPECT_EQ(all_lines().find("no pixel"), std::string::npos) << all_lines();
  std::vector<std::string> many;
  for (int i = 0; i < 30; ++i) many.push_back("c" + std::to_string(i));
  look(Maps(many, {{{0, 1}}}));
  EXPECT_TRUE(said("`c2`, `c3`, `c4`, `c5`, `c6`, `c7`, `c8`, `c9` and 20 more have no pixel in `train`"))
      << all_lines();
  look(Maps(three, {{{0, 1, 255, 255}}}));
  EXPECT_TRUE(
      said("`nut` has no pixel in `train`, and 255 covers 50.0 % of the pixels and is void here. If it "
           "stands for `nut`, say so where the label maps are read, as in label_map = { 255 = 2 }"))
      << all_lines();
}

TEST_F(Preflight, KeepsToTheThreadsAndStops) {
  const std::vector<Rows> many(200, both);
  Maps alone(three, many);
  atelier::testing::Bench one(1);
  preflight(one.call(), ref(alone), nullptr);
  EXPECT_EQ(alone.threads.size(), 1u);
  EXPECT_EQ(alone.threads.count(std::this_thread::get_id()), 1u);
  Maps stopped(three, many);
  stopped.bench = &bench;
  stopped.cancels = 20;
  EXPECT_THROW(look(stopped), std::exception);
  int read = 0;
  for (const auto& [id, times] : stopped.threads) read += times;
  EXPECT_LT(read, 30);
  bench.cancel(false);
}

TEST_F(Preflight, BeforeAnEvaluationOneClassIsOnlyTold) {
  Maps one(three, {{{0, 0}}}), nothing(three, {{{255}}}), bad(three, {{{3}}});
  preflight(bench.call(), ref(one));
  EXPECT_NE(all_lines().find("`samples` holds nothing but `background`"), std::string::npos) << all_lines();
  EXPECT_THROW(preflight(bench.call(), ref(nothing)), Error);
  EXPECT_THROW(preflight(bench.call(), ref(bad)), Error);
}

TEST_F(Preflight, IsWrittenDown) {
  Maps train(three, {both, {{0, 1}, {1, 1}}}), validate(three, {both});
  const auto json = nlohmann::json::parse(atelier::supervised::labels_json(look(train, &validate)));
  EXPECT_EQ(json["train"]["label_maps"], 2);
  EXPECT_EQ(json["train"]["pixels"], 10);
  EXPECT_EQ(json["train"]["void"], (nlohmann::json{{"label", 255}, {"pixels", 1}, {"share", 0.1}, {"label_maps", 1}}));
  EXPECT_EQ(json["train"]["classes"][1],
            (nlohmann::json{{"name", "bolt"}, {"pixels", 4}, {"share", 4.0 / 9}, {"label_maps", 2}}));
  EXPECT_EQ(json["validate"]["classes"].size(), 3u);
}

TEST_F(Preflight, TheDigestTellsOtherLabelsAndAnotherOrder) {
  const Rows a = {{0, 1}, {1, 0}}, b = {{1, 0}, {0, 1}}, flat = {{0, 1, 1, 0}};
  const auto digest = [&](std::vector<Rows> maps) {
    const Maps train({"background", "thing"}, std::move(maps));
    return look(train)[0].counts.digest;
  };
  EXPECT_EQ(digest({a, b, a}), digest({a, b, a}));
  EXPECT_NE(digest({a, b, a}), digest({a, a, b}));
  EXPECT_NE(digest({a, a, a}), digest({a, a, b}));
  EXPECT_NE(digest({a, a}), digest({a, flat}));
}

}  // namespace
