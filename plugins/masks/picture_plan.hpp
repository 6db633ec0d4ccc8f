// The pictures that will be written, all of them checked before any work.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "options.hpp"

namespace atelier::masks {

struct PicturePlan {
  std::vector<std::string> file_names;
  std::vector<std::string> paths;
  std::vector<std::string> masks;  // file names below the folder of masks
  std::vector<uint64_t> pixels;
  std::vector<int> orientations;  // by which pictures are turned to go with their masks
};

// The first `limit` pictures (0: all). Throws ATELIER_E_DATA for sizes that no label map can have and for file names
// that lead out of the folder, collide, or need another one's mask as a folder; ATELIER_E_IO when a picture's file is
// missing, and ATELIER_E_UNSUPPORTED when it is deeper than 8 bits and no range is given, where files are to be
// checked; with `strict` also ATELIER_E_DATA when it cannot be read or has another size. What is odd about their
// headers is told. [main]
PicturePlan plan_pictures(const Call& call, const Options& options);

}  // namespace atelier::masks
