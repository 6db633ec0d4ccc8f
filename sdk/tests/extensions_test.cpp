// Optional abilities: asked for by name, missing, too old; and who an object is.
#include <gtest/gtest.h>
#include <atelier/atelier.hpp>
#include <atelier/testing.hpp>

namespace {

using atelier::Call;
using atelier::Error;
using atelier::extension_of;
using atelier::Sample;
using atelier::Tensor;
using atelier::testing::Bench;

Sample pair(int64_t height, int64_t width) {
  return {Tensor::make<uint8_t>({height, width, 3}), Tensor::make<uint8_t>({height, width})};
}

class Pairs : public atelier::Samples {
 public:
  static constexpr atelier::Component kComponent{"test.pairs", 1, "Pairs without extras."};
  atelier_samples_info describe(const Call&) const override { return atelier::blank<atelier_samples_info>(); }
  std::string_view key(const Call&, uint64_t) const override { return "a"; }
  Sample load(const Call&, uint64_t) const override { return pair(4, 4); }
};

// Pairs with all abilities of the SDK, and one of a third party.
class AblePairs : public Pairs,
                  public atelier::ResizedSamples,
                  public atelier::SamplesContent,
                  public atelier::LabelSamples {
 public:
  static constexpr atelier::Component kComponent{"test.able_pairs", 1, "Pairs with extras."};
  struct Count {
    uint32_t struct_size;
    uint32_t count;
  };
  std::optional<Sample> load_resized(const Call&, uint64_t index, atelier::Extent size) const override {
    if (index == 9) throw Error(ATELIER_E_DATA, "pair 9 is broken");
    if (index) return std::nullopt;
    return pair(size.height, size.width);
  }
  std::optional<atelier::Digest> content(const Call&, uint64_t index) const override {
    if (index) return std::nullopt;
    return atelier::Digest{1, 2, 3};
  }
  std::optional<atelier::LabelMap> load_labels(const Call&, uint64_t index) const override {
    if (index == 8) return atelier::LabelMap{Tensor::make<float>({2, 5}), ""};
    if (index == 9) throw Error(ATELIER_E_DATA, "map 9 is broken");
    if (index) return std::nullopt;
    return atelier::LabelMap{pair(2, 5).labels, "maps/a.png"};
  }
  const void* extension(std::string_view id) const override {
    static constexpr Count kCount = {sizeof(Count), 7};
    if (id == "acme.throws/1") throw 3;
    return id == "acme.count/1" ? &kCount : Pairs::extension(id);
  }
};

TEST(Extension, IsFoundByItsName) {
  Bench bench;
  const auto part = bench.make<AblePairs>();
  const auto* count = extension_of<AblePairs::Count>(part.object(), "acme.count/1", sizeof(AblePairs::Count));
  ASSERT_NE(count, nullptr);
  EXPECT_EQ(count->count, 7u);
  EXPECT_EQ(extension_of<AblePairs::Count>(part.object(), "acme.count/2", 8), nullptr) << "another revision";
  EXPECT_EQ(extension_of<AblePairs::Count>(part.object(), "acme.throws/1", 8), nullptr);
}

TEST(Extension, IsNotThereWhenItIsTooShortForWhoeverAsks) {
  Bench bench;
  const auto part = bench.make<AblePairs>();
  EXPECT_NE(extension_of<AblePairs::Count>(part.object(), "acme.count/1", 8), nullptr);
  EXPECT_EQ(extension_of<AblePairs::Count>(part.object(), "acme.count/1", 9), nullptr);
}

TEST(Extension, IsNotThereWhereNothingAnswers) {
  const atelier_interface no_function = {sizeof no_function, 0, nullptr};
  EXPECT_EQ(extension_of<void>({&no_function, nullptr}, "acme.count/1", 0), nullptr);
  const uint32_t shorter_than_the_head[2] = {8, 0};
  EXPECT_EQ(extension_of<void>({shorter_than_the_head, nullptr}, "acme.count/1", 0), nullptr);
  EXPECT_EQ(extension_of<void>({nullptr, nullptr}, "acme.count/1", 0), nullptr);
}

TEST(Extension, OfSamplesWorksThroughTheHandle) {
  Bench bench;
  const auto part = bench.make<AblePairs>();
  const atelier::SamplesRef samples(part.object());
  const auto resized = samples.load_resized(bench.call(), 0, {2, 3});
  ASSERT_TRUE(resized);
  EXPECT_EQ(resized->labels.dim(1), 3);
  EXPECT_FALSE(samples.load_resized(bench.call(), 1, {2, 3})) << "no such way for this pair";
  EXPECT_THROW(samples.load_resized(bench.call(), 9, {2, 3}), atelier::Reported);
  EXPECT_EQ(bench.error(), "pair 9 is broken");
  EXPECT_EQ((*samples.content(bench.call(), 0))[2], 3);
  EXPECT_FALSE(samples.content(bench.call(), 1));
}

TEST(Extension, GivesALabelMapAloneOrThatOfTheWholePair) {
  Bench bench;
  const auto part = bench.make<AblePairs>();
  const atelier::SamplesRef samples(part.object());
  const atelier::LabelMap map = samples.load_labels(bench.call(), 0);
  EXPECT_EQ(map.labels.dim(1), 5);
  EXPECT_EQ(map.file, "maps/a.png");
  const atelier::LabelMap whole = samples.load_labels(bench.call(), 1);
  EXPECT_EQ(whole.labels.dim(1), 4) << "no such way for this pair: load";
  EXPECT_EQ(whole.file, "");
  EXPECT_THROW(samples.load_labels(bench.call(), 8), Error) << "float32 labels";
  EXPECT_THROW(samples.load_labels(bench.call(), 9), atelier::Reported);
  EXPECT_EQ(bench.error(), "map 9 is broken");
  const auto plain = bench.make<Pairs>();
  EXPECT_EQ(atelier::SamplesRef(plain.object()).load_labels(bench.call(), 0).labels.dim(1), 4);
}

TEST(Extension, OfSamplesMayBeMissing) {
  Bench bench;
  const auto part = bench.make<Pairs>();
  const atelier::SamplesRef samples(part.object());
  EXPECT_FALSE(samples.load_resized(bench.call(), 0, {2, 3}));
  EXPECT_FALSE(samples.content(bench.call(), 0));
  EXPECT_EQ(samples.load(bench.call(), 0).labels.dim(0), 4);
}

class Nothing : public atelier::Augmenter {
 public:
  static constexpr atelier::Component kComponent{"test.nothing", 1, "Changes nothing."};
  bool is_random() const override { return false; }
  Sample apply(const Call&, const atelier_augmenter_input&) const override { return pair(1, 1); }
};
class Resize : public Nothing, public atelier::ResizingAugmenter {
 public:
  static constexpr atelier::Component kComponent{"test.resize", 1, "Resizes, if at all."};
  struct Options {
    atelier::Option<uint32_t> size{atelier::option("size", "Size.")};
  };
  explicit Resize(const Options& options) : size_(options.size) {}
  std::optional<atelier::Extent> resizes_to() const override {
    if (!size_) return std::nullopt;
    return atelier::Extent{size_, size_ + 1};
  }

