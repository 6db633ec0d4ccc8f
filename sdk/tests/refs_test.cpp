// Handles look at what comes back: a component that reports success without what it promised is named.
#include <gtest/gtest.h>
#include <atelier/atelier.hpp>
#include <atelier/testing.hpp>

namespace {

using atelier::Call;
using atelier::Error;
using atelier::Tensor;
using atelier::testing::Bench;

// The text of the contract breach that `run` ends with; any other end is a failed test.
template <class Run>
std::string breach(Run run) {
  try {
    run();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ATELIER_E_INTERNAL);
    return e.what();
  }
  return "";
}

// Tensors that are none: a data pointer or a shape that is missing where there are elements.
Tensor without_data() {
  Tensor t = Tensor::make<uint8_t>({2, 2});
  t.managed()->tensor.data = nullptr;
  return t;
}
Tensor without_strides() {
  Tensor t = Tensor::make<uint8_t>({2, 2});
  t.managed()->tensor.strides = nullptr;
  return t;
}

class Pairs : public atelier::Samples, public atelier::ResizedSamples {
 public:
  static constexpr atelier::Component kComponent{"bad.pairs", 1, "Gives no labels."};
  atelier_samples_info describe(const Call&) const override { return atelier::blank<atelier_samples_info>(); }
  std::string_view key(const Call&, uint64_t) const override { return ""; }
  atelier::Sample load(const Call&, uint64_t index) const override {
    if (index == 1) return {Tensor::make<uint8_t>({1, 1, 3}), without_data()};
    if (index == 2) return {without_strides(), Tensor::make<uint8_t>({1, 1})};
    return {Tensor::make<uint8_t>({1, 1, 3}), Tensor()};
  }
  std::optional<atelier::Sample> load_resized(const Call&, uint64_t, atelier::Extent) const override {
    return atelier::Sample{};
  }
};

TEST(SamplesRef, NamesWhoGaveNoPair) {
  Bench bench;
  const auto part = bench.make<Pairs>();
  const atelier::SamplesRef samples(part.object());
  EXPECT_EQ(breach([&] { samples.load(bench.call(), 0); }),
            "bad.pairs breaks the contract of atelier.samples/1: it reported success but gave no labels");
  EXPECT_EQ(breach([&] { samples.load(bench.call(), 1); }),
            "bad.pairs breaks the contract of atelier.samples/1: it gave as labels a tensor without data");
  EXPECT_EQ(breach([&] { samples.load(bench.call(), 2); }),
            "bad.pairs breaks the contract of atelier.samples/1: it gave as picture a tensor without shape or strides");
  EXPECT_EQ(breach([&] {
              samples.load_resized(bench.call(), 0, {1, 1});
            }),
            "bad.pairs breaks the contract of atelier.samples/1: it reported success but gave no picture");
}

TEST(SamplesRef, SaysTheFormThatIsMeantWhereNoneIsSaid) {
  Bench bench;
  const auto part = bench.make<Pairs>();
  EXPECT_TRUE(atelier::same_form(atelier::SamplesRef(part.object()).describe(bench.call()).form, atelier::kRgb8));
}

class Augmenter : public atelier::Augmenter {
 public:
  static constexpr atelier::Component kComponent{"bad.augmenter", 1, "Gives nothing."};
  bool is_random() const override { return true; }
  atelier_form form(const Call&, atelier_form) const override { return {}; }
  atelier::Sample apply(const Call&, const atelier_augmenter_input&) const override { return {}; }
};

TEST(AugmenterRef, NamesWhoGaveNoPair) {
  Bench bench;
  const auto part = bench.make<Augmenter>();
  const atelier::Sample in{Tensor::make<uint8_t>({1, 1, 3}), Tensor::make<uint8_t>({1, 1})};
  EXPECT_EQ(breach([&] { atelier::AugmenterRef(part.object()).apply(bench.call(), 1, 255, in); }),
            "bad.augmenter breaks the contract of atelier.augmenter/1: it reported success but gave no picture");
  const auto info = atelier::AugmenterRef(part.object()).describe(bench.call(), atelier::form_of<float>(1));
  EXPECT_TRUE(atelier::same_form(info.form, atelier::form_of<float>(1))) << "not said: as it comes";
}

