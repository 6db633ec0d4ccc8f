// The pictures that will be written, all of them checked before any work.
#pragma once

#include <atelier/cpp/dataset.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace atelier::masks {

struct PicturePlan {
  std::vector<std::string> file_names;
  std::vector<std::string> paths;
  std::vector<std::string> masks;  // file names below the folder of masks
  std::vector<uint64_t> pixels;
};

// The first `limit` pictures (0: all). Throws ATELIER_E_DATA for sizes that no label map can have and for file names
// that lead out of the folder, collide, or need another one's mask as a folder; ATELIER_E_IO when check_files and a
// picture's file is missing. [main]
PicturePlan plan_pictures(const Call& call, const DatasetRef& dataset, uint64_t limit, bool check_files);

}  // namespace atelier::masks
