// samples.json: what a mask writer leaves so that its samples can be opened from the folder alone.
//
//   {"format": 2, "void": 255, "classes": ["background", …],
//    "samples": [{"key": "sub/a", "picture": "@0/sub/a.jpg", "labels": "masks/sub/a.png"}, …]}
//
// A picture is named by the option that led to it (atelier::name_place), or by its absolute path where none did. Format
// 1, which is read as well, has absolute paths alone. Before "samples" there is "pixels": "as_stored" when pictures are
// to be what their files hold, or "range": [0, 4095] when one is given. A sample whose picture is turned has
// "orientation": 6, or another of EXIF's, after "labels".
#pragma once

#include <atelier/cpp/stage.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "pictures/picture_file.hpp"

namespace atelier::masks {

struct WrittenMask {
  std::string mask;     // below folder/masks
  std::string picture;  // its file
  int orientation = 1;  // by which the stored pixels are turned to go with the mask
};

void write_samples(const Call& call, const std::filesystem::path& folder, const std::vector<std::string>& class_names,
                   uint32_t void_label, const pictures::PixelRules& rules, const std::vector<WrittenMask>& masks);

// The outputs samples, classes and masks, of a stage that is that component. The pictures are noted as inputs of
// whoever opens it: the label maps may be the same for other pixels. Throws ATELIER_E_DATA when samples.json is not as
// written.
std::unique_ptr<Opened> open_samples(const Call& call, const std::filesystem::path& folder,
                                     const atelier_component& component);

}  // namespace atelier::masks
