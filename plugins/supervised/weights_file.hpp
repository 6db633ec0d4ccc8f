// Weights files: their names, from what the stages call them and the suffix that the model says its files have, and
// saving them.
#pragma once

#include <atelier/cpp/model.hpp>
#include <filesystem>
#include <string>
#include <string_view>

namespace atelier::supervised {

// "best.safetensors"; ".weights" for a model that says no suffix.
std::string weights_name(std::string_view stem, const atelier_model_info& model);

// The name of the file in `folder` that weights_name gave; "best.*" where there is none.
std::string find_weights(const std::filesystem::path& folder, std::string_view stem);

// Throws ATELIER_E_INTERNAL when the model says that it saved, but there is no such file.
void save_weights(const Call& call, const ModelRef& model, const std::filesystem::path& file);

}  // namespace atelier::supervised
