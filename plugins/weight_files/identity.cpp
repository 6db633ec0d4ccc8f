#include "identity.hpp"

#include <array>
#include <atelier/cpp/core.hpp>

namespace atelier::weight_files {
namespace {

using Shape = std::vector<int64_t>;

bool has_shape(const NetworkNames& names, const std::string& name, const Shape& shape) {
  const Entry* entry = names.find(name);
  return entry && entry->shape == shape;
}

struct Depth {
  std::array<int, 4> blocks;
  bool bottleneck;
  const char* name;
};
// He et al., Deep Residual Learning, 2015, table 1.
constexpr Depth kDepths[] = {{{2, 2, 2, 2}, false, "18"},
                             {{3, 4, 6, 3}, false, "34"},
                             {{3, 4, 6, 3}, true, "50"},
                             {{3, 4, 23, 3}, true, "101"},
                             {{3, 8, 36, 3}, true, "152"}};

// "50" of the ResNet below `prefix`, or nothing.
std::string depth(const NetworkNames& names, const std::string& prefix) {
  std::array<int, 4> blocks{};
  for (size_t layer = 0; layer < blocks.size(); ++layer)
    while (names.find(text(prefix, "layer", layer + 1, ".", blocks[layer], ".conv1.weight"))) ++blocks[layer];
  const bool bottleneck = names.find(prefix + "layer1.0.conv3.weight") != nullptr;
  if (!has_shape(names, prefix + "layer1.0.conv2.weight", {64, 64, 3, 3})) return {};  // ResNeXt, wide ResNet
  for (const Depth& known : kDepths)
    if (known.blocks == blocks && known.bottleneck == bottleneck) return known.name;
  return {};
}

std::string classes_of(const NetworkNames& names, const std::string& weight) {
  const Entry* entry = names.find(weight);
  return entry && !entry->shape.empty() ? text(", ", entry->shape[0], " classes") : "";
}

std::string torchvision_model(const NetworkNames& names) {
  const std::string resnet = depth(names, "backbone.");
  const std::string backbone = !resnet.empty()                     ? "resnet" + resnet
                               : names.find("backbone.0.0.weight") ? "mobilenet_v3_large"
                                                                   : "unknown backbone";
  const std::string aux = names.find("aux_classifier.4.weight") ? ", aux" : ", no aux";
  if (names.find("classifier.0.convs.1.0.weight"))
    return text("torchvision's deeplabv3_", backbone, classes_of(names, "classifier.4.weight"), aux);
  if (names.find("classifier.low_classifier.weight"))
    return text("torchvision's lraspp_", backbone, classes_of(names, "classifier.low_classifier.weight"));
  if (names.find("classifier.4.weight"))
    return text("torchvision's fcn_", backbone, classes_of(names, "classifier.4.weight"), aux);
  return "a segmentation network with another head than torchvision's";
}

std::string mmseg_model(const NetworkNames& names) {
  const bool stem = names.find("backbone.stem.0.weight") != nullptr;
  const std::string resnet = depth(names, "backbone.");
  std::string head = "a head that is not DeepLabV3's";
  if (names.find("decode_head.image_pool.1.conv.weight"))
    head = names.find("decode_head.c1_bottleneck.conv.weight") ? "DeepLabV3+" : "DeepLabV3";
  return text("mmsegmentation's, ", head, " on ", stem ? "ResNetV1c-" : "ResNet-", resnet.empty() ? "?" : resnet,
              classes_of(names, "decode_head.conv_seg.weight"),
              names.find("auxiliary_head.conv_seg.weight") ? ", aux" : ", no aux");
}

std::string backbone_model(const NetworkNames& names) {
  const std::string prefix = names.find("backbone.conv1.weight") ? "backbone." : "";
  const std::string resnet = depth(names, prefix);
  const std::string name =
      resnet.empty() ? "a backbone in the form of a ResNet" : text("a ResNet-", resnet, " backbone");
  const Entry* fc = names.find(prefix + "fc.weight");
  return fc && !fc->shape.empty() ? text(name, ", with a classifier of ", fc->shape[0], " classes") : name;
}

}  // namespace

std::string identity(const NetworkNames& names) {
  switch (names.source) {
    case Source::kSegmentation:
      return torchvision_model(names);
    case Source::kBackbone:
      return backbone_model(names);
    case Source::kMmsegmentation:
      return mmseg_model(names);
    case Source::kOther:
      break;
  }
  return "a network that Atelier does not know";
}

}  // namespace atelier::weight_files
