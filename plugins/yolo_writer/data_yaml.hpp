// data.yaml, by which Ultralytics finds a dataset.
#pragma once

#include <string>
#include <vector>

namespace atelier::yolo_writer {

// `path` is left out on purpose: without it Ultralytics takes the folder that data.yaml lies in, so the folder may be
// moved; train and val are both the folder `images`. Throws ATELIER_E_DATA for a name that is not UTF-8.
std::string data_yaml(const std::vector<std::string>& class_names);

}  // namespace atelier::yolo_writer
