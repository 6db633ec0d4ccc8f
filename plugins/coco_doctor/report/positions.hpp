// Lines and columns of bytes of a file.
#pragma once

#include <filesystem>
#include <vector>

#include "findings/findings.hpp"

namespace atelier::coco_doctor {

// Fills in line and column of all kept findings, in one pass through the file. Columns count characters. A file that
// cannot be read any more gives none.
void find_positions(const std::filesystem::path& path, const std::vector<Findings*>& findings);

}  // namespace atelier::coco_doctor