class Loader : public atelier::Loader {
 public:
  static constexpr atelier::Component kComponent{"bad.loader", 1, "Gives a batch of nothing."};
  atelier::LoadInfo describe(const Call&, const atelier_load_plan&) override { return {}; }
  std::unique_ptr<Pass> begin(const Call&, const atelier_load_plan&) override {
    struct One : Pass {
      std::optional<atelier::Batch> next(const Call&) override { return atelier::Batch{}; }
    };
    return std::make_unique<One>();
  }
};

TEST(LoaderRef, NamesWhoGaveNoBatch) {
  Bench bench;
  const auto part = bench.make<Loader>();
  auto pass = atelier::LoaderRef(part.object()).begin(bench.call(), atelier::blank<atelier_load_plan>());
  EXPECT_EQ(breach([&] { pass.next(bench.call()); }),
            "bad.loader breaks the contract of atelier.loader/1: it reported success but gave no pictures");
}

class Idle : public atelier::Loader {
 public:
  static constexpr atelier::Component kComponent{"idle.loader", 1, "Begins nothing."};
  atelier::LoadInfo describe(const Call&, const atelier_load_plan&) override { return {}; }
  std::unique_ptr<Pass> begin(const Call&, const atelier_load_plan&) override { return nullptr; }
};

TEST(LoaderRef, NamesWhoBeganNothing) {
  Bench bench;
  const auto part = bench.make<Idle>();
  EXPECT_EQ(breach([&] { atelier::LoaderRef(part.object()).begin(bench.call(), atelier::blank<atelier_load_plan>()); }),
            "idle.loader breaks the contract of atelier.loader/1: it reported success but began nothing");
}

class Loss : public atelier::Loss {
 public:
  static constexpr atelier::Component kComponent{"bad.loss", 1, "Gives no gradient."};
  void setup(const Call&, const atelier_loss_setup&) override {}
  atelier::LossValue compute(const Call&, const atelier_loss_input&) override { return {0.5, Tensor()}; }
};

TEST(LossRef, NamesWhoGaveNoGradient) {
  Bench bench;
  const auto part = bench.make<Loss>();
  const Tensor logits = Tensor::make<float>({1, 2, 1, 1}), labels = Tensor::make<uint8_t>({1, 1, 1});
  const atelier::LossRef loss(part.object());
  EXPECT_EQ(loss.compute(bench.call(), logits, labels).value, 0.5) << "it was not wanted";
  EXPECT_EQ(breach([&] { loss.compute(bench.call(), logits, labels, true); }),
            "bad.loss breaks the contract of atelier.loss/1: it reported success but gave no gradient");
}

class Model : public atelier::Model {
 public:
  static constexpr atelier::Component kComponent{"bad.model", 1, "Gives no tensors."};
  atelier_model_info describe(const Call&) override {
    static constexpr atelier_str kNames[] = {ATELIER_STR("out"), ATELIER_STR("aux")};
    auto info = atelier::blank<atelier_model_info>();
    info.classes = 2;
    info.output_names = kNames;
    info.output_count = 2;
    return info;
  }
  std::vector<Tensor> forward(const Call&, const atelier_forward_input& in, uint64_t output_count) override {
    return std::vector<Tensor>(in.training ? 1 : output_count);
  }
  void backward(const Call&, atelier::span<const atelier_tensor* const>) override {}
  void zero_gradients(const Call&) override {}
  void parameters(const Call&, const Take&) override {}
  atelier::Prediction predict(const Call&, const atelier_predict_input& in) override {
    return {in.want_scores ? Tensor::make<uint8_t>({1, 1, 1}) : Tensor(), Tensor()};
  }
  void save(const Call&, const std::filesystem::path&) override {}
  void load(const Call&, const std::filesystem::path&) override {}
};

