// deeplabv3.resnet50 out of its plugin file, for the Python scripts beside this: tensors come and go as raw files.
//
//   interop_driver forward N H W PICTURES LOGITS FILE [OPTION=VALUE…]
//   interop_driver resave FILE [OPTION=VALUE…]
//   interop_driver train N H W STEPS PICTURES LABELS FILE [OPTION=VALUE…]
//
// PICTURES: float32 [N,3,H,W], normalised already; for train [STEPS,N,3,H,W], with LABELS uint8 [STEPS,N,H,W]. LOGITS
// gets float32 [N,classes,H,W] of each output, one after the other, in evaluation mode and then in training mode. FILE
// gets the weights, of `forward` those before the training mode, of `train` those after the last step; `train` prints
// the loss of each step. The options are the model's: weights=FILE classes=21 aux=true; those
// that begin with `adam.` are the optimizer's. Float32, no dropout.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "atelier/cpp/loss.hpp"
#include "atelier/cpp/model.hpp"
#include "atelier/cpp/optimizer.hpp"
#include "atelier/testing.hpp"
#include "plugin_file.hpp"

namespace {

using atelier::Tensor;
using atelier::testing::Bench;
using Words = std::vector<std::string>;

atelier::testing::Value value_of(const std::string& word) {
  if (word == "true" || word == "false") return word == "true";
  if (word.find_first_not_of("0123456789") == std::string::npos) return static_cast<int64_t>(std::stoll(word));
  if (word.find_first_not_of("0123456789.e-") == std::string::npos) return std::stod(word);
  return word;
}

// Those of the words that begin with the prefix, without it.
Bench::Options options_of(const Words& words, const std::string& prefix) {
  Bench::Options out;
  for (const std::string& word : words) {
    const size_t equals = word.find('='), dot = word.substr(0, equals).find('.');
    if (equals == std::string::npos) throw std::runtime_error("not NAME=VALUE: " + word);
    const std::string name = word.substr(0, equals);
    const std::string before = dot == std::string::npos ? "" : name.substr(0, dot + 1);
    if (before == prefix) out.emplace_back(name.substr(before.size()), value_of(word.substr(equals + 1)));
  }
  return out;
}

void read_into(const std::string& file, int64_t offset, Tensor& out) {
  std::ifstream in(file, std::ios::binary);
  in.seekg(offset);
  if (!in.read(static_cast<char*>(out.get().data), static_cast<std::streamsize>(out.bytes())))
    throw std::runtime_error(file + " is too short");
}

// Row-major, whatever the strides.
void append(std::vector<float>& out, const atelier_tensor& t) {
  for (int64_t n = 0; n < t.shape[0]; ++n)
    for (int64_t c = 0; c < t.shape[1]; ++c)
      for (int64_t y = 0; y < t.shape[2]; ++y)
        for (int64_t x = 0; x < t.shape[3]; ++x)
          out.push_back(static_cast<const float*>(
              t.data)[n * t.strides[0] + c * t.strides[1] + y * t.strides[2] + x * t.strides[3]]);
}

class Network {
 public:
  Network(Bench& bench, const Words& options)
      : bench_(bench), part_(make("deeplabv3.resnet50", model_options(options))) {}
  const atelier::ModelRef& operator*() const { return model_; }
  const atelier::ModelRef* operator->() const { return &model_; }
  atelier::Call call() { return bench_.call(); }
  atelier::testing::Part make(const std::string& id, const Bench::Options& options) {
    return bench_.make(test::component("torch_models", id), options);
  }
  std::vector<atelier_parameter> trainable() {
    std::vector<atelier_parameter> out = model_.parameters(call());
    out.erase(std::remove_if(out.begin(), out.end(), [](const auto& p) { return p.trainable == 0; }), out.end());
    return out;
  }

 private:
  static Bench::Options model_options(const Words& words) {
    Bench::Options out = options_of(words, "");
    out.emplace_back("precision", "float32");
    out.emplace_back("dropout", false);
    return out;
  }

