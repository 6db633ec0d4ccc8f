// A walk through a folder and all below it.
#pragma once

#include <filesystem>
#include <functional>

namespace pictures {

// Calls visit(entry, is_folder) for everything below `folder`, in no order. Links to folders are followed, but for
// those to a folder that they lie in, where a walk would never end; what visit returns says whether to go into a
// folder. Errors: ATELIER_E_IO, with the folder's name.
using Visit = std::function<bool(const std::filesystem::directory_entry& entry, bool is_folder)>;
void walk(const std::filesystem::path& folder, const Visit& visit);

}  // namespace pictures
