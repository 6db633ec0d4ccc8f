// Command lines that a message gives a person to copy.
#pragma once

#include <filesystem>
#include <string>

namespace sources {

// A word for a shell: as it is, or in quotes where it holds what a shell takes otherwise. [any]
std::string shell_word(const std::string& word);

// "atelier run coco-doctor --set params.annotations=… --set params.images=… --set params.fix=true", which lists what is
// wrong with the annotations and writes a mended copy. An empty folder is left out. [any]
std::string doctor_command(const std::filesystem::path& annotations, const std::filesystem::path& images);

}  // namespace sources
