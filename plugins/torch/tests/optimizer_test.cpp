#include <filesystem>

#include "atelier/cpp/files.hpp"
#include "components.hpp"
#include "test_data.hpp"

namespace {

using atelier::Tensor;
using atelier::testing::Bench;

// Two parameters, one of them without gradient, and a buffer.
struct Parameters {
  Tensor p = test::tensor_of<float>({2}, {1, -2});
  Tensor gradient = test::tensor_of<float>({2}, {0, 0});
  Tensor idle = test::tensor_of<float>({1}, {5});
  Tensor buffer = test::tensor_of<float>({1}, {7});

  std::vector<atelier_parameter> list() const {
    const auto entry = [](const char* name, const Tensor& value, const Tensor* g, uint32_t trainable) {
      return atelier_parameter{sizeof(atelier_parameter), trainable, atelier::c_str(name), &value.get(),
                               g ? &g->get() : nullptr};
    };
    return {entry("net.p", p, &gradient, 1), entry("net.idle", idle, nullptr, 1),
            entry("net.buffer", buffer, nullptr, 0)};
  }
  // Of f = p0^2 + p1^2.
  void slope() {
    for (int i = 0; i < 2; ++i) gradient.data<float>()[i] = 2 * p.data<float>()[i];
  }
};

TEST(Adam, GivesTheReferenceSteps) {
  Bench bench;
  const auto part = bench.make(test::component("optimizer.adam"), {{"lr", 1e-4}});
  const atelier::OptimizerRef adam(part.object());
  EXPECT_EQ(adam.learning_rate(), 1e-4);
  Parameters parameters;
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
  atelier::OptimizerRef(part.object()).step(bench.call(), parameters.list(), 10);
  EXPECT_NEAR(parameters.p.data<float>()[0], 0.999, 1e-6);
}

TEST(Adam, WeightDecayPullsToZero) {
  Bench bench;
  const auto part = bench.make(test::component("optimizer.adam"), {{"lr", 0.5}, {"weight_decay", 0.1}});
  Parameters parameters;  // zero gradients: only the decay moves them, by lr towards 0
  atelier::OptimizerRef(part.object()).step(bench.call(), parameters.list(), 1);
  EXPECT_NEAR(parameters.p.data<float>()[0], 0.5, 1e-5);
  EXPECT_NEAR(parameters.p.data<float>()[1], -1.5, 1e-5);
}

TEST(Sgd, FollowsTheGradient) {
  Bench bench;
  const auto part = bench.make(test::component("optimizer.sgd"), {{"lr", 0.1}});
  Parameters parameters;
  parameters.slope();
  atelier::OptimizerRef(part.object()).step(bench.call(), parameters.list(), 1);
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
    for (int step = 0; step < 2; ++step) atelier::OptimizerRef(part.object()).step(bench.call(), parameters.list(), 1);
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
    const atelier::OptimizerRef first(part.object());
    Parameters straight;
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
    second.load(bench.call(), folder / "state.safetensors");
    Parameters continued;
    std::copy(in_between.begin(), in_between.end(), continued.p.data<float>());
    for (int step = 3; step < 6; ++step) {
      continued.slope();
      second.step(bench.call(), continued.list(), 1);
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
  atelier::OptimizerRef(adam.object()).step(bench.call(), parameters.list(), 1);
  atelier::OptimizerRef(adam.object()).save(bench.call(), folder / "adam");
  const std::string text = test::failure(
      bench, ATELIER_E_DATA, [&] { atelier::OptimizerRef(sgd.object()).load(bench.call(), folder / "adam"); });
  EXPECT_TRUE(test::contains(text, "optimizer.sgd")) << text;

  const auto fresh = bench.make(test::component("optimizer.adam"));
  atelier::OptimizerRef(fresh.object()).load(bench.call(), folder / "adam");
  auto others = parameters.list();
  others[0].name = atelier::c_str("other.p");
  EXPECT_TRUE(
      test::contains(test::failure(bench, ATELIER_E_INVALID,
                                   [&] { atelier::OptimizerRef(fresh.object()).step(bench.call(), others, 1); }),
                     "net.p"));
}

TEST(Optimizers, RefuseOtherParametersThanAtFirst) {
  Bench bench;
  const auto part = bench.make(test::component("optimizer.adam"));
  const atelier::OptimizerRef adam(part.object());
  Parameters parameters;
  adam.step(bench.call(), parameters.list(), 1);
  auto fewer = parameters.list();
  fewer.erase(fewer.begin());
  EXPECT_TRUE(test::contains(test::failure(bench, ATELIER_E_INVALID, [&] { adam.step(bench.call(), fewer, 1); }),
                             "first step"));
}

TEST(Optimizers, RefuseAGradientOfAnotherShape) {
  Bench bench;
  const auto part = bench.make(test::component("optimizer.adam"));
  Parameters parameters;
  parameters.gradient = test::tensor_of<float>({1}, {1});
  EXPECT_TRUE(test::contains(
      test::failure(bench, ATELIER_E_INVALID,
                    [&] { atelier::OptimizerRef(part.object()).step(bench.call(), parameters.list(), 1); }),
      "net.p"));
}

}  // namespace
