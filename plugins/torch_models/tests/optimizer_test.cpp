#include <algorithm>
#include <filesystem>

#include "../parameter_factors.hpp"
#include "atelier/cpp/files.hpp"
#include "components.hpp"
#include "test_data.hpp"

namespace {

using atelier::Tensor;
using atelier::testing::Bench;
using atelier::testing::Part;
using atelier::testing::Value;

// Two parameters, one of them without gradient, and a buffer.
struct Parameters {
  Tensor p = test::tensor_of<float>({2}, {1, -2});
  Tensor gradient = test::tensor_of<float>({2}, {0, 0});
  Tensor idle = test::tensor_of<float>({1}, {5});
  Tensor buffer = test::tensor_of<float>({1}, {7});

  std::vector<atelier_parameter> list() const {
    const auto entry = [](const char* name, const Tensor& value, const Tensor* g, uint32_t trainable) {
      auto parameter = atelier::blank<atelier_parameter>();
      parameter.trainable = trainable;
      parameter.name = atelier::c_str(name);
      parameter.value = &value.get();
      parameter.gradient = g ? &g->get() : nullptr;
      return parameter;
    };
    return {entry("net.p", p, &gradient, 1), entry("net.idle", idle, nullptr, 1),
            entry("net.buffer", buffer, nullptr, 0)};
  }
  // Of f = p0^2 + p1^2.
  void slope() {
    for (int i = 0; i < 2; ++i) gradient.data<float>()[i] = 2 * p.data<float>()[i];
  }
};

// An optimizer that knows the parameters.
atelier::OptimizerRef set_up(const Bench& bench, const Part& part, const std::vector<atelier_parameter>& parameters) {
  const atelier::OptimizerRef optimizer(part.object());
  optimizer.setup(bench.call(), parameters);
  return optimizer;
}

TEST(Adam, GivesTheReferenceSteps) {
  Bench bench;
  const auto part = bench.make(test::component("optimizer.adam"), {{"lr", 1e-4}});
  Parameters parameters;
  const atelier::OptimizerRef adam = set_up(bench, part, parameters.list());
  EXPECT_EQ(adam.learning_rate(bench.call()), 1e-4);
  const double expected[3][2] = {{0.99989998, -1.9999}, {0.99979997, -1.9998}, {0.99969995, -1.9997}};
  for (const auto& values : expected) {
    parameters.slope();
    adam.step(bench.call(), parameters.list(), 1);
    EXPECT_NEAR(parameters.p.data<float>()[0], values[0], 6e-8);
    EXPECT_NEAR(parameters.p.data<float>()[1], values[1], 3e-7);
  }
  EXPECT_EQ(parameters.idle.data<float>()[0], 5);
  EXPECT_EQ(parameters.buffer.data<float>()[0], 7);
}

TEST(Adam, TheFactorScalesTheRate) {
  Bench bench;
  const auto part = bench.make(test::component("optimizer.adam"), {{"lr", 1e-4}});
  Parameters parameters;
  parameters.slope();
  set_up(bench, part, parameters.list()).step(bench.call(), parameters.list(), 10);
  EXPECT_NEAR(parameters.p.data<float>()[0], 0.999, 1e-6);
}

TEST(Adam, WeightDecayPullsToZero) {
  Bench bench;
  const auto part = bench.make(test::component("optimizer.adam"), {{"lr", 0.5}, {"weight_decay", 0.1}});
  Parameters parameters;  // zero gradients: only the decay moves them, by lr towards 0
  set_up(bench, part, parameters.list()).step(bench.call(), parameters.list(), 1);
  EXPECT_NEAR(parameters.p.data<float>()[0], 0.5, 1e-5);
  EXPECT_NEAR(parameters.p.data<float>()[1], -1.5, 1e-5);
}

TEST(Sgd, FollowsTheGradient) {
  Bench bench;
  const auto part = bench.make(test::component("optimizer.sgd"), {{"lr", 0.1}});
  Parameters parameters;
  parameters.slope();
  set_up(bench, part, parameters.list()).step(bench.call(), parameters.list(), 1);
  EXPECT_FLOAT_EQ(parameters.p.data<float>()[0], 0.8f);
  EXPECT_FLOAT_EQ(parameters.p.data<float>()[1], -1.6f);
}

// With gradient 1: velocities 1, 1.9; nesterov adds the gradient to 0.9 velocity.
TEST(Sgd, MomentumAndNesterovAddUp) {
  for (const bool nesterov : {false, true}) {
    Bench bench;
    const auto part =
        bench.make(test::component("optimizer.sgd"), {{"lr", 0.1}, {"momentum", 0.9}, {"nesterov", nesterov}});
    Parameters parameters;
    for (int i = 0; i < 2; ++i) parameters.gradient.data<float>()[i] = 1;
    const atelier::OptimizerRef sgd = set_up(bench, part, parameters.list());
    for (int step = 0; step < 2; ++step) sgd.step(bench.call(), parameters.list(), 1);
    const float moved = nesterov ? 0.1f * (1.9f + 2.71f) : 0.1f * (1 + 1.9f);
    EXPECT_NEAR(parameters.p.data<float>()[0], 1 - moved, 1e-6);
  }
}

TEST(Sgd, NesterovNeedsMomentum) {
  Bench bench;
  EXPECT_THROW(bench.make(test::component("optimizer.sgd"), {{"nesterov", true}}), std::runtime_error);
}

TEST(Optimizers, ASavedStateGoesOnBitForBit) {
  const std::pair<const char*, Bench::Options> cases[] = {{"optimizer.adam", {{"lr", 1e-2}}},
                                                          {"optimizer.sgd", {{"lr", 1e-2}, {"momentum", 0.9}}}};
  for (const auto& [id, options] : cases) {
    test::TemporaryFolder folder;
    Bench bench;
    const auto part = bench.make(test::component(id), options);
    Parameters straight;
    const atelier::OptimizerRef first = set_up(bench, part, straight.list());
    std::vector<float> in_between;
    for (int step = 0; step < 6; ++step) {
      if (step == 3) {
        first.save(bench.call(), folder / "state.safetensors");
        in_between = test::values_of<float>(straight.p);
      }
      straight.slope();
      first.step(bench.call(), straight.list(), 1);
    }

    const auto other = bench.make(test::component(id), options);
    const atelier::OptimizerRef second(other.object());
    Parameters continued;
    std::copy(in_between.begin(), in_between.end(), continued.p.data<float>());
    second.load(bench.call(), folder / "state.safetensors");
    second.save(bench.call(), folder / "again.safetensors");  // also before setup
    EXPECT_TRUE(atelier::read_file(folder / "again.safetensors") == atelier::read_file(folder / "state.safetensors"));
    // Another order: the state goes by names.
    auto reversed = continued.list();
    std::reverse(reversed.begin(), reversed.end());
    second.setup(bench.call(), reversed);
    EXPECT_TRUE(test::contains(bench.lines().back(),
                               "nothing for 2 of 3 parameters, which start anew: net.buffer, "
                               "net.idle"))
        << bench.lines().back();
    for (int step = 3; step < 6; ++step) {
      continued.slope();
      second.step(bench.call(), reversed, 1);
    }
    EXPECT_EQ(test::values_of<float>(continued.p), test::values_of<float>(straight.p)) << id;
  }
}

TEST(Optimizers, RefuseAStateThatIsNotTheirs) {
  test::TemporaryFolder folder;
  Bench bench;
  const auto adam = bench.make(test::component("optimizer.adam"));
  const auto sgd = bench.make(test::component("optimizer.sgd"), {{"momentum", 0.9}});
  Parameters parameters;
  parameters.slope();
  set_up(bench, adam, parameters.list()).step(bench.call(), parameters.list(), 1);
  atelier::OptimizerRef(adam.object()).save(bench.call(), folder / "adam");
  const std::string text = test::failure(
      bench, ATELIER_E_DATA, [&] { atelier::OptimizerRef(sgd.object()).load(bench.call(), folder / "adam"); });
  EXPECT_TRUE(test::contains(text, "optimizer.sgd")) << text;

  const auto fresh = bench.make(test::component("optimizer.adam"));
  atelier::OptimizerRef(fresh.object()).load(bench.call(), folder / "adam");
  auto others = parameters.list();
  others[0].name = atelier::c_str("other.p");
  EXPECT_TRUE(test::contains(test::failure(bench, ATELIER_E_INVALID,
                                           [&] { atelier::OptimizerRef(fresh.object()).setup(bench.call(), others); }),
                             "1 that are no parameters here: net.p; it was saved with another model"));

  atelier::OptimizerRef(fresh.object()).load(bench.call(), folder / "adam");
  parameters.p = test::tensor_of<float>({3}, {1, 2, 3});
  EXPECT_TRUE(test::contains(test::failure(bench, ATELIER_E_INVALID, [&] { set_up(bench, fresh, parameters.list()); }),
                             "`net.p` has another shape"));
}

TEST(Optimizers, RefuseOtherParametersThanInSetup) {
  Bench bench;
  const auto part = bench.make(test::component("optimizer.adam"));
  Parameters parameters;
  const auto refusal = [&](const std::vector<atelier_parameter>& given) {
    return test::failure(bench, ATELIER_E_INVALID,
                         [&] { atelier::OptimizerRef(part.object()).step(bench.call(), given, 1); });
  };
  EXPECT_TRUE(test::contains(refusal(parameters.list()), "3 parameters, but setup brought 0"));
  set_up(bench, part, parameters.list());
  auto fewer = parameters.list();
  fewer.erase(fewer.begin());
  EXPECT_TRUE(test::contains(refusal(fewer), "2 parameters, but setup brought 3"));
  auto moved = parameters.list();
  std::swap(moved[0], moved[1]);
  EXPECT_TRUE(test::contains(refusal(moved), "parameter 0 of a step is `net.idle`, but in setup it was `net.p`"));
  auto twice = parameters.list();
  twice[1].name = twice[0].name;
  EXPECT_TRUE(test::contains(test::failure(bench, ATELIER_E_INVALID, [&] { set_up(bench, part, twice); }),
                             "two parameters have the name `net.p`"));
}

TEST(Optimizers, RefuseAGradientOfAnotherShape) {
  Bench bench;
  const auto part = bench.make(test::component("optimizer.adam"));
  Parameters parameters;
  parameters.gradient = test::tensor_of<float>({1}, {1});
  const atelier::OptimizerRef adam = set_up(bench, part, parameters.list());
  EXPECT_TRUE(test::contains(
      test::failure(bench, ATELIER_E_INVALID, [&] { adam.step(bench.call(), parameters.list(), 1); }), "net.p"));
}

// Three parameters of one value each, all 1, with gradient 1.
struct Group {
  Tensor values[3] = {test::tensor_of<float>({1}, {1}), test::tensor_of<float>({1}, {1}),
                      test::tensor_of<float>({1}, {1})};
  Tensor gradient = test::tensor_of<float>({1}, {1});
  std::vector<atelier_parameter> list() const {
    const char* names[3] = {"backbone.conv1.weight", "backbone.bn1.bias", "classifier.4.bias"};
    std::vector<atelier_parameter> out(3, atelier::blank<atelier_parameter>());
    for (int i = 0; i < 3; ++i) {
      out[i].trainable = 1;
      out[i].name = atelier::c_str(names[i]);
      out[i].value = &values[i].get();
      out[i].gradient = &gradient.get();
    }
    return out;
  }
  std::vector<float> now() const {
    return {values[0].data<float>()[0], values[1].data<float>()[0], values[2].data<float>()[0]};
  }
};

TEST(Groups, FactorsOfRateAndDecayAsByHand) {
  // Rates 0.1 * (0.5, 0.25, 1): of two patterns that match bn1 the last written counts. Decays 0.2 * (1, 0, 0).
  const Value rates = Value::table({{"backbone.*", 0.5}, {"*.bn?.*", 0.25}});
  const Value decays = Value::table({{"*.bias", 0.0}});
  Bench bench;
  const auto part = bench.make(
      test::component("optimizer.sgd"),
      {{"lr", 0.1}, {"momentum", 0.9}, {"weight_decay", 0.2}, {"lr_factors", rates}, {"decay_factors", decays}});
  Group group;
  const atelier::OptimizerRef sgd = set_up(bench, part, group.list());
  EXPECT_DOUBLE_EQ(sgd.learning_rate(bench.call()), 0.1);  // of factor 1
  sgd.step(bench.call(), group.list(), 0.5);
  // By hand: 1 - rate * 0.5 * (1 + decay).
  EXPECT_NEAR(group.now()[0], 1 - 0.05 * 0.5 * 1.2, 1e-6);
  EXPECT_NEAR(group.now()[1], 1 - 0.025 * 0.5, 1e-6);
  EXPECT_NEAR(group.now()[2], 1 - 0.1 * 0.5, 1e-6);
  sgd.step(bench.call(), group.list(), 1);
  const double velocity = 0.9 * 1.2 + 1 + 0.2 * 0.97;
  EXPECT_NEAR(group.now()[0], 0.97 - 0.05 * velocity, 1e-6);
  EXPECT_NEAR(group.now()[1], 0.9875 - 0.025 * 1.9, 1e-6);
  EXPECT_NEAR(group.now()[2], 0.95 - 0.1 * 1.9, 1e-6);
}

TEST(Groups, AdamHasThemToo) {
  Bench bench;
  const auto part = bench.make(test::component("optimizer.adam"),
                               {{"lr", 0.1}, {"lr_factors", Value::table({{"*", 0.5}, {"classifier.*", 0}})}});
  Group group;
  set_up(bench, part, group.list()).step(bench.call(), group.list(), 1);  // the first step of Adam is the rate
  EXPECT_NEAR(group.now()[0], 0.95, 1e-6);
  EXPECT_NEAR(group.now()[1], 0.95, 1e-6);
  EXPECT_EQ(group.now()[2], 1);
}

TEST(Groups, APatternThatMatchesNothingIsRefusedWithNames) {
  Bench bench;
  const auto part = bench.make(test::component("optimizer.adam"),
                               {{"decay_factors", Value::table({{"*.bias", 0.0}, {"head.*", 0.5}})}});
  Group group;
  const std::string text = test::failure(bench, ATELIER_E_INVALID, [&] { set_up(bench, part, group.list()); });
  EXPECT_TRUE(test::contains(text,
                             "`decay_factors`: no parameter matches `head.*`; there are 3, such as "
                             "backbone.conv1.weight, backbone.bn1.bias, classifier.4.bias"))
      << text;
}

TEST(Groups, Patterns) {
  using atelier::torch_models::matches;
  EXPECT_TRUE(matches("backbone.*", "backbone.layer1.0.bn1.weight"));
  EXPECT_FALSE(matches("backbone.*", "backbone"));
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("*.bn*.*", "backbone.layer1.0.bn2.weight"));
  EXPECT_FALSE(matches("*.bn*.*", "backbone.conv1.weight"));
  EXPECT_TRUE(matches("a?c", "abc"));
  EXPECT_FALSE(matches("a?c", "ac"));
  EXPECT_TRUE(matches("*ab*ab", "aabxabab"));
  EXPECT_FALSE(matches("", "a"));
  EXPECT_TRUE(matches("same", "same"));
}

}  // namespace
