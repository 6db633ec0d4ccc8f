#include "sources/text_file.hpp"

#include <algorithm>
#include <array>
#include <atelier/cpp/core.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "trimmed.hpp"

namespace sources {

namespace fs = std::filesystem;

using atelier::Error;
using atelier::text;

namespace {

bool starts_with(std::string_view bytes, std::string_view with) { return bytes.substr(0, with.size()) == with; }

// 0x80 to 0x9f of Windows-1252; the five that it leaves free are as in Latin-1.
constexpr std::array<unsigned, 32> kWindows = {0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
                                               0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0x8d,   0x17d,  0x8f,
                                               0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                               0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};

// A byte from 0x80 on, as UTF-8.
void append_windows_1252(unsigned char byte, std::string& out) {
  const unsigned c = byte < 0xa0 ? kWindows[byte - 0x80u] : byte;
  if (c >= 0x800) out += static_cast<char>(0xe0 | c >> 12);
  out += static_cast<char>(c >= 0x800 ? 0x80 | (c >> 6 & 0x3f) : 0xc0 | c >> 6);
  out += static_cast<char>(0x80 | (c & 0x3f));
}

// Bytes of the sound character of UTF-8 at `at`; 0 for none.
size_t sound_at(std::string_view bytes, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(i < bytes.size() ? bytes[i] : 0); };
  const unsigned first = byte(at), second = byte(at + 1);
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  for (size_t i = 1; i < size; ++i)
    if ((byte(at + i) & 0xc0) != 0x80) return 0;
  const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool no_character = (first == 0xed && second >= 0xa0) || (first == 0xf4 && second >= 0x90);
  return overlong || no_character ? 0 : size;
}

// The size that the file says is a guess: it may grow, and some files of /proc say 0.
std::string read_at_most(const fs::path& file, size_t most) {
  require_regular(file);
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error(ATELIER_E_IO, text("cannot read ", file.string(), ": ", std::strerror(errno)));
  std::error_code none;
  const uintmax_t said = fs::file_size(file, none);
  std::string bytes;
  if (!none) bytes.reserve(static_cast<size_t>(std::min<uintmax_t>(said, most)) + 1);
  std::array<char, 1 << 16> piece{};
  while (bytes.size() <= most && in) {
    in.read(piece.data(), piece.size());
    bytes.append(piece.data(), static_cast<size_t>(in.gcount()));
  }
  if (in.bad()) throw Error(ATELIER_E_IO, text("cannot read ", file.string(), ": ", std::strerror(errno)));
  if (bytes.size() > most)
    throw Error(ATELIER_E_DATA, text(file.string(), ": ", std::max<uintmax_t>(said, bytes.size()),
                                     " bytes are too many for such a file; at most ", most));
  return bytes;
}

}  // namespace

std::string with_windows_1252_read(std::string_view bytes, size_t& mended) {
  std::string out;
  out.reserve(bytes.size() + 16);
  for (size_t at = 0; at < bytes.size();) {
    const size_t size = sound_at(bytes, at);
    if (size == 0) {
      append_windows_1252(static_cast<unsigned char>(bytes[at++]), out);
      ++mended;
    } else {
      out += bytes.substr(at, size);
      at += size;
    }
  }
  return out;
}

std::optional<WideEncoding> wide_encoding(std::string_view bytes) {
  using namespace std::string_view_literals;
  const auto utf16 = [](bool is_big_endian) { return WideEncoding{"UTF-16", 2, is_big_endian}; };
  const auto utf32 = [](bool is_big_endian) { return WideEncoding{"UTF-32", 4, is_big_endian}; };
  if (starts_with(bytes, "\xff\xfe\0\0"sv)) return utf32(false);
  if (starts_with(bytes, "\0\0\xfe\xff"sv)) return utf32(true);
  if (starts_with(bytes, "\xff\xfe"sv)) return utf16(false);
  if (starts_with(bytes, "\xfe\xff"sv)) return utf16(true);
  if (bytes.size() < 4) return {};
  const auto zero = [&](size_t i) { return bytes[i] == '\0'; };
  if (zero(0) && zero(1) && zero(2) && !zero(3)) return utf32(true);
  if (!zero(0) && zero(1) && zero(2) && zero(3)) return utf32(false);
  if (!zero(0) && zero(1) && !zero(2) && zero(3)) return utf16(false);
  if (zero(0) && !zero(1) && zero(2) && !zero(3)) return utf16(true);
  return {};
}

void require_regular(const fs::path& file) {
  std::error_code error;
  const fs::file_status found = fs::status(file, error);
  if (fs::is_regular_file(found)) return;
  if (fs::is_directory(found)) throw Error(ATELIER_E_IO, text(file.string(), " is a folder, not a file"));
  if (fs::exists(found))
    throw Error(
        ATELIER_E_DATA,
        text(file.string(), " is a pipe or a device; such files are read more than once, so save it as a file"));
  if (!error) error = std::make_error_code(std::errc::no_such_file_or_directory);
  throw Error(ATELIER_E_IO, text("cannot read ", file.string(), ": ", error.message()));
}

std::string read_text(const fs::path& file, size_t most) {
  std::string bytes = read_at_most(file, most);
  if (const auto wide = wide_encoding(bytes))
    throw Error(ATELIER_E_DATA,
                text(file.string(), ": the file is in ", wide->name,
                     "; save it as UTF-8 (in PowerShell: ", "Out-File -Encoding utf8, in Excel: CSV UTF-8)"));
  if (starts_with(bytes, "\xef\xbb\xbf")) bytes.erase(0, 3);
  return bytes;
}

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  size_t number = 0;
  for (size_t start = 0; start < text.size();) {
    const size_t end = std::min(text.find_first_of("\r\n", start), text.size());
    const std::string_view line = trimmed(text.substr(start, end - start));
    ++number;
    if (!line.empty()) lines.push_back({line, number, static_cast<size_t>(line.data() - text.data())});
    start = end + (text.substr(end, 2) == "\r\n" ? 2 : 1);
  }
  return lines;
}

}  // namespace sources
