// Whose network a file of weights is, and its tensors under the names of torchvision's segmentation models.
//
// torchvision's own names stay. A backbone alone (torchvision's or timm's resnet50-*.pth) gets `backbone.` in front,
// its classifier `fc.*` is left out. Of mmsegmentation's DeepLabV3 the backbone, the auxiliary head and the branches of
// ASPP have counterparts; what merges the branches has none: one 3x3 convolution there, a 1x1 and a 3x3 here. A prefix
// that all names share (`module.`, `model.`, `_orig_mod.`) is taken off. [any]
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "weight_files/weight_file.hpp"

namespace atelier::weight_files {

enum class Source {
  kSegmentation,    // torchvision's names: backbone.*, classifier.*, perhaps aux_classifier.*
  kBackbone,        // a ResNet alone
  kMmsegmentation,  // backbone.*, decode_head.*, auxiliary_head.*
  kOther,
};

struct NamedEntry {
  std::string name;  // torchvision's
  const Entry* entry;
};

struct NetworkNames {
  Source source = Source::kOther;
  std::string prefix;  // what was taken off
  std::vector<NamedEntry> entries;
  std::vector<std::string> left_out;  // the file's names that have no counterpart
  std::string what;                   // "torchvision's deeplabv3_resnet50, 21 classes, aux"
  bool deep_stem = false;             // mmsegmentation's ResNetV1c: three convolutions where ResNet has one

  const Entry* find(const std::string& name) const;
  // The rows of the main head's last layer; nothing: there is no such head.
  std::optional<uint64_t> classes() const;
};

// Pointers into the file's entries: it must stay.
NetworkNames network_names(const WeightFile& file);

// Why a file with a backbone alone does not do where a whole network is needed, and what does.
std::string no_head(const WeightFile& file);

}  // namespace atelier::weight_files
