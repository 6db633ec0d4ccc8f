// A model in plain C++, no tensor library: the logits of a pixel are a linear function of its red, green and blue. It
// has an auxiliary head of the same form. Proof that the stages drive any framework's model.
#pragma once

#include <atelier/cpp/model.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace plain {

class LinearModel : public atelier::Model {
 public:
  static constexpr atelier::Component kComponent{.id = "plain.linear", .summary = "Logits linear in the colour."};
  struct Options {
    atelier::Option<int64_t> classes{atelier::option("classes", "Of the logits.")};
    atelier::Option<bool> aux{atelier::option("aux", "Have a second head.").by_default("false")};
    atelier::Option<std::string> suffix{atelier::option("suffix", "Of its weights files.").by_default("'.bin'")};
    atelier::Option<uint32_t> channels{
        atelier::option("channels", "Of the pictures it says it takes.").by_default("3")};
  };
  explicit LinearModel(const Options& options);

  atelier_model_info describe(const atelier::Call& call) override;
  std::vector<atelier::Tensor> forward(const atelier::Call& call, const atelier_forward_input& in,
                                       uint64_t output_count) override;
  void backward(const atelier::Call& call, atelier::span<const atelier_tensor* const> gradients) override;
  void zero_gradients(const atelier::Call& call) override;
  void parameters(const atelier::Call& call, const Take& take) override;
  atelier::Prediction predict(const atelier::Call& call, const atelier_predict_input& in) override;
  void save(const atelier::Call& call, const std::filesystem::path& path) override;
  void load(const atelier::Call& call, const std::filesystem::path& path) override;

 private:
  // weight [classes,4]: red, green, blue, bias.
  struct Head {
    std::string name;
    std::string parameter;
    atelier::Tensor weight;
    atelier::Tensor gradient;
    bool used = false;
  };
  atelier::Tensor logits(const Head& head, const atelier_tensor& pictures) const;

  Options options_;
  int64_t classes_;
  std::vector<Head> heads_;
  std::vector<atelier_str> names_;
  std::vector<float> colours_;  // of the last training forward: [N,H*W,4], normalised, 1 for the bias
};

// The same, and tells its settings; `way` stands for something that it might decide by itself.
class TellingModel : public LinearModel, public atelier::ModelSettings {
 public:
  static constexpr atelier::Component kComponent{.id = "plain.telling", .summary = "Tells its settings."};
  struct Options {
    LinearModel::Options model;
    atelier::Option<int64_t> way{atelier::option("way", "Whatever.").by_default("0")};
  };
  explicit TellingModel(const Options& options)
      : LinearModel(options.model),
        settings_{{"classes", std::to_string(options.model.classes)}, {"way", std::to_string(options.way)}} {}
  atelier::Settings settings(const atelier::Call&) override { return settings_; }

 private:
  atelier::Settings settings_;
};

// What the models of this process were asked for, for tests that look over the trainer's shoulder.
struct Asked {
  std::vector<uint64_t> seeds;
  std::vector<uint64_t> output_counts;
  std::vector<int64_t> batch_sizes;
};
extern Asked asked;

}  // namespace plain
