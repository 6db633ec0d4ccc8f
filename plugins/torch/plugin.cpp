// atelier.torch: models, losses and optimizers over LibTorch.
#include "cross_entropy.hpp"
#include "deeplabv3.hpp"
#include "optimizer.hpp"

ATELIER_PLUGIN("atelier.torch", "1.0.0", atelier::libtorch::DeepLabV3ResNet50, atelier::libtorch::CrossEntropy,
               atelier::libtorch::Adam, atelier::libtorch::Sgd)
