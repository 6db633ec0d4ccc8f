// Files in UTF-16 and UTF-32, made UTF-8. [any]
#pragma once

#include <filesystem>
#include <optional>

#include "sources/text_file.hpp"

namespace atelier::coco_doctor {

// By the first bytes of the file.
std::optional<sources::WideEncoding> wide_encoding_of(const std::filesystem::path& file);

// Writes `source`, in UTF-16 or UTF-32, as UTF-8 without a byte order mark; pieces of characters become U+FFFD. Through
// a small window. Throws ATELIER_E_IO.
void write_as_utf8(const std::filesystem::path& source, const sources::WideEncoding& encoding,
                   const std::filesystem::path& target);

}  // namespace atelier::coco_doctor
