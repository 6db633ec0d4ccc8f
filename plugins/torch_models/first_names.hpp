// Names in messages.
#pragma once

#include <string>
#include <vector>

#include "atelier/cpp/core.hpp"

namespace atelier::torch_models {

// The first four: "a, b, c, d, …".
inline std::string first_of(const std::vector<std::string>& names) {
  constexpr size_t kShown = 4;
  std::string out;
  for (size_t i = 0; i < names.size() && i < kShown; ++i) out += text(i ? ", " : "", names[i]);
  return out + (names.size() > kShown ? ", …" : "");
}

}  // namespace atelier::torch_models
