// What a file of this plugin's weights says of the network they belong to: in the text map of a safetensors file, each
// under the option's name, as TOML writes it: `classes` "81", `mean` "[0.485, 0.456, 0.406]", `class_names`
// "[\"cat\"]".
//
// Errors: ATELIER_E_DATA for a value that is not of its form. [any]
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace atelier::torch_models {

struct FileSettings {
  bool told = false;              // the file is of this architecture, and written by this plugin
  std::vector<double> mean;       // empty: not told
  std::vector<double> deviation;  // likewise
  std::string precision;          // likewise
  std::vector<std::string> class_names;
};

// Nothing, for metadata of another architecture than `architecture`.
FileSettings settings_in(const std::map<std::string, std::string>& metadata, const std::string& architecture,
                         const std::filesystem::path& file);

// Values as TOML writes them; JSON writes these alike.
std::string toml(int64_t value);
std::string toml(bool value);
std::string toml(const std::string& value);
// In the fewest decimals that give the same floats: 0.485, not 0.48500001430511475.
std::string toml(const std::vector<float>& values);
std::string toml(const std::vector<std::string>& values);

}  // namespace atelier::torch_models
