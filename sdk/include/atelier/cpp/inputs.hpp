// Atelier SDK, C++17 layer: files that a component reads and no option names. Contract: inputs.h.
#pragma once

#include <filesystem>

#include "../inputs.h"
#include "core.hpp"

namespace atelier {

// Notes that the result of the stage at work hangs on `path` too, whether it is there or not. [any]
inline void note_input(const Call& call, const std::filesystem::path& path) {
  const atelier_host* host = call.host();
  if (!host || !host->extension) return;
  const auto* inputs =
      static_cast<const atelier_host_inputs_v1*>(host->extension(host, ATELIER_STR(ATELIER_EXTENSION_HOST_INPUTS)));
  if (!inputs || inputs->struct_size < ATELIER_HOST_INPUTS_V1_FLOOR) return;
  std::error_code ec;
  const std::filesystem::path absolute = std::filesystem::absolute(path, ec);
  const std::string text = (ec ? path : absolute).lexically_normal().string();
  inputs->note(host, c_str(text));
}

}  // namespace atelier
