// The YAML file of an Ultralytics dataset: where its pictures lie, and the class names.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace atelier::yolo_segments {

struct DataFile {
  std::filesystem::path root;               // the dataset's folder
  std::vector<std::filesystem::path> from;  // folders of pictures, or text files that list pictures
  std::vector<std::string> names;           // index = class of a label file
};

// set: "train", "val" or "test". root: the dataset's folder where `path` of the file does not hold; empty: by the file.
// Errors: ATELIER_E_IO, ATELIER_E_DATA; both name the file, and the line where YAML or a value is wrong. [any]
DataFile read_data_file(const std::filesystem::path& path, const std::string& set, const std::filesystem::path& root);

}  // namespace atelier::yolo_segments