 private:
  uint32_t size_;
};

TEST(Extension, OfAnAugmenterTellsItsSize) {
  Bench bench;
  const auto eight = bench.make<Resize>({{"size", 8}});
  const auto size = atelier::AugmenterRef(eight.object()).resizes_to(bench.call());
  ASSERT_TRUE(size);
  EXPECT_EQ(size->height, 8u);
  EXPECT_EQ(size->width, 9u);
  const auto none = bench.make<Resize>({{"size", 0}});
  EXPECT_FALSE(atelier::AugmenterRef(none.object()).resizes_to(bench.call()));
  const auto other = bench.make<Nothing>();
  EXPECT_FALSE(atelier::AugmenterRef(other.object()).resizes_to(bench.call()));
}

class Empty : public atelier::Dataset {
 public:
  static constexpr atelier::Component kComponent{"test.empty", 1, "Nothing."};
  atelier::DatasetCounts describe(const Call&) const override { return {}; }
  atelier_class class_at(const Call&, uint64_t) const override { return {}; }
  atelier_picture picture_at(const Call&, uint64_t) const override { return {}; }
  void instances(const Call&, uint64_t, const Take&) const override {}
};
class Orphaned : public Empty, public atelier::DatasetOrphans {
 public:
  static constexpr atelier::Component kComponent{"test.orphaned", 1, "Orphans alone."};
  void orphans(const Call&, const atelier::TakeInstance& take) const override {
    auto orphan = atelier::blank<atelier_instance>();
    for (orphan.id = 1; orphan.id <= 3; ++orphan.id) take(orphan);
  }
};

std::vector<int64_t> orphans_of(const atelier::testing::Part& part, const Call& call) {
  std::vector<int64_t> ids;
  atelier::DatasetRef(part.object()).orphans(call, [&](const atelier_instance& one) { ids.push_back(one.id); });
  return ids;
}

TEST(Extension, OfADatasetListsOrphans) {
  Bench bench;
  EXPECT_EQ(orphans_of(bench.make<Orphaned>(), bench.call()), (std::vector<int64_t>{1, 2, 3}));
  EXPECT_EQ(orphans_of(bench.make<Empty>(), bench.call()), std::vector<int64_t>{});
}

class Noted : public Empty, public atelier::DatasetNotes {
 public:
  static constexpr atelier::Component kComponent{"test.noted", 1, "Two notes."};
  void notes(const Call&, const atelier::TakeNote& take) const override {
    take({"names_matched", 3, atelier::NoteLevel::kInfo, "3 names differ in case"});
    take({"label_file_missing", 1, atelier::NoteLevel::kDefect, "a.txt is missing"});
  }
  std::string_view remedy(const Call&) const override { return "look there"; }
};

TEST(Extension, OfADatasetGivesItsNotes) {
  Bench bench;
  const auto told_by = [&](const atelier::testing::Part& part) {
    std::string told;
    const atelier::DatasetRef dataset(part.object());
    dataset.notes(bench.call(), [&](const atelier::DatasetNote& note) {
      told += atelier::text(note.word, ' ', note.count,
                            note.level == atelier::NoteLevel::kDefect ? " defect: " : " fine: ", note.text, '\n');
    });
    return told + dataset.remedy(bench.call());
  };
  EXPECT_EQ(told_by(bench.make<Noted>()),
            "names_matched 3 fine: 3 names differ in case\nlabel_file_missing 1 defect: a.txt is missing\nlook there");
  EXPECT_EQ(told_by(bench.make<Empty>()), "");
}

TEST(Extension, WhatTakesNotesMayThrow) {
  Bench bench;
  const auto noted = bench.make<Noted>();
  const auto stop = [](const atelier::DatasetNote&) { throw std::runtime_error("enough"); };
  EXPECT_THROW(atelier::DatasetRef(noted.object()).notes(bench.call(), stop), std::runtime_error);
}

class Turned : public Empty, public atelier::DatasetOrientation {
 public:
  static constexpr atelier::Component kComponent{"test.turned", 1, "Turned pictures."};
  uint32_t orientation(const Call&, uint64_t picture) const override { return static_cast<uint32_t>(picture); }
};

TEST(Extension, OfADatasetTellsHowPicturesAreTurned) {
  Bench bench;
  const auto turned = bench.make<Turned>();
  EXPECT_EQ(atelier::DatasetRef(turned.object()).orientation(bench.call(), 6), 6u);
  EXPECT_EQ(atelier::DatasetRef(bench.make<Empty>().object()).orientation(bench.call(), 6), 1u);
  EXPECT_THROW(atelier::DatasetRef(turned.object()).orientation(bench.call(), 9), atelier::Error)
      << "there are eight orientations";
}

// A model and a loss that meet before the logits are resized.
class Net : public atelier::Model {
 public:
  static constexpr atelier::Component kComponent{"test.net", 1, "Full logits."};
  atelier_model_info describe(const Call&) override {
    static constexpr atelier_str kNames[] = {ATELIER_STR("out")};
    auto info = atelier::blank<atelier_model_info>();
    info.classes = 2;
    info.output_names = kNames;
    info.output_count = 1;
    return info;
  }
  std::vector<Tensor> forward(const Call&, const atelier_forward_input&, uint64_t) override {
    std::vector<Tensor> out;
    out.push_back(Tensor::make<float>({1, 2, 16, 16}));
    return out;
  }
  void backward(const Call&, atelier::span<const atelier_tensor* const>) override {}
  void zero_gradients(const Call&) override {}
  void parameters(const Call&, const Take&) override {}
  atelier::Prediction predict(const Call&, const atelier_predict_input&) override { return {}; }
  void save(const Call&, const std::filesystem::path&) override {}
  void load(const Call&, const std::filesystem::path&) override {}
};
class CoarseNet : public Net, public atelier::CoarseModel, public atelier::ModelSettings {
 public:
  static constexpr atelier::Component kComponent{"test.coarse_net", 1, "Small logits."};
  struct Options {
    atelier::Option<int64_t> classes{atelier::option("classes", "Of the small logits.").by_default("2")};
  };
  explicit CoarseNet(const Options& options) : classes_(options.classes) {}
  std::vector<Tensor> forward_coarse(const Call&, const atelier_forward_input&, uint64_t) override {
    std::vector<Tensor> out;
    out.push_back(Tensor::make<float>({1, classes_, 3, 4}));
    return out;
  }
  atelier::Settings settings(const Call&) override { return {{"classes", "2"}, {"mean", "[0.5]"}}; }