TEST(ModelRef, NamesWhoGaveNoLogitsLabelsOrScores) {
  Bench bench;
  const auto part = bench.make<Model>();
  const atelier::ModelRef model(part.object());
  const Tensor pictures = Tensor::make<uint8_t>({1, 1, 1, 3});
  const std::string says = "bad.model breaks the contract of atelier.model/1: it reported success but gave no ";
  EXPECT_EQ(breach([&] { model.forward(bench.call(), pictures, false, 0, 2); }), says + "logits");
  EXPECT_EQ(breach([&] { model.predict(bench.call(), pictures); }), says + "label maps");
  EXPECT_EQ(breach([&] { model.predict(bench.call(), pictures, 0, 0, true); }), says + "scores");
  EXPECT_THROW(model.forward(bench.call(), pictures, true, 0, 2), atelier::Reported);
  EXPECT_EQ(bench.error(), "asked for 2 outputs, has 1");
}

TEST(ModelRef, SaysWhatIsMeantWhereNothingIsSaid) {
  Bench bench;
  const auto part = bench.make<Model>();
  const atelier_model_info info = atelier::ModelRef(part.object()).describe(bench.call());
  EXPECT_EQ(info.takes, ATELIER_TAKES_UINT8);
  EXPECT_EQ(info.device.type, ATELIER_DEVICE_CPU);
}

// Gives what it is told to give.
class Odd : public atelier::Model {
 public:
  static constexpr atelier::Component kComponent{"odd.model", 1, "Gives tensors of another form."};
  struct Options {
    atelier::Option<std::vector<int64_t>> shape{atelier::option("shape", "Of what it gives.")};
    atelier::Option<uint32_t> classes{atelier::option("classes", "How many it says.").by_default("2")};
  };
  explicit Odd(const Options& options) : options_(options) {}
  atelier_model_info describe(const Call&) override {
    static constexpr atelier_str kNames[] = {ATELIER_STR("out")};
    auto info = atelier::blank<atelier_model_info>();
    info.classes = options_.classes;
    info.output_names = kNames;
    info.output_count = 1;
    return info;
  }
  std::vector<Tensor> forward(const Call&, const atelier_forward_input&, uint64_t) override {
    std::vector<Tensor> out;
    out.push_back(Tensor::make(atelier::dtype_of<float>(), *options_.shape));
    return out;
  }
  void backward(const Call&, atelier::span<const atelier_tensor* const>) override {}
  void zero_gradients(const Call&) override {}
  void parameters(const Call&, const Take& take) override {
    auto p = atelier::blank<atelier_parameter>();
    p.name = atelier::c_str("w");
    take(p);
  }
  atelier::Prediction predict(const Call&, const atelier_predict_input&) override {
    return {Tensor::make(atelier::dtype_of<uint8_t>(), *options_.shape), Tensor()};
  }
  void save(const Call&, const std::filesystem::path&) override {}
  void load(const Call&, const std::filesystem::path&) override {}

 private:
  Options options_;
};

TEST(ModelRef, NamesWhoGaveAnotherForm) {
  Bench bench;
  const Tensor pictures = Tensor::make<uint8_t>({1, 4, 6, 3});
  const auto forward = [&](std::vector<atelier::testing::Value> shape) {
    const auto part = bench.make<Odd>({{"shape", std::move(shape)}});
    return breach([&] { atelier::ModelRef(part.object()).forward(bench.call(), pictures, false, 0); });
  };
  const std::string says = "odd.model breaks the contract of atelier.model/1: it gave as logits float32 ";
  EXPECT_EQ(forward({1, 2, 4, 6}), "");
  EXPECT_EQ(forward({1, 3, 4, 6}), says + "[1,3,4,6] where float32 [1,2,4,6] is due");
  EXPECT_EQ(forward({1, 2, 2, 3}), says + "[1,2,2,3] where float32 [1,2,4,6] is due");
  EXPECT_EQ(forward({2, 4, 6}), says + "[2,4,6] where float32 [1,2,4,6] is due");
  const auto predict = [&](std::vector<atelier::testing::Value> shape, uint32_t height, uint32_t width) {
    const auto part = bench.make<Odd>({{"shape", std::move(shape)}});
    return breach([&] { atelier::ModelRef(part.object()).predict(bench.call(), pictures, height, width); });
  };
  EXPECT_EQ(predict({1, 4, 6}, 0, 0), "");
  EXPECT_EQ(predict({1, 8, 9}, 8, 9), "");
  EXPECT_NE(predict({1, 4, 6}, 8, 9), "");
  const auto part = bench.make<Odd>({{"shape", std::vector<atelier::testing::Value>{1}}});
  EXPECT_NE(breach([&] { atelier::ModelRef(part.object()).parameters(bench.call()); }), "") << "w has no value";
  const auto none = bench.make<Odd>({{"shape", std::vector<atelier::testing::Value>{1}}, {"classes", 0}});
  EXPECT_NE(breach([&] { atelier::ModelRef(none.object()).describe(bench.call()); }), "");
}

