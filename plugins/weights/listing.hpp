// A file of weights as lines for people and as JSON for programs. [any]
#pragma once

#include <string>
#include <vector>

#include "weight_files/weight_file.hpp"

namespace atelier::weights {

std::vector<std::string> listing_lines(const weight_files::WeightFile& file);

// {"format": "atelier.weights/1", "file", "bytes", "container", "what", "network_section", "prefix", "class_names",
//  "metadata": {…}, "tensors": [{"name", "section", "dtype", "shape", "strides", "offset", "shares": true where another
//  tensor lies in the same memory}], "numbers"}
std::string listing_json(const weight_files::WeightFile& file);

}  // namespace atelier::weights
