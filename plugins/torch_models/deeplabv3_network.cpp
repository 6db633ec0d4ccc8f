#include "deeplabv3_network.hpp"

#include <array>
#include <optional>

namespace atelier::torch_models {
namespace {

constexpr int64_t kExpansion = 4;

// 1x1 down, 3x3, 1x1 up, and the way around.
class Bottleneck {
 public:
  Bottleneck(State& state, const std::string& prefix, int64_t in, int64_t width, int64_t stride, int64_t dilation)
      : reduce_(state, prefix + ".conv1", prefix + ".bn1", {in, width}, ConvStart::kFanOut),
        spread_(state, prefix + ".conv2", prefix + ".bn2", {width, width, 3, stride, dilation}, ConvStart::kFanOut),
        expand_(state, prefix + ".conv3", prefix + ".bn3", {width, width * kExpansion}, ConvStart::kFanOut) {
    if (stride == 1 && in == width * kExpansion) return;
    around_.emplace(state, prefix + ".downsample.0", prefix + ".downsample.1",
                    ConvShape{in, width * kExpansion, 1, stride}, ConvStart::kFanOut);
  }

  Value operator()(const Value& x, const ForwardPass& pass) const {
    const Value shortcut = around_ ? (*around_)(x, pass) : x;
    return expand_.relu(spread_.relu(reduce_.relu(x, pass), pass), pass, &shortcut);
  }

 private:
  ConvNorm reduce_, spread_, expand_;
  std::optional<ConvNorm> around_;
};

struct Stage {
  int64_t width;
  int64_t blocks;
  int64_t stride;          // of the first block
  int64_t first_dilation;  // of the first block
  int64_t dilation;        // of the others
};
constexpr std::array<Stage, 4> kResNet50 = {
    {{64, 3, 1, 1, 1}, {128, 4, 2, 1, 1}, {256, 6, 1, 1, 2}, {512, 3, 1, 2, 4}}};

constexpr int64_t kLayer3Channels = 1024;
constexpr int64_t kLayer4Channels = 2048;
constexpr int64_t kAsppChannels = 256;
constexpr std::array<int64_t, 3> kAsppRates = {12, 24, 36};

}  // namespace

class Backbone {
 public:
  Backbone(State& state, int64_t channels)
      : stem_(state, "backbone.conv1", "backbone.bn1", {channels, 64, 7, 2}, ConvStart::kFanOut) {
    int64_t in = 64;
    for (size_t s = 0; s < kResNet50.size(); ++s) {
      const Stage& stage = kResNet50[s];
      for (int64_t b = 0; b < stage.blocks; ++b) {
        const std::string prefix = text("backbone.layer", s + 1, ".", b);
        layers_[s].emplace_back(state, prefix, in, stage.width, b ? 1 : stage.stride,
                                b ? stage.dilation : stage.first_dilation);
        in = stage.width * kExpansion;
      }
    }
  }

  // The features of layer 3 and of layer 4.
  std::pair<Value, Value> operator()(const Value& x, const ForwardPass& pass) const {
    Value y = max_pool(stem_.relu(x, pass), pass);
    Value third;
    for (size_t s = 0; s < layers_.size(); ++s) {
      for (const Bottleneck& block : layers_[s]) y = block(y, pass);
      if (s == 2) third = y;
    }
    return {third, y};
  }

 private:
  ConvNorm stem_;
  std::array<std::vector<Bottleneck>, 4> layers_;
};

// Atrous spatial pyramid pooling, a 3x3 convolution and the classifier.
class DeepLabHead {
 public:
  DeepLabHead(State& state, int64_t classes)
      : branches_(make_branches(state)),
        pooled_(state, "classifier.0.convs.4.1", "classifier.0.convs.4.2", {kLayer4Channels, kAsppChannels},
                ConvStart::kFanIn),
        project_(state, "classifier.0.project.0", "classifier.0.project.1", {5 * kAsppChannels, kAsppChannels},
                 ConvStart::kFanIn),
        last_(state, "classifier.1", "classifier.2", {kAsppChannels, kAsppChannels, 3}, ConvStart::kFanIn),
        classify_(state, "classifier.4", {kAsppChannels, classes}, ConvStart::kFanIn, /*bias=*/true) {}

  Value operator()(const Value& x, const ForwardPass& pass) const {
    Joined joined(x, static_cast<int64_t>(branches_.size()) + 1, kAsppChannels, pass);
    for (const ConvNorm& branch : branches_) joined.add(branch.relu(x, pass, nullptr, joined.slot()));
    joined.add(pooled_.relu(mean_of_pictures(x, pass), pass));
    const Value y = dropout(project_.relu(joined.value(pass), pass), 0.5, pass);
    return classify_(last_.relu(y, pass), pass);
  }

 private:
  static std::vector<ConvNorm> make_branches(State& state) {
    std::vector<ConvNorm> out;
    const auto add = [&](ConvShape shape) {
      const std::string prefix = text("classifier.0.convs.", out.size());
      out.emplace_back(state, prefix + ".0", prefix + ".1", shape, ConvStart::kFanIn);
    };
    add({kLayer4Channels, kAsppChannels});
    for (const int64_t rate : kAsppRates) add({kLayer4Channels, kAsppChannels, 3, 1, rate});
    return out;
  }

  std::vector<ConvNorm> branches_;
  ConvNorm pooled_, project_, last_;
  Conv classify_;
};

class FcnHead {
 public:
  FcnHead(State& state, int64_t classes)
      : conv_(state, "aux_classifier.0", "aux_classifier.1", {kLayer3Channels, kLayer3Channels / 4, 3},
              ConvStart::kFanIn),
        classify_(state, "aux_classifier.4", {kLayer3Channels / 4, classes}, ConvStart::kFanIn, /*bias=*/true) {}

  Value operator()(const Value& x, const ForwardPass& pass) const {
    return classify_(dropout(conv_.relu(x, pass), 0.1, pass), pass);
  }

 private:
  ConvNorm conv_;
  Conv classify_;
};

DeepLabV3Network::DeepLabV3Network(const Architecture& architecture, at::Device device, bool channels_last)
    : state_(device, channels_last),
      backbone_(std::make_unique<Backbone>(state_, architecture.channels)),
      classifier_(std::make_unique<DeepLabHead>(state_, architecture.classes)) {
  if (architecture.aux) aux_ = std::make_unique<FcnHead>(state_, architecture.classes);
}

DeepLabV3Network::~DeepLabV3Network() = default;

std::vector<Value> DeepLabV3Network::logits(const at::Tensor& x, const ForwardPass& pass, size_t outputs) const {
  const auto [third, fourth] = (*backbone_)(start_of(x, pass), pass);
  std::vector<Value> out = {finished((*classifier_)(fourth, pass), pass)};
  if (outputs > 1 && aux_) out.push_back(finished((*aux_)(third, pass), pass));
  return out;
}

}  // namespace atelier::torch_models
