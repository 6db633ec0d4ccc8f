// What a shared library lets others see.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace atelier::host {

// The names of the symbols that `file` defines for others, sorted; none when it cannot be read. [any]
std::vector<std::string> exported_symbols(const std::filesystem::path& file);

}  // namespace atelier::host
