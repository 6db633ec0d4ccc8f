// Where plugin files are looked for: files named on the command line, then ATELIER_PLUGIN_PATH, then the folders beside
// the program.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace atelier::host {

struct SearchPlaces {
  std::vector<std::filesystem::path> named;  // --plugin
  std::string environment;                   // ATELIER_PLUGIN_PATH: folders or files with colons between
  std::filesystem::path program;             // this program's file
};

// From --plugin values and the process's surroundings.
SearchPlaces search_places(std::vector<std::filesystem::path> named);

struct PluginFile {
  std::filesystem::path path;  // canonical when it exists
  bool named = false;          // by --plugin
};

struct PluginFiles {
  std::vector<PluginFile> files;  // in search order, each once
  std::vector<std::string> warnings;
};

PluginFiles find_plugin_files(const SearchPlaces& places);

}  // namespace atelier::host
