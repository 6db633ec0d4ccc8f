// deeplabv3.resnet50: the network as a component of kind model.
//
// Pictures are [N,H,W,C], scaled to 0..1 (uint8, uint16; float32 as it is) and normalised here with a mean and a
// deviation for each channel, ImageNet's by default; or float32 [N,C,H,W] that the call says is normalised already. At
// least 8 pixels a side. One call at a time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "atelier/cpp/model.hpp"
#include "deeplabv3_network.hpp"
#include "dlpack.hpp"

namespace atelier::torch_models {

class DeepLabV3ResNet50 : public Model {
 public:
  static constexpr Component kComponent{
      .id = "deeplabv3.resnet50",
      .revision = 1,
      .summary = "DeepLabV3 with a ResNet-50 backbone, layer for layer as in torchvision."};
  enum class Precision { kFloat32, kBfloat16 };
  static constexpr atelier_str kPrecisions[] = {ATELIER_STR("float32"), ATELIER_STR("bfloat16")};
  struct Options {
    Option<int64_t> classes{
        option("classes", "Channels of the logits, background included.").at_least(2).at_most(65535)};
    Option<bool> aux{option("aux", "Have the auxiliary head on layer 3, the second output.").by_default("true")};
    Option<std::filesystem::path> weights{
        option("weights", "Weights to start from, .safetensors; empty: random.").by_default("''")};
    Option<int64_t> seed{option("seed", "Of the random weights.").by_default("'@run.seed'")};
    Option<std::string> device{option("device", "auto, cpu, cuda or cuda:N.").by_default("'@run.device'")};
    Option<Precision> precision{option("precision",
                                       "Of the convolutions; bfloat16 is faster on a GPU or a CPU with AVX512-BF16 or "
                                       "AMX, and slower on others.")
                                    .one_of(kPrecisions)
                                    .by_default("'float32'")};
    Option<bool> channels_last{
        option("channels_last", "Keep features as [N,H,W,C] in memory, which is faster.").by_default("true")};
    Option<bool> dropout{
        option("dropout", "Drop features in training: 0.5 in the main head, 0.1 in aux.").by_default("true")};
    Option<int64_t> channels{option("channels", "Of the pictures.").by_default("3").at_least(1).at_most(65535)};
    Option<std::vector<double>> mean{
        option("mean", "Of each channel, in 0 to 1 of its range; empty: ImageNet's, or their mean for each.")
            .optional()};
    Option<std::vector<double>> deviation{
        option("std", "Standard deviation of each channel, as mean; empty: ImageNet's, or their mean for each.")
            .optional()
            .above(0)};
  };
  explicit DeepLabV3ResNet50(const Options& options);

  atelier_model_info describe(const Call& call) override;
  std::vector<Tensor> forward(const Call& call, const atelier_forward_input& in, uint64_t output_count) override;
  void backward(const Call& call, span<const atelier_tensor* const> gradients) override;
  void zero_gradients(const Call& call) override;
  void parameters(const Call& call, const Take& take) override;
  Prediction predict(const Call& call, const atelier_predict_input& in) override;
  void save(const Call& call, const std::filesystem::path& path) override;
  void load(const Call& call, const std::filesystem::path& path) override;

 private:
  struct PictureSize {
    int64_t height;
    int64_t width;
  };
  struct ParameterView {
    std::unique_ptr<View> value;
    std::unique_ptr<View> gradient;
  };

  // Runs body(order) where the network lies, with LibTorch's failures translated.
  template <class Body>
  decltype(auto) on_device(const Call& call, Body body);
  // The network, allocated at its first use: making the part must stay cheap.
  DeepLabV3Network& structure();
  // The same with its starting weights in place.
  DeepLabV3Network& ready();
  void load_into(DeepLabV3Network& network, const std::filesystem::path& path) const;

  PictureSize checked_size(const atelier_tensor& pictures, bool normalised) const;
  at::Tensor network_input(const atelier_tensor& pictures, bool normalised) const;
  Pass pass(bool training, uint64_t seed) const;
  void refresh_gradient_views();

  Options options_;
  std::vector<float> mean_;
  std::vector<float> deviation_;

  std::unique_ptr<DeepLabV3Network> network_;
  bool has_values_ = false;
  std::vector<at::Tensor> outputs_;  // of the last training forward, until its backward
  std::vector<ParameterView> views_;
  bool gradients_changed_ = true;
};

}  // namespace atelier::torch_models
