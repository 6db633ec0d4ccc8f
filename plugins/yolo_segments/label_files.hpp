// Where the label files of a set lie, and for which pictures there is none.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "data_file.hpp"
#include "picture_list.hpp"

namespace atelier::yolo_segments {

inline constexpr std::string_view kImages = "/images/";

// "…/images/sub/a.jpg" -> "…/labels/sub/a.txt": the last folder `images` is replaced; without one, the file is beside.
std::string label_path(const std::string& picture);
// "…/images/sub/a.txt".
std::string label_path_beside(const std::string& picture);

// The label file of each picture, "" for none. Where no picture has one at its place, those beside the pictures are
// taken. What is missing, what was taken elsewhere and label files of no picture become notes. Error: ATELIER_E_DATA
// when there is none at all, with where they were looked for.
std::vector<std::string> find_label_files(const Call& call, const DataFile& data, const std::string& set,
                                          const std::vector<PictureFile>& pictures, std::vector<DatasetNote>& notes);

}  // namespace atelier::yolo_segments
