#include "pictures/exif.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <string>

#include "atelier/cpp/core.hpp"
#include "jpeg_segments.hpp"
#include "sources/text_file.hpp"

namespace pictures {
namespace {

constexpr std::string_view kExif("Exif\0\0", 6);
constexpr std::string_view kPngSignature("\x89PNG\r\n\x1a\n", 8);
constexpr uint32_t kLongestPngExif = 1 << 20;
constexpr uint64_t kLongestWebpExif = 1 << 20;
constexpr int kMostWebpChunks = 1 << 16;  // each frame of an animation is one
constexpr unsigned char kWebpHasExif = 0x08;
constexpr uint16_t kOrientationTag = 0x0112;
constexpr uint16_t kShort = 3;
constexpr uint64_t kMostEntries = 4096;  // of a directory; libtiff takes no more either

uint64_t integer_of(std::string_view bytes, bool big) {
  uint64_t value = 0;
  for (size_t i = 0; i < bytes.size(); ++i)
    value = value << 8 | static_cast<unsigned char>(bytes[big ? i : bytes.size() - 1 - i]);
  return value;
}

// The bytes at a place of a text or a file; fewer beyond its end.
using ReadAt = std::function<std::string(uint64_t at, size_t size)>;

// The first directory of TIFF: its offset stands at `start`, its entries are a tag, a type, a count and a value.
struct DirectoryLayout {
  bool big = false;  // the first byte is the highest
  uint64_t start = 4;
  unsigned offset = 4, entry_count = 2, value_count = 4, entry = 12;
};
constexpr DirectoryLayout kBigTiff{false, 8, 8, 8, 8, 20};

// Nothing for what begins otherwise.
std::optional<DirectoryLayout> layout_of(std::string_view start) {
  const std::string_view mark = start.substr(0, 4);
  for (const bool big : {false, true}) {
    if (mark == (big ? std::string_view("MM\0*", 4) : std::string_view("II*\0", 4))) return DirectoryLayout{big};
    if (mark != (big ? std::string_view("MM\0+", 4) : std::string_view("II+\0", 4))) continue;
    DirectoryLayout out = kBigTiff;
    out.big = big;
    return out;
  }
  return {};
}

std::optional<int> of_directory(const ReadAt& read, const DirectoryLayout& layout) {
  const auto integer = [&](uint64_t at, unsigned size) -> std::optional<uint64_t> {
    const std::string bytes = read(at, size);
    if (bytes.size() < size) return {};
    return integer_of(bytes, layout.big);
  };
  const auto directory = integer(layout.start, layout.offset);
  const auto count = directory ? integer(*directory, layout.entry_count) : std::nullopt;
  if (!count || *count > kMostEntries) return {};
  const std::string entries = read(*directory + layout.entry_count, *count * layout.entry);
  for (size_t at = 0; at + 6 + layout.value_count <= entries.size(); at += layout.entry) {
    const std::string_view entry = std::string_view(entries).substr(at);
    const auto field = [&](size_t from, size_t size) { return integer_of(entry.substr(from, size), layout.big); };
    if (field(0, 2) != kOrientationTag) continue;
    const uint64_t value = field(4 + layout.value_count, 2);
    if (field(2, 2) != kShort || field(4, layout.value_count) != 1 || value < 1 || value > 8) return {};
    return static_cast<int>(value);
  }
  return {};
}

std::string read_bytes(std::ifstream& in, size_t size) {
  std::string bytes(size, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(size));
  bytes.resize(static_cast<size_t>(in.gcount()));
  return bytes;
}

std::string read_bytes(std::ifstream& in, uint64_t at, size_t size) {
  in.clear();
  in.seekg(static_cast<std::streamoff>(std::min<uint64_t>(at, INT64_MAX)));
  return in ? read_bytes(in, size) : "";
}

// Big-endian, -1 at the end of the file.
int64_t read_integer(std::ifstream& in, unsigned size) {
  int64_t value = 0;
  for (unsigned i = 0; i < size; ++i) {
    const int c = in.get();
    if (c < 0) return -1;
    value = value << 8 | c;
  }
  return value;
}

std::optional<int> of_jpeg(std::ifstream& in, const std::string& name) {
  try {
    const std::optional<std::string> block = find_jpeg_exif(in, name);
    return block ? exif_orientation_of(*block) : std::nullopt;
  } catch (const atelier::Error&) {  // damaged: its pixels will say so
    return std::nullopt;
  }
}

// The chunk may stand before or after the pixels, which are passed over.
std::optional<int> of_png(std::ifstream& in) {
  in.seekg(8);
  for (;;) {
    const int64_t length = read_integer(in, 4);
    if (length < 0 || length > INT64_C(0x7fffffff)) return {};
    const std::string type = read_bytes(in, 4);
    if (type.size() < 4 || type == "IEND") return {};
    if (type == "eXIf")
      return length > kLongestPngExif ? std::nullopt : exif_orientation_of(read_bytes(in, static_cast<size_t>(length)));
    in.seekg(length + 4, std::ios::cur);
  }
}

// RIFF: chunks of a name, a length and an even number of bytes. A first chunk tells that there is EXIF, or viewers do
// not look for it.
std::optional<int> of_webp(std::ifstream& in) {
  const std::string head = read_bytes(in, 0, 12);
  const uint64_t end = 8 + integer_of(std::string_view(head).substr(4, 4), false);
  uint64_t at = 12;
  for (int i = 0; i < kMostWebpChunks; ++i) {
    const std::string start = read_bytes(in, at, 9);
    if (start.size() < 8) return {};
    const std::string_view name = std::string_view(start).substr(0, 4);
    const uint64_t size = integer_of(std::string_view(start).substr(4, 4), false);
    if (at + 8 + size > end) return {};
    if (i == 0 && (name != "VP8X" || start.size() < 9 || !(static_cast<unsigned char>(start[8]) & kWebpHasExif)))
      return {};
    if (name == "EXIF") {
      if (size > kLongestWebpExif) return {};
      const std::string block = read_bytes(in, at + 8, size);
      const bool has_head = std::string_view(block).substr(0, kExif.size()) == kExif;
      return exif_orientation_of(std::string_view(block).substr(has_head ? kExif.size() : 0));
    }
    at += 8 + size + size % 2;
  }
  return {};
}

}  // namespace

std::optional<int> exif_orientation_of(std::string_view tiff) {
  const auto layout = layout_of(tiff);
  if (!layout || layout->start == kBigTiff.start) return {};
  return of_directory(
      [&](uint64_t at, size_t size) { return std::string(tiff.substr(std::min<uint64_t>(at, tiff.size()), size)); },
      *layout);
}

std::optional<int> exif_orientation(const std::filesystem::path& path) {
  sources::require_regular(path);
  std::ifstream in(path, std::ios::binary);
  if (!in) throw atelier::Error(ATELIER_E_IO, atelier::text("cannot read ", path.string(), ": ", std::strerror(errno)));
  const std::string start = read_bytes(in, 12);
  in.clear();
  if (start.compare(0, 2, "\xff\xd8") == 0) return of_jpeg(in, path.string());
  if (start.compare(0, 8, kPngSignature) == 0) return of_png(in);
  if (start.size() == 12 && start.compare(0, 4, "RIFF") == 0 && start.compare(8, 4, "WEBP") == 0) return of_webp(in);
  if (const auto layout = layout_of(start))
    return of_directory([&](uint64_t at, size_t size) { return read_bytes(in, at, size); }, *layout);
  return {};
}

Shown shown(const std::filesystem::path& path) {
  const Size stored = read_size(path);
  const int orientation = exif_orientation(path).value_or(1);
  return {turned(stored, orientation), orientation};
}

}  // namespace pictures
