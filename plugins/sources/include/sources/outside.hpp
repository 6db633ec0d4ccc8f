// Files that an annotation file leads to and that lie elsewhere than the folders that options name: a change of theirs
// is seen only when they are noted.
#pragma once

#include <atelier/cpp/core.hpp>
#include <filesystem>

namespace sources {

// Notes `file` (atelier::note_input) when it is not below `given`, the file or folder that an option names; by its
// name, and where `..` in the name goes through a link, by where that leads. `given` may be empty. [any]
void note_outside(const atelier::Call& call, const std::filesystem::path& given, const std::filesystem::path& file);

}  // namespace sources
