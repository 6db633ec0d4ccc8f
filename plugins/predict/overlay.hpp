// A picture with its label map over it.
#pragma once

#include <atelier/cpp/tensor.hpp>
#include <vector>

#include "classes.hpp"
#include "label_runs.hpp"

namespace atelier::predict {

struct OverlayLook {
  double opacity = 0.5;  // of the classes' colours
  bool legend = true;    // a strip below with the classes that occur, and their shares of the picture
};

// uint8 [H,W,3] RGB, higher by the legend and at least as wide. Each class is tinted in its colour and edged with it; a
// class that is black stays as the picture is. picture: of any form, [H,W,C]; labels: uint8 or uint16 [H,W]. [any]
Tensor draw_overlay(Tensor picture, const atelier_tensor& labels, const std::vector<ClassPixels>& found,
                    const std::vector<ClassInfo>& classes, const OverlayLook& look);

}  // namespace atelier::predict
