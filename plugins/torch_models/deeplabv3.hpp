// deeplabv3.resnet50: the network as a component of kind model.
//
// Pictures are [N,H,W,C], scaled to 0..1 (uint8, uint16; float32 as it is) and normalised here with a mean and a
// deviation for each channel, ImageNet's by default; or float32 [N,C,H,W] that the call says is normalised already. At
// least 8 pixels a side. One call at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "atelier/cpp/model.hpp"
#include "deeplabv3_network.hpp"
#include "dlpack.hpp"
#include "environment.hpp"
#include "memory_need.hpp"
#include "starting_weights.hpp"
#include "training_pass.hpp"

namespace atelier::torch_models {

class DeepLabV3ResNet50 : public Model, public CoarseModel, public ModelSettings, public WithSleepingThreads {
 public:
  static constexpr Component kComponent{
      .id = "deeplabv3.resnet50",
      .revision = 1,
      .summary = "DeepLabV3 with a ResNet-50 backbone, layer for layer as in torchvision."};
  enum class Precision { kAuto, kFloat32, kBfloat16 };
  static constexpr atelier_str kPrecisions[] = {ATELIER_STR("auto"), ATELIER_STR("float32"), ATELIER_STR("bfloat16")};
  static constexpr atelier_str kHeads[] = {ATELIER_STR("file"), ATELIER_STR("fresh"), ATELIER_STR("match")};
  struct Options {
    Option<std::optional<int64_t>> classes{
        option("classes", "Channels of the logits, background included; left out: those of the weights.")
            .at_least(2)
            .at_most(65535)};
    Option<std::optional<bool>> aux{option(
        "aux", "Have the auxiliary head on layer 3, the second output; left out: as the weights have it, or true.")};
    Option<std::filesystem::path> weights{
        option("weights",
               "Weights to start from: .pth, .safetensors or TorchScript, of this network or of a ResNet-50 alone; "
               "empty: random.")
            .of_sort("weights")
            .by_default("''")};
    Option<Head> head{option("head",
                             "The last layers: those of the file, which must fit; fresh ones; or match, the file's "
                             "rows of classes of the same name.")
                          .one_of(kHeads)
                          .by_default("'file'")};
    Option<std::vector<std::string>> class_names{
        option(
            "class_names",
            "Of the network's classes, background first, for head = 'match'; empty: COCO's where classes = 81, VOC's "
            "where 21.")
            .optional()};
    Option<int64_t> seed{option("seed", "Of the random weights.").by_default("'@run.seed'")};
    Option<std::string> device{option("device", "auto, cpu, cuda or cuda:N.").by_default("'@run.device'")};
    Option<Precision> precision{option("precision",
                                       "Of the convolutions; auto: bfloat16 where the processor or the GPU has "
                                       "instructions for it, and what loaded weights were trained with.")
                                    .one_of(kPrecisions)
                                    .by_default("'auto'")};
    Option<bool> channels_last{
        option("channels_last", "Keep features as [N,H,W,C] in memory, which is faster.").by_default("true")};
    Option<bool> dropout{
        option("dropout", "Drop features in training: 0.5 in the main head, 0.1 in aux.").by_default("true")};
    Option<std::optional<int64_t>> channels{
        option("channels", "Of the pictures; left out: as the weights have it, or 3.").at_least(1).at_most(65535)};
    Option<std::vector<double>> mean{
        option("mean", "Of each channel, in 0 to 1 of its range; empty: as the weights tell, or ImageNet's.")
            .optional()
            .at_least(-1e6)
            .at_most(1e6)};
    Option<std::vector<double>> deviation{
        option("std", "Standard deviation of each channel, as mean; empty: as the weights tell, or ImageNet's.")
            .optional()
            .above(0)
            .at_most(1e6)};
  };
  static constexpr Rule kRules[] = {
      rule("there is no such device", "devices are \"auto\", \"cpu\", \"cuda\" and \"cuda:0\", \"cuda:1\", …")
          .must(condition::like("device", {"auto", "cpu", "cuda", "cuda:0", "cuda:1*", "cuda:2*", "cuda:3*", "cuda:4*",
                                           "cuda:5*", "cuda:6*", "cuda:7*", "cuda:8*", "cuda:9*"})),
      rule("nothing says how many classes there are", "give `classes`, background included, or `weights` that tell it")
          .when(condition::not_given("weights"))
          .must(condition::given("classes")),
      rule("`class_names` must name each class, the background first", "give as many names as `classes` says")
          .when(condition::given("class_names"))
          .must(condition::as_long_as("class_names", "classes")),
      rule("`mean` must have a number for each channel", "give as many numbers as `channels` says")
          .when(condition::given("mean"))
          .must(condition::as_long_as("mean", "channels")),
      rule("`std` must have a number for each channel", "give as many numbers as `channels` says")
          .when(condition::given("std"))
          .must(condition::as_long_as("std", "channels")),
      file_rule("weights", "`weights` must be a file, not a folder"),
  };
  explicit DeepLabV3ResNet50(const Options& options);
  // The device, and the file of weights as far as the options say what must be in it.
  static void foresee(const Options& options, const Call& call);

