// Where a value of a workflow came from.
#pragma once

#include <string>

#include "words/position.hpp"

namespace atelier::host {

struct Origin {
  std::string layer;  // "default", "include", "file", "profile smoke", "--set"
  Position at;
};

}  // namespace atelier::host
