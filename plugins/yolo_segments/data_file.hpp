// The YAML file of an Ultralytics dataset: where its pictures lie, and the class names.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "sources/name_finder.hpp"

namespace atelier::yolo_segments {

struct DataFile {
  std::filesystem::path root;               // the dataset's folder
  std::vector<std::filesystem::path> from;  // folders of pictures, or text files that list pictures
  std::vector<std::string> names;           // index = class of a label file
  size_t keypoint_numbers = 0;              // of a line with keypoints, by `kpt_shape`: 5 and those; 0: none
  std::vector<DatasetNote> notes;           // what was taken otherwise than written
};

// set: "train", "val" or "test". root: the dataset's folder where `path` of the file does not hold; empty: by the file.
// names: whether a set that is not there is looked for below the root by the end of its path. Errors: ATELIER_E_IO,
// ATELIER_E_DATA; both name the file, and the line where YAML or a value is wrong. [any]
DataFile read_data_file(const std::filesystem::path& path, const std::string& set, const std::filesystem::path& root,
                        sources::Names names);

// As written, or, where no such file is there, with `/` for `\`.
std::filesystem::path with_slashes(const std::filesystem::path& folder, const std::string& name);

}  // namespace atelier::yolo_segments
