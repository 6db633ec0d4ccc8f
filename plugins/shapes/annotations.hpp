// The annotation file, in the form of COCO's instances_*.json (https://cocodataset.org/#format-data): info, licenses,
// images, annotations, categories. Category ids have gaps, crowds come last and have ids beyond 32 bits, as there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scene.hpp"

namespace atelier::shapes {

// "000000000007.jpg" for picture 7.
std::string file_name(uint64_t picture_id);

// The category id of class i: 1, 3, 4, 6, 7, 9, …
int64_t category_id(size_t class_index);

// The file's text. Picture i of `scenes` has id i + 1.
std::string annotations_json(const Settings& settings, const std::vector<Scene>& scenes, uint64_t seed);

}  // namespace atelier::shapes
