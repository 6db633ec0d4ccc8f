// Paints a scene: uneven background, objects from the back to the front with soft edges, shading and grain. [any]
#pragma once

#include <atelier/cpp/tensor.hpp>
#include "scene.hpp"

namespace atelier::shapes {

// uint8 [height,width,3] RGB.
Tensor paint(const Scene& scene, int64_t height, int64_t width);

}  // namespace atelier::shapes