 private:
  int64_t classes_;
};

TEST(Extension, OfAModelGivesLogitsBeforeTheyAreResized) {
  Bench bench;
  const auto part = bench.make<CoarseNet>();
  const atelier::ModelRef model(part.object());
  const Tensor pictures = Tensor::make<uint8_t>({1, 16, 16, 3});
  auto in = atelier::blank<atelier_forward_input>();
  in.pictures = &pictures.get();
  ASSERT_TRUE(model.has_coarse());
  EXPECT_EQ(model.forward_coarse(bench.call(), in, 1)[0].dim(3), 4);
  EXPECT_THROW(model.forward_coarse(bench.call(), in, 2), atelier::Reported) << "it gives one";
  const auto other = bench.make<CoarseNet>({{"classes", 3}});
  EXPECT_THROW(atelier::ModelRef(other.object()).forward_coarse(bench.call(), in, 1), Error) << "3 classes, not 2";
  const auto plain = bench.make<Net>();
  EXPECT_FALSE(atelier::ModelRef(plain.object()).has_coarse());
}

TEST(Extension, OfAModelTellsItsSettings) {
  Bench bench;
  const auto part = bench.make<CoarseNet>();
  const auto settings = atelier::ModelRef(part.object()).settings(bench.call());
  ASSERT_TRUE(settings);
  EXPECT_EQ(*settings, (atelier::Settings{{"classes", "2"}, {"mean", "[0.5]"}}));
  const auto plain = bench.make<Net>();
  EXPECT_FALSE(atelier::ModelRef(plain.object()).settings(bench.call()));
}

class FlatLoss : public atelier::Loss {
 public:
  static constexpr atelier::Component kComponent{"test.flat_loss", 1, "One."};
  void setup(const Call&, const atelier_loss_setup&) override {}
  atelier::LossValue compute(const Call&, const atelier_loss_input& in) override { return {1, like(*in.logits)}; }

