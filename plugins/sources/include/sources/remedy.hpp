// Command lines that a message gives a person to copy.
#pragma once

#include <filesystem>
#include <string>

namespace sources {

// A word for a shell: as it is, or in quotes where it holds what a shell takes otherwise. [any]
std::string shell_word(const std::string& word);

// "atelier run workflows/coco-doctor.toml --set params.annotations=… --set params.images=…", which lists what is wrong
// with the annotations; with `fix` it writes a mended copy too. An empty folder is left out. [any]
std::string doctor_command(const std::filesystem::path& annotations, const std::filesystem::path& images,
                           bool fix = false);

}  // namespace sources
