// What the plugin does on a GPU, beside what it does on the CPU. Lines that begin with `|` are rows of the table that
// run.sh prints.
#include <c10/cuda/CUDAFunctions.h>
#include <cuda_runtime_api.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "device.hpp"
#include "dlpack.hpp"
#include "tests/networks.hpp"

namespace atelier::torch_models {
namespace {

using testing::Bench;
using testing::Part;

constexpr int kClasses = 5;
constexpr int64_t kSide = 64;

void row(const std::string& what, const std::string& found) {
  std::printf("| %s | %s |\n", what.c_str(), found.c_str());
  std::fflush(stdout);  // not lost with a test that crashes
}

std::string number(double value) {
  char out[32];
  std::snprintf(out, sizeof out, "%.3g", value);
  return out;
}

at::Tensor on_cpu(const atelier_tensor& t) { return borrow(t).to(at::kCPU).contiguous().clone(); }

// |a - b| / |b|
double difference(const at::Tensor& a, const at::Tensor& b) {
  const at::Tensor wide = b.to(at::kDouble);
  return ((a.to(at::kDouble) - wide).norm() / wide.norm()).item<double>();
}

Part network(Bench& bench, const std::string& device, Bench::Options more = {}) {
  Bench::Options options = {
      {"classes", kClasses}, {"seed", 3}, {"device", device}, {"dropout", false}, {"precision", "float32"}};
  for (const auto& option : more) {
    options.erase(std::remove_if(options.begin(), options.end(), [&](auto& o) { return o.first == option.first; }),
                  options.end());
    options.push_back(option);
  }
  return bench.make(test::component("deeplabv3.resnet50"), options);
}

// Pictures whose brightness tells the class of each cell of 16 pixels, and the label maps.
struct Batch {
  explicit Batch(int64_t count, uint64_t seed, int64_t side = kSide)
      : pictures(Tensor::make<uint8_t>({count, side, side, 3})), labels(Tensor::make<uint8_t>({count, side, side})) {
    for (int64_t i = 0; i < count * side * side; ++i) {
      const int64_t n = i / (side * side), y = i / side % side, x = i % side;
      const auto cell = static_cast<uint32_t>((n * 64 + y / 16) * 64 + x / 16);
      const int label = static_cast<int>((test::formula(cell, seed) + 0.5) * kClasses);
      labels.data<uint8_t>()[i] = static_cast<uint8_t>(label);
      for (int64_t c = 0; c < 3; ++c) {
        const double noise = 20 * test::formula(static_cast<uint32_t>(3 * i + c), seed + 1);
        pictures.data<uint8_t>()[3 * i + c] = static_cast<uint8_t>(30 + 45 * label + noise);
      }
    }
  }
  Tensor pictures, labels;
};

// A network with its loss and its optimizer.
class Training {
 public:
  Training(Bench& bench, const std::string& device, const Bench::Options& more = {})
      : bench_(bench),
        network_(network(bench, device, more)),
        loss_part_(bench.make(test::component("loss.cross_entropy"))),
        adam_part_(bench.make(test::component("optimizer.adam"), {{"lr", 1e-3}})),
        model(network_.object()),
        adam(adam_part_.object()),
        loss_(loss_part_.object()) {
    const std::vector<atelier_str> names(kClasses, atelier_str ATELIER_STR("thing"));
    loss_.setup(bench.call(), names, 255);
    adam.setup(bench.call(), trainable());
  }

  double step(const Batch& batch, uint64_t seed) {
    model.zero_gradients(bench_.call());
    auto in = blank<atelier_forward_input>();
    in.training = 1;
    in.seed = seed;
    in.pictures = &batch.pictures.get();
    const std::vector<Tensor> logits = model.forward_coarse(bench_.call(), in, 1);
    LossValue loss = loss_.compute_coarse(bench_.call(), logits[0], batch.labels, true);
    const atelier_tensor* gradients[] = {&loss.gradient.get()};
    model.backward(bench_.call(), {gradients, 1});
    adam.step(bench_.call(), trainable(), 1);
    return loss.value;
  }

  std::vector<double> steps(int count) {
    const Batch batch(4, 11);
    std::vector<double> out;
    for (int i = 0; i < count; ++i) out.push_back(step(batch, static_cast<uint64_t>(i)));
    return out;
  }

  std::vector<atelier_parameter> trainable() {
    std::vector<atelier_parameter> out = model.parameters(bench_.call());
    out.erase(std::remove_if(out.begin(), out.end(), [](const auto& p) { return p.trainable == 0; }), out.end());
    return out;
  }

 private:
  Bench& bench_;
  Part network_, loss_part_, adam_part_;

