// What the options of a deeplabv3.resnet50 come to, before there is a network. [worker]
#pragma once

#include <optional>

#include "deeplabv3.hpp"

namespace atelier::torch_models {

// The file of weights, where one is given.
std::optional<StartingWeights> opened(const DeepLabV3ResNet50::Options& options);

DeepLabV3Network::Architecture architecture_of(const DeepLabV3ResNet50::Options& options,
                                               const std::optional<StartingWeights>& start);

// A GPU that is asked for must be there. "auto" is left alone: to see what there is takes time.
void check_device(const DeepLabV3ResNet50::Options& options);

// What is wrong with the file is found before anything else has been worked on; a network without memory is enough.
void check_fit(StartingWeights& start, const DeepLabV3Network::Architecture& architecture,
               const DeepLabV3ResNet50::Options& options, Head head);

}  // namespace atelier::torch_models
