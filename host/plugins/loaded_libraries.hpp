// The shared libraries of this process.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace atelier::host {

struct LoadedLibrary {
  std::filesystem::path file;
  std::string build_id;  // the linker's, hexadecimal; "" when there is none
};

// Plugins among them; without the program itself and what is no file. [main]
std::vector<LoadedLibrary> loaded_libraries();

}  // namespace atelier::host
