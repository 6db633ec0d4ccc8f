// Files of named tensors in the safetensors format, written and read with LibTorch's tensors.
//
// Errors name the file and the entry: ATELIER_E_IO, or ATELIER_E_DATA for a file that breaks the format. [worker]
// Source: https://huggingface.co/docs/safetensors
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "compat.hpp"
#include "weight_files/weight_file.hpp"

namespace atelier::torch_models {

using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;
using Metadata = std::map<std::string, std::string>;

// A new contiguous CPU tensor of the entry's own type.
at::Tensor read_tensor(const weight_files::WeightFile& file, const weight_files::Entry& entry);

// Writes the tensors, from whatever device and layout; the file is complete or absent. It is not synced: whoever
// wants it to outlive a power cut does that, and need not wait for it here.
void write_safetensors(const std::filesystem::path& path, const NamedTensors& tensors, const Metadata& metadata);

}  // namespace atelier::torch_models
