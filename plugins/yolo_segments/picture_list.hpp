// The pictures of a set.
#pragma once

#include <string>
#include <vector>

#include "data_file.hpp"

namespace atelier::yolo_segments {

struct PictureFile {
  std::string path;
  std::string name;  // for files made from it: what comes after the last folder `images`, else below the root
};

// Sorted by path, each once; notes are about lines of lists. Errors: ATELIER_E_IO; ATELIER_E_DATA (no picture at all; a
// listed picture that is not there, and that `names` does not let be found). [any]
std::vector<PictureFile> list_pictures(const DataFile& data, sources::Names names, std::vector<DatasetNote>& notes);

}  // namespace atelier::yolo_segments
