// The three lists of an annotation file whose entries are read.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace atelier::coco_doctor {

enum class List : uint8_t { kImages, kAnnotations, kCategories };
inline constexpr std::array<std::string_view, 3> kListNames = {"images", "annotations", "categories"};

}  // namespace atelier::coco_doctor
