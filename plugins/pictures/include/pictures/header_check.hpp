// The headers of pictures that label maps are made for, looked at before the work and not in the midst of a training.
#pragma once

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
// that EXIF turns; of files that cannot be read, and of sizes that do not fit, both of which loading would refuse; of a
// range that no file needs.
// Throws what refuse_deep throws for a file that needs a range, ATELIER_E_CANCELLED. [any]
void check_headers(const atelier::Call& call, const PixelRules& rules, std::vector<Target>& targets);

}  // namespace pictures
