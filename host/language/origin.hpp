// Where a value of a workflow came from.
#pragma once

#include <string>

#include "words/position.hpp"

namespace atelier::host {

// What kind of text a layer is: a file (or a profile in it), one `--set`, the default that a component has for a
// parameter.
enum class LayerKind { kFile, kSet, kDefault };

struct Origin {
  std::string layer;  // "default", "include", "file", "profile smoke", "--set"
  Position at;
  LayerKind kind = LayerKind::kFile;
};

}  // namespace atelier::host
