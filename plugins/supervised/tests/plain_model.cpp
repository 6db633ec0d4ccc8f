#include "plain_model.hpp"

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <cstring>

namespace plain {

using atelier::Call;
using atelier::Tensor;

Asked asked;

namespace {

// [N,H*W,4]
std::vector<float> colours_of(const atelier_tensor& pictures) {
  const auto* rgb = atelier::data_of<const uint8_t>(pictures);
  const size_t pixels = static_cast<size_t>(atelier::element_count(pictures) / 3);
  std::vector<float> out(pixels * 4, 1.0f);
  for (size_t i = 0; i < pixels; ++i)
    for (size_t k = 0; k < 3; ++k) out[i * 4 + k] = static_cast<float>(rgb[i * 3 + k]) / 127.5f - 1;
  return out;
}

}  // namespace

LinearModel::LinearModel(const Options& options) : options_(options), classes_(options.classes) {
  heads_.push_back({"out", "out.weight", {}, {}});
  if (options.aux) heads_.push_back({"aux", "aux.weight", {}, {}});
  for (Head& head : heads_) {
    head.weight = Tensor::make<float>({classes_, 4});
    head.gradient = Tensor::make<float>({classes_, 4});
    std::fill_n(head.weight.data<float>(), classes_ * 4, 0.0f);
    names_.push_back(atelier::c_str(head.name));
  }
}

atelier_model_info LinearModel::describe(const Call&) {
  auto info = atelier::blank<atelier_model_info>();
  info.classes = static_cast<uint32_t>(classes_);
  info.output_names = names_.data();
  info.output_count = names_.size();
  info.trainable_values = heads_.size() * static_cast<uint64_t>(classes_) * 4;
  info.channels = options_.channels;
  info.weights_suffix = atelier::c_str(*options_.suffix);
  return info;
}

Tensor LinearModel::logits(const Head& head, const atelier_tensor& pictures) const {
  const int64_t n = pictures.shape[0], h = pictures.shape[1], w = pictures.shape[2], area = h * w;
  const std::vector<float> colours = colours_of(pictures);
  Tensor out = Tensor::make<float>({n, classes_, h, w});
  const float* weight = head.weight.data<float>();
  for (int64_t i = 0; i < n; ++i)
    for (int64_t c = 0; c < classes_; ++c)
      for (int64_t p = 0; p < area; ++p) {
        float sum = 0;
        for (int64_t k = 0; k < 4; ++k) sum += weight[c * 4 + k] * colours[static_cast<size_t>((i * area + p) * 4 + k)];
        out.data<float>()[(i * classes_ + c) * area + p] = sum;
      }
  return out;
}

std::vector<Tensor> LinearModel::forward(const Call&, const atelier_forward_input& in, uint64_t output_count) {
  asked.seeds.push_back(in.seed);
  asked.output_counts.push_back(output_count);
  asked.batch_sizes.push_back(in.pictures->shape[0]);
  if (in.training) colours_ = colours_of(*in.pictures);
  std::vector<Tensor> out;
  for (size_t i = 0; i < output_count && i < heads_.size(); ++i) out.push_back(logits(heads_[i], *in.pictures));
  return out;
}

void LinearModel::backward(const Call&, atelier::span<const atelier_tensor* const> gradients) {
  for (size_t i = 0; i < gradients.size(); ++i) {
    if (!gradients[i]) continue;
    heads_[i].used = true;
    const atelier_tensor& g = *gradients[i];
    const int64_t area = g.shape[2] * g.shape[3];
    const float* at = atelier::data_of<const float>(g);
    float* sum = heads_[i].gradient.data<float>();
    for (int64_t n = 0; n < g.shape[0]; ++n)
      for (int64_t c = 0; c < classes_; ++c)
        for (int64_t p = 0; p < area; ++p)
          for (int64_t k = 0; k < 4; ++k)
            sum[c * 4 + k] += at[(n * classes_ + c) * area + p] * colours_[static_cast<size_t>((n * area + p) * 4 + k)];
  }
}

void LinearModel::zero_gradients(const Call&) {
  for (Head& head : heads_) {
    head.used = false;
    std::fill_n(head.gradient.data<float>(), classes_ * 4, 0.0f);
  }
}

void LinearModel::parameters(const Call&, const Take& take) {
  for (const Head& head : heads_) {
    auto parameter = atelier::blank<atelier_parameter>();
    parameter.trainable = 1;
    parameter.name = atelier::c_str(head.parameter);
    parameter.value = &head.weight.get();
    parameter.gradient = head.used ? &head.gradient.get() : nullptr;
    take(parameter);
  }
}

atelier::Prediction LinearModel::predict(const Call&, const atelier_predict_input& in) {
  const atelier_tensor& pictures = *in.pictures;
  const Tensor scores = logits(heads_[0], pictures);
  const int64_t n = pictures.shape[0], h = pictures.shape[1], w = pictures.shape[2], area = h * w;
  Tensor out = Tensor::make<uint8_t>({n, h, w});
  for (int64_t i = 0; i < n; ++i)
    for (int64_t p = 0; p < area; ++p) {
      int64_t best = 0;
      const auto at = [&](int64_t c) { return scores.data<float>()[(i * classes_ + c) * area + p]; };
      for (int64_t c = 1; c < classes_; ++c)
        if (at(c) > at(best)) best = c;
      out.data<uint8_t>()[i * area + p] = static_cast<uint8_t>(best);
    }
  return {std::move(out), {}};
}

void LinearModel::save(const Call&, const std::filesystem::path& path) {
  std::string bytes;
  for (const Head& head : heads_) bytes.append(static_cast<const char*>(head.weight.get().data), head.weight.bytes());
  atelier::write_file(path, bytes);
}

void LinearModel::load(const Call&, const std::filesystem::path& path) {
  const std::string bytes = atelier::read_file(path);
  size_t at = 0;
  for (Head& head : heads_) {
    if (at + head.weight.bytes() > bytes.size())
      throw atelier::Error(ATELIER_E_DATA, atelier::text(path.string(), " is too short"));
    std::memcpy(head.weight.get().data, bytes.data() + at, head.weight.bytes());
    at += head.weight.bytes();
  }
}

}  // namespace plain