class Rate : public atelier::Schedule {
 public:
  static constexpr atelier::Component kComponent{"odd.rate", 1, "A factor that is none."};
  struct Options {
    atelier::Option<double> by{atelier::option("by", "Zero divided by this.")};
  };
  explicit Rate(const Options& options) : options_(options) {}
  double factor(const Call&, const atelier_schedule_input&) const override { return 1 / options_.by; }
  Options options_;
};

TEST(ScheduleRef, NamesWhoseFactorIsNone) {
  Bench bench;
  const auto factor = [&](double by) {
    const auto part = bench.make<Rate>({{"by", by}});
    return breach(
        [&] { atelier::ScheduleRef(part.object()).factor(bench.call(), atelier::blank<atelier_schedule_input>()); });
  };
  EXPECT_EQ(factor(2), "");
  EXPECT_EQ(factor(0), "odd.rate breaks the contract of atelier.schedule/1: its factor is inf at step 0");
  EXPECT_EQ(factor(-2), "odd.rate breaks the contract of atelier.schedule/1: its factor is -0.5 at step 0");
}

// Gives back what it was lent, or an empty pair.
class Lender : public atelier::Augmenter {
 public:
  static constexpr atelier::Component kComponent{"odd.augmenter", 1, "Gives back what it was lent."};
  struct Options {
    atelier::Option<bool> empty{atelier::option("empty", "Nothing at all.").by_default("false")};
  };
  explicit Lender(const Options& options) : options_(options) {}
  bool is_random() const override { return false; }
  atelier::Sample apply(const Call&, const atelier_augmenter_input& in) const override {
    if (options_.empty) return {Tensor::make<uint8_t>({0, 0, 3}), Tensor::make<uint8_t>({0, 0})};
    return {Tensor(in.sample->picture), Tensor::make<uint8_t>({1, 1})};
  }
  Options options_;
};

TEST(AugmenterRef, NamesWhoGaveWhatItWasLentOrNothing) {
  Bench bench;
  const auto apply = [&](bool empty) {
    const auto part = bench.make<Lender>({{"empty", empty}});
    const atelier::Sample in{Tensor::make<uint8_t>({1, 1, 3}), Tensor::make<uint8_t>({1, 1})};
    return breach([&] { atelier::AugmenterRef(part.object()).apply(bench.call(), 1, 255, in); });
  };
  const std::string says = "odd.augmenter breaks the contract of atelier.augmenter/1: it gave ";
  EXPECT_EQ(apply(false), says + "a tensor back that it was only lent");
  EXPECT_EQ(apply(true), says +
                             "as picture uint8 [0,0,3] where uint8 or uint16 or float32 […,…,…] is due, "
                             "contiguous, on the CPU");
}

TEST(Guard, TakesNoSuccessForAFailure) {
  Bench bench;
  const auto thrown = [&](auto what) { return atelier::guard(bench.call().raw(), "acme.part", [&] { throw what; }); };
  EXPECT_EQ(thrown(atelier::Error(ATELIER_OK, "all is well")), ATELIER_E_INTERNAL);
  EXPECT_EQ(bench.error(), "all is well");
  bench.clear();
  EXPECT_EQ(thrown(atelier::Reported(ATELIER_OK)), ATELIER_E_INTERNAL);
  EXPECT_EQ(bench.error(), "acme.part: threw a failure with the code of success");
}

