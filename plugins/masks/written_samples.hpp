// samples.json: what a mask writer leaves so that its samples can be opened from the folder alone.
//
//   {"format": 1, "void": 255, "classes": ["background", …],
//    "samples": [{"key": "sub/a", "picture": "/data/sub/a.jpg", "labels": "masks/sub/a.png"}, …]}
//
// and "pixels": "as_stored" before "samples" when pictures are to be what their files hold.
#pragma once

#include <atelier/cpp/stage.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "pictures/picture_file.hpp"

namespace atelier::masks {

// masks[i], below folder/masks, goes with the picture paths[i].
void write_samples(const std::filesystem::path& folder, const std::vector<std::string>& class_names,
                   uint32_t void_label, pictures::Pixels pixels, const std::vector<std::string>& paths,
                   const std::vector<std::string>& masks);

// The outputs samples, classes and masks, of a stage that is that component. Throws ATELIER_E_DATA when samples.json is
// not as written.
std::unique_ptr<Opened> open_samples(const std::filesystem::path& folder, const atelier_component& component);

}  // namespace atelier::masks
