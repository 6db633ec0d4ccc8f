// Pictures of more than 8 bits a channel where 8 bits are wanted: uint16 and float32 hold what they hold on a scale of
// their own (12 bits of a camera, 0 to 1, metres), so which values become 0 and 255 must be said. Errors are those of
// picture_file.hpp. All functions are [any].
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pictures/picture_file.hpp"

namespace pictures {

// Whether a file cannot become what `rules` want before they say a range. Reads the header alone; what is wrong with it
// is told.
bool needs_range(const std::filesystem::path& path, const PixelRules& rules);

// Says of a file that needs a range what it holds, and which range would do; and one for those of the files
// `beside` it (itself may be among them) that hold values of the same type; at most 16 are looked at. Throws
// ATELIER_E_UNSUPPORTED, as read_picture does.
[[noreturn]] void refuse_deep(const std::filesystem::path& path, const std::vector<std::filesystem::path>& beside = {});

// What a range has left of a deep picture when that is little, as a sentence; "" when all is well, or the
// file holds one value alone. picture: what read_picture made of it. Reads the file again only when little is left.
std::string lost_to_range(const std::filesystem::path& path, const PixelRules& rules, const atelier_tensor& picture);

}  // namespace pictures
