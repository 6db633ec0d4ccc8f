// Small text files as people's editors and spreadsheets leave them: lists, class names, labels, YAML.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sources {

// Throws ATELIER_E_IO for what is not there or is a folder, ATELIER_E_DATA for a pipe or a device, which nobody may
// open to read: opening a pipe waits until somebody writes to it, and a device may have no end. [any]
void require_regular(const std::filesystem::path& file);

// The whole file without a byte order mark of UTF-8. Throws as require_regular, and ATELIER_E_DATA for a file in UTF-16
// or UTF-32, with how to save it as UTF-8, and for one of more than `most` bytes, of which no more are read. [any]
std::string read_text(const std::filesystem::path& file, size_t most = size_t{64} << 20);

// A line without the blanks around it, and its number from 1.
struct Line {
  std::string_view text;
  size_t number = 0;
  size_t offset = 0;  // of the text, in what was given
};

// Lines that hold something. They end with LF, CR LF or CR. [any]
std::vector<Line> lines_of(std::string_view text);

// UTF-16 or UTF-32.
struct WideEncoding {
  std::string_view name;
  size_t unit = 0;  // bytes
  bool is_big_endian = false;
};
// By the first bytes: a mark, or zeros where text has none. Nothing for what is neither. [any]
std::optional<WideEncoding> wide_encoding(std::string_view bytes);

// The text with bytes that are no UTF-8 read as Windows-1252, which is Latin-1 but for 0x80 to 0x9f, where Latin-1 has
// control characters that nobody writes. `mended` counts them. All else stays. [any]
std::string with_windows_1252_read(std::string_view bytes, size_t& mended);
inline std::string with_windows_1252_read(std::string_view bytes) {
  size_t mended = 0;
  return with_windows_1252_read(bytes, mended);
}

}  // namespace sources
