// The pictures of a set, and where their label files lie.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data_file.hpp"

namespace atelier::yolo_segments {

struct PictureFile {
  std::string path;
  std::string name;  // for files made from it: what comes after the last folder `images`, else below the root
};

// Sorted by path, each once. Errors: ATELIER_E_IO; ATELIER_E_DATA (no picture at all). [any]
std::vector<PictureFile> list_pictures(const DataFile& data);

// "…/images/sub/a.jpg" -> "…/labels/sub/a.txt": the last folder `images` is replaced; without one, the file is beside.
std::string label_path(const std::string& picture);

}  // namespace atelier::yolo_segments
