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

// Their files as the loader names them, those of plugins too; without the program itself and what is no file. [any]
std::vector<std::string> loaded_files();

// Plugins among them; without the program itself and what is no file. [main]
std::vector<LoadedLibrary> loaded_libraries();

}  // namespace atelier::host
