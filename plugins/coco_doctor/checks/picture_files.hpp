// The files of the pictures against what the JSON says of them.
#pragma once

#include <atelier/cpp/core.hpp>
#include <filesystem>
#include <string>

#include "checks/catalogue.hpp"

namespace atelier::coco_doctor {

enum class LookInto { kPixels, kHeaders, kNothing };

// Adds what is found, in the order of the file; fills in sizes that the JSON does not give, and says in the pictures'
// repairs what `fix` makes of them. Same findings for any number of threads.
void check_picture_files(const Call& call, const std::filesystem::path& folder, LookInto depth, Catalogue& catalogue,
                         Findings& findings);

}  // namespace atelier::coco_doctor
