// The headers of pictures that label maps are made for, looked at before the work and not in the midst of a training.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "atelier/cpp/core.hpp"
#include "pictures/picture_file.hpp"

namespace pictures {

struct Target {
  std::string path;
  Size size;            // of the label map
  int orientation = 1;  // by which the stored pixels are turned to go with it
};

// Reads the headers with the call's threads. A target of orientation 1 whose size is not that of the stored pixels but
// that of the picture as EXIF turns it gets that orientation. Warns, with counts and the first file, of such; of others
// that EXIF turns; of files that cannot be opened, are damaged or of a kind that is not read, of sizes that do not fit
// and of files kept as stored that are not all alike, which loading would refuse; of a range that no file needs. Pixels
// are not looked at: a file that is cut off, and values that are not finite, are found when it is loaded. Throws what
// refuse_deep throws for a file that needs a range, ATELIER_E_CANCELLED; with `strict`, ATELIER_E_DATA where a file
// cannot be read or its size does not fit. [any]
void check_headers(const atelier::Call& call, const PixelRules& rules, std::vector<Target>& targets,
                   bool strict = false);

// The sentence about a picture kept as stored that is not like the first one. [any]
std::string unlike_the_first(const std::filesystem::path& picture, atelier_form found,
                             const std::filesystem::path& first, atelier_form expected);

}  // namespace pictures