TEST(ObjectRef, AlwaysHasAReason) {
  static constexpr atelier_schedule_v1 kSilent = {
      sizeof(atelier_schedule_v1), ATELIER_TAG_SCHEDULE, nullptr,
      [](const atelier_call*, void*, const atelier_schedule_input*, atelier_schedule_output*) noexcept -> int32_t {
        return ATELIER_E_DATA;
      }};
  Bench bench;
  const atelier::ScheduleRef silent({&kSilent, nullptr}, "acme.silent");
  EXPECT_EQ(silent.component_id(), "acme.silent");
  EXPECT_THROW(silent.factor(bench.call(), atelier::blank<atelier_schedule_input>()), atelier::Reported);
  EXPECT_EQ(bench.error(), "failed, and gave no reason");
}

class Sampler : public atelier::Sampler {
 public:
  static constexpr atelier::Component kComponent{"bad.sampler", 1, "Goes one too far."};
  std::vector<uint64_t> order(const Call&, const atelier_sampler_input& in) const override { return {0, in.count}; }
};

TEST(SamplerRef, NamesWhoGaveAnIndexThatIsNone) {
  Bench bench;
  const auto part = bench.make<Sampler>();
  EXPECT_EQ(breach([&] { atelier::SamplerRef(part.object()).order(bench.call(), {}, 3, 1, 0); }),
            "bad.sampler breaks the contract of atelier.sampler/1: it gave index 3 of 3 samples");
}

// --- Listings --------------------------------------------------------------------------------------------------------

class Three : public atelier::Dataset {
 public:
  static constexpr atelier::Component kComponent{"test.three", 1, "Three instances."};
  atelier::DatasetCounts describe(const Call&) const override { return {1, 1}; }
  atelier_class class_at(const Call&, uint64_t) const override { return {}; }
  atelier_picture picture_at(const Call&, uint64_t) const override { return {}; }
  void instances(const Call&, uint64_t, const Take& take) const override {
    // As a newer program's plugin fills it: it reaches further than this side knows.
    struct Newer {
      atelier_instance known;
      uint64_t more;
    } one{atelier::blank<atelier_instance>(), 1};
    one.known.struct_size = sizeof one;
    for (one.known.id = 1; one.known.id <= 3; ++one.known.id) take(one.known);
  }
};

TEST(DatasetRef, EndsAListingWithWhatTheTakerThrew) {
  Bench bench;
  const auto part = bench.make<Three>();
  int taken = 0;
  EXPECT_THROW(atelier::DatasetRef(part.object())
                   .instances(bench.call(), 0,
                              [&](const atelier_instance&) {
                                if (++taken == 2) throw std::length_error("enough");
                              }),
               std::length_error);
  EXPECT_EQ(taken, 2);
  EXPECT_EQ(bench.error(), "");
}

TEST(DatasetRef, GivesInstancesThatMayBeCopied) {
  Bench bench;
  const auto part = bench.make<Three>();
  std::vector<atelier_instance> kept;
  atelier::DatasetRef(part.object()).instances(bench.call(), 0, [&](const atelier_instance& one) {
    kept.push_back(one);
  });
  ASSERT_EQ(kept.size(), 3u);
  EXPECT_EQ(kept[2].id, 3);
  EXPECT_EQ(kept[2].struct_size, sizeof(atelier_instance));
}

TEST(Listing, EndsWithWhatTheCallersSinkAnswers) {
  Bench bench;
  const auto part = bench.make<Three>();
  int taken = 0;
  auto sink = atelier::blank<atelier_instance_sink>();
  sink.context = &taken;
  sink.take = [](void* context, const atelier_instance*) noexcept -> int32_t {
    return ++*static_cast<int*>(context) == 2 ? ATELIER_END : ATELIER_OK;
  };
  const auto& interface = *static_cast<const atelier_dataset_v1*>(part.object().iface);
  EXPECT_EQ(interface.instances(bench.call().raw(), part.self(), 0, &sink), ATELIER_END);
  EXPECT_EQ(taken, 2);
}

}  // namespace
