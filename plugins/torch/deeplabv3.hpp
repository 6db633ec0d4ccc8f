// deeplabv3.resnet50: the network as a component of kind model.
//
// Pictures are uint8 [N,H,W,3] RGB, scaled and normalised here with ImageNet's mean and deviation, or float32 [N,3,H,W]
// taken as they are; at least 8 pixels a side. One call at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "atelier/cpp/model.hpp"
#include "deeplabv3_network.hpp"
#include "dlpack.hpp"

namespace atelier::libtorch {

class DeepLabV3ResNet50 : public Model {
 public:
  static constexpr Component kComponent{
      .id = "deeplabv3.resnet50",
      .revision = 1,
      .summary = "DeepLabV3 with a ResNet-50 backbone, layer for layer as in torchvision."};
  static constexpr atelier_str kPrecisions[] = {ATELIER_STR("float32"), ATELIER_STR("bfloat16")};
  static constexpr Param kParams[] = {
      param::integer("classes").at_least(2).at_most(65535).about("Channels of the logits, background included."),
      param::boolean("aux").by_default("true").about("Have the auxiliary head on layer 3, the second output."),
      param::path_in("weights").by_default("''").about("Weights to start from, .safetensors; empty: random."),
      param::integer("seed").by_default("'@run.seed'").about("Of the random weights."),
      param::string("device").by_default("'@run.device'").about("auto, cpu, cuda or cuda:N."),
      param::choice("precision", kPrecisions)
          .by_default("'float32'")
          .about("Of the convolutions; bfloat16 is faster on a GPU or a CPU with AVX512-BF16 or AMX, and slower on "
                 "others."),
      param::boolean("channels_last")
          .by_default("true")
          .about("Keep features as [N,H,W,C] in memory, which is faster."),
      param::boolean("dropout").by_default("true").about(
          "Drop features in training: 0.5 in the main head, 0.1 in aux."),
  };

  explicit DeepLabV3ResNet50(const Params& params);

  atelier_model_info describe(const Call& call) override;
  std::vector<Tensor> forward(const Call& call, const atelier_forward& in) override;
  void backward(const Call& call, span<const atelier_tensor* const> gradients) override;
  void zero_gradients(const Call& call) override;
  void parameters(const Call& call, const Take& take) override;
  Tensor predict(const Call& call, const atelier_tensor& pictures, uint32_t height, uint32_t width) override;
  void save(const Call& call, const std::filesystem::path& path) override;
  void load(const Call& call, const std::filesystem::path& path) override;

 private:
  // The network, allocated at its first use: making the part must stay cheap.
  DeepLabV3Network& structure(const Call& call);
  // The same with its starting weights in place.
  DeepLabV3Network& ready(const Call& call);
  void load_into(DeepLabV3Network& network, const std::filesystem::path& path) const;

  at::Tensor normalised(const atelier_tensor& pictures) const;
  Pass pass(bool training, uint64_t seed) const;
  void refresh_gradient_views();

  struct ParameterView {
    std::unique_ptr<View> value;
    std::unique_ptr<View> gradient;
  };

  DeepLabV3Network::Options options_;
  std::filesystem::path weights_;
  uint64_t seed_;
  std::string device_;
  at::ScalarType compute_;
  bool channels_last_;
  bool dropout_;

  std::unique_ptr<DeepLabV3Network> network_;
  bool has_values_ = false;
  std::vector<at::Tensor> outputs_;  // of the last training forward, until its backward
  std::vector<ParameterView> views_;
  bool gradients_changed_ = true;
};

}  // namespace atelier::libtorch