 public:
  ModelRef model;
  OptimizerRef adam;

 private:
  LossRef loss_;
};

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class OnGpu : public ::testing::Test {
 protected:
  OnGpu() : bench_(4), folder_(std::filesystem::temp_directory_path() / text("atelier-gpu-", ::getpid())) {
    std::filesystem::create_directories(folder_);
  }
  ~OnGpu() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  void SetUp() override {
    if (!at::hasCUDA()) GTEST_SKIP() << "no GPU";
  }

  Bench bench_;
  std::filesystem::path folder_;
};

TEST_F(OnGpu, DevicesHaveNames) {
  EXPECT_EQ(device_named("auto"), at::Device(at::kCUDA, 0));
  EXPECT_EQ(device_named("cuda"), at::Device(at::kCUDA, 0));
  EXPECT_EQ(device_named("cuda:0"), at::Device(at::kCUDA, 0));
  EXPECT_EQ(device_named("cpu"), at::Device(at::kCPU));
  try {
    device_named("cuda:97");
    ADD_FAILURE();
  } catch (const Error& e) {
    EXPECT_TRUE(test::contains(e.what(), "cuda:97")) << e.what();
    EXPECT_TRUE(test::contains(e.what(), "use one of them")) << e.what();
  }
  const Part part = network(bench_, "auto", {{"precision", "auto"}});
  const atelier_model_info info = ModelRef(part.object()).describe(bench_.call());
  EXPECT_EQ(info.device.type, ATELIER_DEVICE_CUDA);
  EXPECT_EQ(info.device.id, 0);
}

// Logits, both outputs, training and not.
TEST_F(OnGpu, ForwardIsTheCpus) {
  const Batch batch(4, 21);
  const Part there = network(bench_, "cuda"), here = network(bench_, "cpu"),
             rounded = network(bench_, "cuda", {{"precision", "bfloat16"}});
  for (const bool training : {true, false}) {
    std::vector<std::vector<at::Tensor>> found;
    for (const Part* part : {&here, &there, &rounded}) {
      found.emplace_back();
      for (const Tensor& t : ModelRef(part->object()).forward(bench_.call(), batch.pictures, training, 1, 2))
        found.back().push_back(on_cpu(t.get()));
    }
    for (size_t i = 0; i < 2; ++i) {
      const std::string what = text(training ? "training" : "evaluation", " logits, ", i ? "aux" : "out");
      const double one = difference(found[1][i], found[0][i]), other = difference(found[2][i], found[0][i]);
      row(what + ", float32, difference from the CPU", number(one));
      row(what + ", bfloat16, difference from the CPU in float32", number(other));
      EXPECT_LT(one, 1e-3);
      // Means over a batch as small as this one turn small differences of training into large ones.
      if (!training) EXPECT_LT(other, 0.05);
    }
  }
}

// The CPU's own two ways, tape and autograd, say how far apart two right answers are.
TEST_F(OnGpu, BackwardIsTheCpus) {
  const Batch batch(4, 22);
  const Part here = network(bench_, "cpu"), other = network(bench_, "cpu", {{"channels_last", false}}),
             there = network(bench_, "cuda");
  std::vector<std::vector<at::Tensor>> found;
  std::vector<std::string> names;
  for (const Part* part : {&here, &other, &there}) {
    const ModelRef model(part->object());
    const auto logits = model.forward(bench_.call(), batch.pictures, true, 1, 2);
    const at::Tensor gradient = at::ones({4, kClasses, kSide, kSide});
    for (int64_t i = 0; i < gradient.numel(); ++i)
      gradient.data_ptr<float>()[i] = static_cast<float>(test::formula(static_cast<uint32_t>(i), 31));
    const View given(gradient);
    const atelier_tensor* gradients[] = {&given.view(), &given.view()};
    model.backward(bench_.call(), {gradients, 2});
    found.emplace_back();
    names.clear();
    for (const atelier_parameter& p : model.parameters(bench_.call())) {
      if (p.trainable && p.gradient) found.back().push_back(on_cpu(*p.gradient).flatten());
      if (p.trainable && p.gradient) names.push_back(str(p.name));
    }
  }
  ASSERT_EQ(found[0].size(), found[2].size());
  const auto all = [&](size_t i) { return at::cat(found[i]); };
  row("gradients of all weights, float32, difference from the CPU", number(difference(all(2), all(0))));
  row("the same between the CPU's tape and its autograd", number(difference(all(1), all(0))));
  EXPECT_LT(difference(all(2), all(0)), std::max(0.01, 5 * difference(all(1), all(0))));
  for (size_t i = 0; i < names.size(); ++i)
    if (names[i].find("classifier.4") != std::string::npos)
      EXPECT_LT(difference(found[2][i], found[0][i]), 1e-3) << names[i];
}

TEST_F(OnGpu, LossAndItsGradientAreTheCpus) {
  const Batch batch(2, 23);
  const Part part = bench_.make(test::component("loss.cross_entropy"), {{"label_smoothing", 0.1}});
  const LossRef loss(part.object());
  const std::vector<atelier_str> names(kClasses, atelier_str ATELIER_STR("thing"));
  loss.setup(bench_.call(), names, 255);
  const at::Tensor logits = at::randn({2, kClasses, 8, 8});
  const View here(logits), there(logits.to(at::kCUDA));
  LossValue a = loss.compute_coarse(bench_.call(), here.view(), batch.labels, true, 3);
  LossValue b = loss.compute_coarse(bench_.call(), there.view(), batch.labels, true, 3);
  EXPECT_NEAR(b.value / a.value, 1, 1e-5);
  EXPECT_EQ(b.gradient.get().device.type, ATELIER_DEVICE_CUDA);
  const double found = difference(on_cpu(b.gradient.get()), on_cpu(a.gradient.get()));
  row("gradient of the loss, difference from the CPU", number(found));
  EXPECT_LT(found, 1e-5);

  batch.labels.data<uint8_t>()[70] = 77;
  for (const View* view : {&here, &there})
    EXPECT_TRUE(
        test::contains(test::failure(bench_, ATELIER_E_DATA,
                                     [&] { loss.compute_coarse(bench_.call(), view->view(), batch.labels, true); }),
                       "label 77 at picture 0 of the batch, row 1, column 6"));
}

TEST_F(OnGpu, TrainingFollowsTheCpus) {
  constexpr int kSteps = 40;
  const std::vector<double> here = Training(bench_, "cpu").steps(kSteps);
  for (const char* precision : {"float32", "bfloat16"}) {
    const std::vector<double> there = Training(bench_, "cuda", {{"precision", precision}}).steps(kSteps);
    row(text("loss of step 1, 2, 5, 40 on the GPU, ", precision),
        text(number(there[0]), ", ", number(there[1]), ", ", number(there[4]), ", ", number(there.back())));
    const double near = precision == std::string("float32") ? 1e-3 : 0.05;
    EXPECT_NEAR(there[0] / here[0], 1, near);
    EXPECT_NEAR(there[1] / here[1], 1, 20 * near);
    EXPECT_LT(there.back(), 0.5 * there[0]);
  }
  row("the same on the CPU, float32",
      text(number(here[0]), ", ", number(here[1]), ", ", number(here[4]), ", ", number(here.back())));
}

// Weights and the optimizer's memory go to the CPU and back without a bit's change, and predict the same labels.
TEST_F(OnGpu, CheckpointsGoBothWays) {
  const Batch batch(4, 24);
  Training there(bench_, "cuda");
  there.steps(30);
  there.model.save(bench_.call(), folder_ / "gpu.safetensors");
  there.adam.save(bench_.call(), folder_ / "gpu.adam");
  Training here(bench_, "cpu");
  here.model.load(bench_.call(), folder_ / "gpu.safetensors");
  here.adam.load(bench_.call(), folder_ / "gpu.adam");
  here.adam.setup(bench_.call(), here.trainable());
  here.model.save(bench_.call(), folder_ / "cpu.safetensors");
  here.adam.save(bench_.call(), folder_ / "cpu.adam");
  EXPECT_EQ(bytes_of(folder_ / "gpu.safetensors"), bytes_of(folder_ / "cpu.safetensors"));
  EXPECT_EQ(bytes_of(folder_ / "gpu.adam"), bytes_of(folder_ / "cpu.adam"));
  Training back(bench_, "cuda");
  back.model.load(bench_.call(), folder_ / "cpu.safetensors");
  back.adam.load(bench_.call(), folder_ / "cpu.adam");
  back.adam.setup(bench_.call(), back.trainable());

  auto in = blank<atelier_predict_input>();
  in.pictures = &batch.pictures.get();
  in.want_scores = 1;
  const Prediction a = here.model.predict(bench_.call(), in), b = there.model.predict(bench_.call(), in),
                   c = back.model.predict(bench_.call(), in);
  const double same = borrow(b.labels).eq(borrow(a.labels)).to(at::kFloat).mean().item<double>();
  row("pixels with the CPU's label, the same weights", text(number(100 * same), " %"));
  const double apart = (borrow(b.scores) - borrow(a.scores)).abs().max().item<double>();
  row("largest difference of the scores", number(apart));
  EXPECT_LT(apart, 1e-3);
  EXPECT_GT(same, 0.999);
  EXPECT_EQ(borrow(c.labels).eq(borrow(b.labels)).to(at::kFloat).mean().item<double>(), 1);

  const double one = here.step(batch, 1), other = back.step(batch, 1);
  EXPECT_NEAR(other / one, 1, 1e-3);
}

// Calls that name a stream queue their work there and do not wait; what lies on the device goes in and comes out as is.
TEST_F(OnGpu, WorkIsOrderedOnTheStreamOfTheCall) {
  const Part part = network(bench_, "cuda", {{"aux", false}});
  const ModelRef model(part.object());
  const Batch batch(2, 25, 256);
  const at::Tensor pictures = borrow(batch.pictures).to(at::kCUDA);
  const View given(pictures);
  const at::Tensor expected = on_cpu(model.forward(bench_.call(), given.view(), false, 0)[0].get());
  EXPECT_EQ(cudaStreamQuery(c10::cuda::getCurrentCUDAStream()), cudaSuccess) << "no stream was named, so all is done";

  const c10::cuda::CUDAStream stream = c10::cuda::getStreamFromPool();
  const atelier_stream named = {given_device(pictures.device()), stream.stream()};
  atelier_call raw = *bench_.call().raw();
  raw.streams = &named;
  raw.stream_count = 1;
  const at::Tensor late = at::zeros_like(pictures),
                   large = at::randn({8192, 8192}, pictures.options().dtype(at::kFloat));
  const View input(late);
  c10::cuda::device_synchronize();
  for (int round = 0; round < 3; ++round) {
    Tensor logits;
    {
      const c10::cuda::CUDAStreamGuard guard(stream);
      late.zero_();
      for (int i = 0; i < 20; ++i) at::mm(large, large);
      late.copy_(pictures);
      logits = std::move(model.forward(Call(&raw), input.view(), false, 0)[0]);
    }
    const bool queued = cudaStreamQuery(stream) == cudaErrorNotReady;
    if (round > 0) EXPECT_TRUE(queued) << "forward waited for the stream";
    at::Tensor found;
    {
      const c10::cuda::CUDAStreamGuard guard(stream);
      found = on_cpu(logits.get());
    }
    EXPECT_LT(difference(found, expected), 1e-6);
    if (round == 2)
      row("forward returns before the named stream is done, and its logits are right", queued ? "yes" : "no");
  }
}

TEST_F(OnGpu, TensorsAreSharedThroughTheAbi) {
  const at::Tensor t = at::arange(24, at::TensorOptions().device(at::kCUDA).dtype(at::kFloat)).view({2, 3, 4});
  const Tensor given = give(t.permute({2, 0, 1}));
  EXPECT_EQ(given.get().device.type, ATELIER_DEVICE_CUDA);
  EXPECT_EQ(given.get().data, t.data_ptr());
  const at::Tensor back = borrow(given.get());
  EXPECT_EQ(back.data_ptr(), t.data_ptr());
  EXPECT_TRUE(back.equal(t.permute({2, 0, 1})));
  EXPECT_EQ(device_of(given.get()), t.device());
}

TEST_F(OnGpu, ADropoutMaskFollowsTheSeed) {
  const Part part = network(bench_, "cuda", {{"dropout", true}, {"aux", false}});
  const ModelRef model(part.object());
  const Batch batch(2, 26);
  const auto logits = [&](uint64_t seed) {
    return on_cpu(model.forward(bench_.call(), batch.pictures, true, seed)[0].get());
  };
  const at::Tensor one = logits(1), other = logits(2), again = logits(1);
  EXPECT_LT(difference(again, one), 1e-3);
  EXPECT_GT(difference(other, one), 1e-2);
}

TEST_F(OnGpu, AFullGpuIsToldAsThatAndWorkGoesOn) {
  const Part part = network(bench_, "cuda");
  const ModelRef model(part.object());
  const Batch small(2, 27), large(8, 27, 1024);
  model.forward(bench_.call(), small.pictures, true, 0);
  size_t free = 0, all = 0;
  ASSERT_EQ(cudaMemGetInfo(&free, &all), cudaSuccess);
  {
    const auto keep = static_cast<int64_t>(size_t{1} << 30);
    const at::Tensor taken =
        at::empty({static_cast<int64_t>(free) - keep}, at::TensorOptions().device(at::kCUDA).dtype(at::kByte));
    const std::string why =
        test::failure(bench_, ATELIER_E_INVALID, [&] { model.forward(bench_.call(), large.pictures, true, 0); });
    row("a batch that is too large", why);
    EXPECT_TRUE(test::contains(why, "what the GPU has free")) << why;
  }
  model.forward(bench_.call(), large.pictures, true, 0);
}

}  // namespace
}  // namespace atelier::torch_models
