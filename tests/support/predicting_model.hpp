// For tests of what uses a model to predict: all that a model must have besides, which does nothing.
#pragma once

#include <atelier/cpp/model.hpp>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace test {

class PredictingModel : public atelier::Model {
 public:
  std::vector<atelier::Tensor> forward(const atelier::Call&, const atelier_forward_input&, uint64_t) override {
    return {};
  }
  void backward(const atelier::Call&, atelier::span<const atelier_tensor* const>) override {}
  void zero_gradients(const atelier::Call&) override {}
  void parameters(const atelier::Call&, const Take&) override {}
  void save(const atelier::Call&, const std::filesystem::path&) override {}
  void load(const atelier::Call&, const std::filesystem::path&) override {}

 protected:
  // Of a network with one output; `takes`: ATELIER_TAKES_*.
  static atelier_model_info info(uint32_t classes, uint32_t channels, uint32_t takes) {
    static constexpr atelier_str kName = ATELIER_STR("out");
    auto info = atelier::blank<atelier_model_info>();
    info.classes = classes;
    info.output_names = &kName;
    info.output_count = 1;
    info.takes = takes;
    info.channels = channels;
    return info;
  }
};

}  // namespace test