 protected:
  static Tensor like(const atelier_tensor& logits) {
    return Tensor::make(logits.dtype, {logits.shape, static_cast<size_t>(logits.ndim)});
  }
};
class CoarseLoss : public FlatLoss, public atelier::CoarseLoss {
 public:
  static constexpr atelier::Component kComponent{"test.coarse_loss", 1, "Two."};
  atelier::LossValue compute_coarse(const Call&, const atelier_loss_input& in) override {
    return {2, like(in.scale > 1 ? *in.labels : *in.logits)};
  }
};

TEST(Extension, OfALossTakesLogitsBeforeTheyAreResized) {
  Bench bench;
  const auto part = bench.make<CoarseLoss>();
  const atelier::LossRef loss(part.object());
  const Tensor logits = Tensor::make<float>({1, 2, 3, 4}), labels = Tensor::make<uint8_t>({1, 16, 16});
  ASSERT_TRUE(loss.has_coarse());
  const atelier::LossValue value = loss.compute_coarse(bench.call(), logits, labels, true);
  EXPECT_EQ(value.value, 2);
  EXPECT_EQ(value.gradient.dim(3), 4);
  EXPECT_THROW(loss.compute_coarse(bench.call(), logits, labels, true, 2), Error) << "a gradient of another shape";
  const auto plain = bench.make<FlatLoss>();
  EXPECT_FALSE(atelier::LossRef(plain.object()).has_coarse());
}

class Continues : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{"test.continues", 1, "Notes what was before."};
  struct Options {
    atelier::Option<uint64_t> epochs{atelier::option("epochs", "More of them.").by_default("1").extends()};
  };
  explicit Continues(const Options&) {}
  void run(const Call& call, const std::filesystem::path&) override { call.info("before: " + earlier().string()); }
  static std::unique_ptr<atelier::Opened> open(const Call&, const std::filesystem::path&) { return nullptr; }
};

TEST(Stage, IsToldOfAnEarlierResult) {
  Bench bench;
  const auto part = bench.make<Continues>();
  EXPECT_TRUE(atelier::component_of<Continues>().params[0]->flags & ATELIER_PARAM_EXTENDS);
  const atelier::StageRef stage(part.object());
  stage.run(bench.call(), "/new");
  stage.run(bench.call(), "/new", false, "/old");
  EXPECT_EQ(bench.lines(), (std::vector<std::string>{"before: ", "before: /old"}));
}

// --- Who an object is ------------------------------------------------------------------------------------------------

TEST(Identity, IsAnExtensionOfEveryObjectThatCreateMade) {
  Bench bench;
  const auto part = bench.make<Pairs>();
  const auto* component =
      extension_of<atelier_component>(part.object(), ATELIER_EXTENSION_COMPONENT, ATELIER_COMPONENT_FLOOR);
  EXPECT_EQ(component, &atelier::component_of<Pairs>());
  EXPECT_EQ(atelier::SamplesRef(part.object()).component_id(), "test.pairs");
}

TEST(Identity, IsUnknownForOtherObjects) {
  Pairs pairs;
  const atelier_object object = atelier::object_of(pairs);
  EXPECT_EQ(extension_of<atelier_component>(object, ATELIER_EXTENSION_COMPONENT, ATELIER_COMPONENT_FLOOR), nullptr);
  EXPECT_EQ(atelier::SamplesRef(object).component_id(), "");
}

}  // namespace