  Bench& bench_;
  atelier::testing::Part part_;
  atelier::ModelRef model_{part_.object()};
};

std::vector<Tensor> forward(Network& net, const Tensor& pictures, bool training, uint64_t outputs) {
  auto in = atelier::blank<atelier_forward_input>();
  in.training = training ? 1 : 0;
  in.pictures = &pictures.get();
  in.normalised = 1;
  return net->forward(net.call(), in, outputs);
}

void write_logits(Bench& bench, const Words& words) {
  const int64_t n = std::stoll(words[0]), h = std::stoll(words[1]), w = std::stoll(words[2]);
  Network net(bench, {words.begin() + 6, words.end()});
  Tensor pictures = Tensor::make<float>({n, 3, h, w});
  read_into(words[3], 0, pictures);
  net->save(net.call(), words[5]);
  std::vector<float> all;
  for (const bool training : {false, true})
    for (const Tensor& logits : forward(net, pictures, training, net->describe(net.call()).output_count))
      append(all, logits.get());
  std::ofstream out(words[4], std::ios::binary);
  out.write(reinterpret_cast<const char*>(all.data()), static_cast<std::streamsize>(all.size() * sizeof(float)));
  if (!out.flush()) throw std::runtime_error("cannot write " + words[4]);
}

void resave(Bench& bench, const Words& words) {
  Network net(bench, {words.begin() + 1, words.end()});
  net->save(net.call(), words[0]);
}

// Through the interfaces that the trainer takes: before the resizing where model and loss both offer that.
double step(Network& net, const atelier::LossRef& loss, const Tensor& pictures, const Tensor& labels) {
  auto in = atelier::blank<atelier_forward_input>();
  in.training = 1;
  in.pictures = &pictures.get();
  in.normalised = 1;
  const bool coarse = net->has_coarse() && loss.has_coarse();
  net->zero_gradients(net.call());
  std::vector<Tensor> logits = coarse ? net->forward_coarse(net.call(), in, 1) : net->forward(net.call(), in, 1);
  const atelier::LossValue value = coarse ? loss.compute_coarse(net.call(), logits[0], labels, true)
                                          : loss.compute(net.call(), logits[0], labels, true);
  logits.clear();
  const atelier_tensor* gradients[] = {&value.gradient.get()};
  net->backward(net.call(), {gradients, 1});
  return value.value;
}

void train(Bench& bench, const Words& words) {
  const int64_t n = std::stoll(words[0]), h = std::stoll(words[1]), w = std::stoll(words[2]);
  const Words options(words.begin() + 7, words.end());
  Network net(bench, options);
  const auto cross_entropy = net.make("loss.cross_entropy", {});
  const auto adam = net.make("optimizer.adam", options_of(options, "adam."));
  const atelier::LossRef loss(cross_entropy.object());
  const atelier::OptimizerRef optimizer(adam.object());
  const std::vector<atelier_str> names(net->describe(net.call()).classes, atelier_str ATELIER_STR("thing"));
  loss.setup(net.call(), names, 255);
  optimizer.setup(net.call(), net.trainable());
  Tensor pictures = Tensor::make<float>({n, 3, h, w}), labels = Tensor::make<uint8_t>({n, h, w});
  for (int64_t i = 0; i < std::stoll(words[3]); ++i) {
    read_into(words[4], i * static_cast<int64_t>(pictures.bytes()), pictures);
    read_into(words[5], i * static_cast<int64_t>(labels.bytes()), labels);
    std::printf("%.9g\n", step(net, loss, pictures, labels));
    optimizer.step(net.call(), net.trainable(), 1);
  }
  net->save(net.call(), words[6]);
}

}  // namespace

int main(int count, char** values) {
  const std::string verb = count > 1 ? values[1] : "";
  const Words words(values + std::min(count, 2), values + count);
  Bench bench(2);
  try {
    if (verb == "forward" && words.size() >= 6)
      write_logits(bench, words);
    else if (verb == "resave" && !words.empty())
      resave(bench, words);
    else if (verb == "train" && words.size() >= 7)
      train(bench, words);
    else
      throw std::runtime_error("its arguments stand in interop_driver.cpp");
  } catch (const atelier::Reported&) {
    std::fprintf(stderr, "interop_driver: %s\n", bench.error().c_str());
    return 1;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "interop_driver: %s\n", e.what());
    return 1;
  }
}
