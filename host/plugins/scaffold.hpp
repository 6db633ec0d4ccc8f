// The beginning of a plugin of one's own: the example of the SDK's page about a kind, under a name of its own, with
// what builds it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "words/result.hpp"

namespace atelier::host {

// The kinds that there is an example of, by their short names: "augmenter", …, "stage"; sorted.
std::vector<std::string> scaffold_kinds();

// A text file of the new plugin, by its name.
struct ScaffoldFile {
  std::string name;
  std::string text;
};

// CMakeLists.txt and the source. `id`: the component's, "acme.rare_wins". The failure says which kinds or ids there can
// be. [any]
Result<std::vector<ScaffoldFile>> scaffold(const std::string& kind, const std::string& id);

// The last word of an id: the names of the folder, the file and the library.
std::string last_word(const std::string& id);

// Writes the files into a new folder. [main]
Result<void> write_scaffold(const std::vector<ScaffoldFile>& files, const std::filesystem::path& folder);

}  // namespace atelier::host