  atelier_model_info describe(const Call& call) override;
  std::vector<Tensor> forward(const Call& call, const atelier_forward_input& in, uint64_t output_count) override;
  std::vector<Tensor> forward_coarse(const Call& call, const atelier_forward_input& in, uint64_t output_count) override;
  void backward(const Call& call, span<const atelier_tensor* const> gradients) override;
  void zero_gradients(const Call& call) override;
  void parameters(const Call& call, const Take& take) override;
  Prediction predict(const Call& call, const atelier_predict_input& in) override;
  void save(const Call& call, const std::filesystem::path& path) override;
  void load(const Call& call, const std::filesystem::path& path) override;
  Settings settings(const Call& call) override;

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
  DeepLabV3Network& ready(const Call& call);
  // Mean and deviation: the options', else the file's, else ImageNet's.
  void take_settings(const FileSettings& file);
  // The options that the weights depend on, with what is in force for them.
  Settings current_settings(const Call& call);

  PictureSize checked_size(const atelier_tensor& pictures, bool normalised) const;
  at::Tensor network_input(const atelier_tensor& pictures, bool normalised);
  // The type of the convolutions, decided and told at its first use.
  at::ScalarType compute_type(const Call& call);
  // Where the choice is the model's, loaded weights make it: what goes on goes on in the same way.
  void follow_precision(const Call& call, const std::string& told);
  ForwardPass pass(const Call& call, bool training, uint64_t seed);
  // Whether the kernels of this plugin are used: on a CPU with features that lie as [N,H,W,C].
  bool own_kernels() const;
  // Of the current weights.
  FoldedWeights& folded_weights();
  // Throws where a batch that is larger than the last cannot fit into memory.
  void expect_batch(const BatchForm& batch);
  double network_need() const;
  std::vector<Tensor> outputs(const Call& call, const atelier_forward_input& in, uint64_t output_count, bool coarse);
  void drop_gradients();
  void refresh_gradient_views();

  Options options_;
  std::optional<StartingWeights> start_;  // until its tensors have been read
  DeepLabV3Network::Architecture architecture_;
  std::vector<float> mean_;
  std::vector<float> deviation_;
  // The same on the network's device, from their first use on: a copy for each batch would wait for all that is queued.
  at::Tensor channel_mean_;
  at::Tensor channel_deviation_;

  std::unique_ptr<DeepLabV3Network> network_;
  bool has_values_ = false;
  std::optional<at::ScalarType> compute_type_;
  TrainingPass training_;
  BatchForm batch_{0, 0, 0, false, at::kFloat};  // the last one
  FoldedWeights folded_;
  uint64_t folded_from_ = 0;    // the fingerprint of the weights, where it had to be taken
  bool views_are_out_ = false;  // somebody may write to the weights at any time
  std::vector<ParameterView> views_;
  bool gradients_changed_ = true;
};

}  // namespace atelier::torch_models
