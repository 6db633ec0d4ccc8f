// Texts and pictures as other tools write them. [any]
#pragma once

#include <cstdint>
#include <string>

namespace mutations {

std::string base64(const std::string& bytes);
std::string zipped(const std::string& bytes);
// As Python's str() writes bytes.
std::string python_bytes(const std::string& text);
// A PNG as far as its header.
std::string png_header(uint32_t width, uint32_t height);
// Of characters below U+0800.
std::string as_utf16(const std::string& utf8, bool big, bool mark);

}  // namespace mutations
