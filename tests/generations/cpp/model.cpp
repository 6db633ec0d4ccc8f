// Logits that are one parameter, everywhere.
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/model.hpp>

#include "../generation.h"

class OneNumber : public atelier::Model, public atelier::CoarseModel, public atelier::ModelSettings {
 public:
  static constexpr atelier::Component kComponent{"small.model", 1, "One number."};
  OneNumber() : value_(atelier::Tensor::make<float>({1})), gradient_(atelier::Tensor::make<float>({1})) {
    *value_.data<float>() = *gradient_.data<float>() = 0;
  }
  atelier_model_info describe(const atelier::Call&) override {
    static constexpr atelier_str kOutputs[] = {ATELIER_STR("out")};
    auto info = atelier::blank<atelier_model_info>();
    SAY(atelier_model_info, info);
    info.classes = 2;
    info.output_names = kOutputs;
    info.output_count = 1;
    info.trainable_values = 1;
    info.weights_suffix = ATELIER_STR(".txt");
    return info;
  }
  std::vector<atelier::Tensor> forward(const atelier::Call& call, const atelier_forward_input& in,
                                       uint64_t output_count) override {
    SAW(call, atelier_forward_input, in);
    const int64_t* shape = in.pictures->shape;
    std::vector<atelier::Tensor> logits;
    for (uint64_t i = 0; i < output_count; ++i)
      logits.push_back(atelier::Tensor::make<float>({shape[0], 2, shape[1], shape[2]}));
    std::fill_n(logits[0].data<float>(), atelier::element_count(logits[0]), *value_.data<float>());
    return logits;
  }
  std::vector<atelier::Tensor> forward_coarse(const atelier::Call& call, const atelier_forward_input& in,
                                              uint64_t) override {
    SAW(call, atelier_forward_input, in);
    std::vector<atelier::Tensor> logits;
    logits.push_back(atelier::Tensor::make<float>({in.pictures->shape[0], 2, 2, 3}));
    std::fill_n(logits[0].data<float>(), 12, *value_.data<float>());
    return logits;
  }
  atelier::Settings settings(const atelier::Call&) override { return {{"classes", "2"}}; }
  void backward(const atelier::Call&, atelier::span<const atelier_tensor* const> gradients) override {
    const float* g = atelier::data_of<float>(*gradients[0]);
    for (int64_t i = 0; i < atelier::element_count(*gradients[0]); ++i) *gradient_.data<float>() += g[i];
  }
  void zero_gradients(const atelier::Call&) override { *gradient_.data<float>() = 0; }
  void parameters(const atelier::Call&, const Take& take) override {
    auto parameter = atelier::blank<atelier_parameter>();
    SAY(atelier_parameter, parameter);
    parameter.trainable = 1;
    parameter.name = ATELIER_STR("value");
    parameter.value = &value_.get();
    parameter.gradient = &gradient_.get();
    take(parameter);
  }
  atelier::Prediction predict(const atelier::Call& call, const atelier_predict_input& in) override {
    SAW(call, atelier_predict_input, in);
    auto labels = atelier::Tensor::make<uint8_t>({in.pictures->shape[0], in.height, in.width});
    std::memset(labels.get().data, 0, labels.bytes());
    return {std::move(labels), {}};
  }
  void save(const atelier::Call&, const std::filesystem::path& path) override {
    atelier::write_file(path, atelier::text(*value_.data<float>(), "\n"));
  }
  void load(const atelier::Call&, const std::filesystem::path& path) override {
    *value_.data<float>() = std::stof(atelier::read_file(path));
  }

 private:
  atelier::Tensor value_, gradient_;
};
ATELIER_PLUGIN("small.cpp.model", "1.0.0", OneNumber)
