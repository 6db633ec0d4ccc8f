// atelier.torch_models: models, losses and optimizers over LibTorch.
#include "cross_entropy.hpp"
#include "deeplabv3.hpp"
#include "optimizer.hpp"

ATELIER_PLUGIN("atelier.torch_models", "1.0.0", atelier::torch_models::DeepLabV3ResNet50,
               atelier::torch_models::CrossEntropy, atelier::torch_models::Adam, atelier::torch_models::Sgd)
