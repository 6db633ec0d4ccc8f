// How long a training step or a prediction takes, through the interfaces of a plugin that offers deeplabv3.resnet50,
// loss.cross_entropy and optimizer.adam.
//
// bench_train --plugin FILE [--mode train|predict|probe] [--size 256] [--batch 8] [--classes 81] [--steps 10]
//     [--warmup 3] [--precision auto|float32|bfloat16|default] [--device cpu|cuda|cuda:N|auto] [--threads N]
//     [--coarse 0|1] [--dropout 0|1]
// Prints one JSON object: the median, least and greatest milliseconds a picture, and the peak of resident memory.
// `probe` says what the processor does in loops of registers alone, GFLOP/s: a busy machine shows there.
#include <dlfcn.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "atelier/cpp/loss.hpp"
#include "atelier/cpp/model.hpp"
#include "atelier/cpp/optimizer.hpp"
#include "atelier/cpp/random.hpp"
#include "atelier/testing.hpp"
#include "probe.hpp"

namespace {

using atelier::Tensor;
using atelier::testing::Bench;

struct Arguments {
  std::string plugin, mode = "train", precision = "default", device = "cpu";
  int64_t size = 256, batch = 8, classes = 81, steps = 10, warmup = 3, threads = 2;
  bool coarse = true, dropout = true;
};

[[noreturn]] void usage(const std::string& why) {
  std::fprintf(stderr, "bench_train: %s; its arguments stand in bench_train.cpp\n", why.c_str());
  std::exit(2);
}

Arguments parsed(int count, char** values) {
  Arguments out;
  out.threads = static_cast<int64_t>(std::thread::hardware_concurrency());
  const std::map<std::string, std::string*> texts = {
      {"--plugin", &out.plugin}, {"--mode", &out.mode}, {"--precision", &out.precision}, {"--device", &out.device}};
  const std::map<std::string, int64_t*> numbers = {{"--size", &out.size},       {"--batch", &out.batch},
                                                   {"--classes", &out.classes}, {"--steps", &out.steps},
                                                   {"--warmup", &out.warmup},   {"--threads", &out.threads}};
  const std::map<std::string, bool*> switches = {{"--coarse", &out.coarse}, {"--dropout", &out.dropout}};
  for (int i = 1; i < count; i += 2) {
    const std::string name = values[i];
    if (i + 1 == count) usage(name + " needs a value");
    if (texts.count(name))
      *texts.at(name) = values[i + 1];
    else if (numbers.count(name))
      *numbers.at(name) = std::atoll(values[i + 1]);
    else if (switches.count(name))
      *switches.at(name) = std::string_view(values[i + 1]) == "1";
    else
      usage("there is no " + name);
  }
  if (out.mode != "probe" && out.plugin.empty()) usage("--plugin is needed");
  if (out.steps < 1 || out.threads < 1) usage("--steps and --threads must be at least 1");
  return out;
}

const atelier_plugin& plugin_of(const std::string& file) {
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) usage(dlerror());
  const auto entry = reinterpret_cast<decltype(&atelier_plugin_entry)>(dlsym(library, "atelier_plugin_entry"));
  if (!entry) usage(file + " is no plugin");
  return *entry(nullptr);
}

const atelier_component& component(const atelier_plugin& plugin, std::string_view id) {
  for (uint64_t i = 0; i < plugin.component_count; ++i)
    if (atelier::view(plugin.components[i]->id) == id) return *plugin.components[i];
  usage("the plugin has no " + std::string(id));
}

// Smooth rectangles of classes on noise: what counts is that every pixel has a class and labels lie together.
struct Data {
  Tensor pictures, labels;
  explicit Data(const Arguments& a)
      : pictures(Tensor::make<uint8_t>({a.batch, a.size, a.size, 3})),
        labels(Tensor::make<uint8_t>({a.batch, a.size, a.size})) {
    atelier::Random random(7);
    for (int64_t i = 0; i < a.batch * a.size * a.size * 3; ++i)
      pictures.data<uint8_t>()[i] = static_cast<uint8_t>(random.below(256));
    const int64_t cell = std::max<int64_t>(a.size / 8, 1);
    const auto kinds = static_cast<uint64_t>(std::min<int64_t>(a.classes, 255));
    std::vector<uint8_t> cells(static_cast<size_t>(a.batch) * 16 * 16);
    for (uint8_t& c : cells) c = static_cast<uint8_t>(random.below(kinds));
    for (int64_t n = 0; n < a.batch; ++n)
      for (int64_t y = 0; y < a.size; ++y)
        for (int64_t x = 0; x < a.size; ++x)
          labels.data<uint8_t>()[(n * a.size + y) * a.size + x] =
              cells[static_cast<size_t>((n * 16 + y / cell) * 16 + x / cell)];
  }
};

