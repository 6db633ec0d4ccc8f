// samples.json: what a mask writer leaves so that its samples can be opened from the folder alone.
//
//   {"format": 1, "void": 255, "classes": ["background", …],
//    "samples": [{"key": "sub/a", "picture": "/data/sub/a.jpg", "labels": "masks/sub/a.png"}, …]}
#pragma once

#include <atelier/cpp/stage.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace atelier::masks {

// masks[i], below folder/masks, goes with the picture paths[i].
void write_samples(const std::filesystem::path& folder, const std::vector<std::string>& class_names,
                   uint32_t void_label, const std::vector<std::string>& paths, const std::vector<std::string>& masks);

// The outputs samples, classes and masks. Throws ATELIER_E_DATA when samples.json is not as written.
std::unique_ptr<Opened> open_samples(const std::filesystem::path& folder);

}  // namespace atelier::masks
