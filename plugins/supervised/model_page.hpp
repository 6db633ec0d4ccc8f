// model.toml, the page beside weights that says all that is needed to use them: which component with which options made
// them, what its classes are called and how they are painted, and the size of the pictures that it has learnt from.
//
//   component = "deeplabv3.resnet50"
//   void      = 255                     # the label of pixels that do not count
//   size      = [256, 256]              # height, width of the training pictures; [0, 0]: they vary
//   classes   = ["background", …]       # by label
//   colours   = [[0, 0, 0], …]          # RGB by label, as the Pascal VOC development kit has them
//   [options]                           # of the component; left out for one that does not tell them
#pragma once

#include <atelier/cpp/model.hpp>
#include <atelier/cpp/samples.hpp>
#include <cstdint>
#include <optional>
#include <string>

namespace atelier::supervised {

// settings: nothing for a model that does not tell.
std::string model_page(std::string_view component, const std::optional<Settings>& settings,
                       const atelier_samples_info& samples, int64_t height, int64_t width);

// A text as TOML writes it, in quotes.
std::string toml_text(std::string_view utf8);

}  // namespace atelier::supervised
