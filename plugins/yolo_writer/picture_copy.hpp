// A picture file in another folder.
#pragma once

#include <filesystem>

namespace atelier::yolo_writer {

// A symbolic link to the absolute path of `from`. Throws ATELIER_E_IO. [any]
void link_picture(const std::filesystem::path& from, const std::filesystem::path& to);

// The same bytes, complete or absent. Throws ATELIER_E_IO. [any]
void copy_picture(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace atelier::yolo_writer