class Steps {
 public:
  Steps(const Arguments& a, Bench& bench, const atelier_plugin& plugin)
      : a_(a),
        bench_(bench),
        data_(a),
        model_part_(bench.make(component(plugin, "deeplabv3.resnet50"), model_options(a))),
        loss_part_(bench.make(component(plugin, "loss.cross_entropy"))),
        adam_part_(bench.make(component(plugin, "optimizer.adam"), {{"lr", 1e-4}})),
        model_(model_part_.object()),
        loss_(loss_part_.object()),
        adam_(adam_part_.object()) {
    const std::vector<atelier_str> names(static_cast<size_t>(a.classes), atelier_str ATELIER_STR("thing"));
    loss_.setup(bench.call(), names, 255);
    if (a.mode == "train") adam_.setup(bench.call(), trainable());
  }

  // The loss, or the share of the pixels that are of the first class.
  double operator()() { return a_.mode == "train" ? train() : predict(); }

 private:
  static Bench::Options model_options(const Arguments& a) {
    Bench::Options options = {
        {"classes", a.classes}, {"aux", false}, {"seed", 1}, {"dropout", a.dropout}, {"device", a.device}};
    if (a.precision != "default") options.push_back({"precision", a.precision});
    return options;
  }

  std::vector<atelier_parameter> trainable() {
    std::vector<atelier_parameter> out = model_.parameters(bench_.call());
    out.erase(std::remove_if(out.begin(), out.end(), [](const auto& p) { return p.trainable == 0; }), out.end());
    return out;
  }

  double train() {
    const bool coarse = a_.coarse && model_.has_coarse() && loss_.has_coarse();
    auto in = atelier::blank<atelier_forward_input>();
    in.training = 1;
    in.seed = ++step_;
    in.pictures = &data_.pictures.get();
    model_.zero_gradients(bench_.call());
    std::vector<Tensor> logits =
        coarse ? model_.forward_coarse(bench_.call(), in, 1) : model_.forward(bench_.call(), in, 1);
    atelier::LossValue loss = coarse ? loss_.compute_coarse(bench_.call(), logits[0], data_.labels, true)
                                     : loss_.compute(bench_.call(), logits[0], data_.labels, true);
    logits.clear();
    const atelier_tensor* gradients[] = {&loss.gradient.get()};
    model_.backward(bench_.call(), {gradients, 1});
    adam_.step(bench_.call(), trainable(), 1);
    return loss.value;
  }

  double predict() {
    const atelier::Prediction made = model_.predict(bench_.call(), data_.pictures);
    const auto* labels = made.labels.data<uint8_t>();
    return static_cast<double>(std::count(labels, labels + made.labels.bytes(), 0)) /
           static_cast<double>(made.labels.bytes());
  }

  const Arguments& a_;
  Bench& bench_;
  Data data_;
  atelier::testing::Part model_part_, loss_part_, adam_part_;
  atelier::ModelRef model_;
  atelier::LossRef loss_;
  atelier::OptimizerRef adam_;
  uint64_t step_ = 0;
};

void measure(const Arguments& a, Bench& bench) {
  const atelier_plugin& plugin = plugin_of(a.plugin);
  Steps steps(a, bench, plugin);
  std::vector<double> times, values;
  for (int64_t i = 0; i < a.warmup + a.steps; ++i) {
    const auto start = std::chrono::steady_clock::now();
    values.push_back(steps());
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
    if (i >= a.warmup) times.push_back(taken.count() / static_cast<double>(a.batch));
  }
  std::sort(times.begin(), times.end());
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf(
      "{\"mode\": \"%s\", \"size\": %lld, \"batch\": %lld, \"classes\": %lld, \"precision\": \"%s\", "
      "\"device\": \"%s\", "
      "\"ms_per_picture\": %.3f, \"least\": %.3f, \"greatest\": %.3f, \"peak_rss_mib\": %.0f, \"first\": %.9g, "
      "\"last\": %.9g}\n",
      a.mode.c_str(), static_cast<long long>(a.size), static_cast<long long>(a.batch),
      static_cast<long long>(a.classes), a.precision.c_str(), a.device.c_str(), times[times.size() / 2], times.front(),
      times.back(), static_cast<double>(usage.ru_maxrss) / 1024, values.front(), values.back());
}

}  // namespace

int main(int count, char** values) {
  const Arguments a = parsed(count, values);
  Bench bench(static_cast<unsigned>(a.threads));
  try {
    if (a.mode == "probe")
      std::printf("{\"float32_gflops\": %.0f, \"bfloat16_gflops\": %.0f}\n",
                  bench_train::float32_gflops(static_cast<int>(a.threads)),
                  bench_train::bfloat16_gflops(static_cast<int>(a.threads)));
    else if (a.mode == "train" || a.mode == "predict")
      measure(a, bench);
    else
      usage("--mode is train, predict or probe");
  } catch (const atelier::Reported&) {
    std::fprintf(stderr, "bench_train: %s\n", bench.error().c_str());
    return 1;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench_train: %s\n", e.what());
    return 1;
  }
}
