#include "pictures/exif.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

#include "atelier/cpp/core.hpp"

namespace pictures {
namespace {

constexpr std::string_view kExif("Exif\0\0", 6);
constexpr std::string_view kPngSignature("\x89PNG\r\n\x1a\n", 8);
constexpr uint32_t kLongestPngExif = 1 << 20;
constexpr uint16_t kOrientationTag = 0x0112;
constexpr uint16_t kShort = 3;

// Integers of either byte order out of a text, within its bounds.
class Block {
 public:
  Block(std::string_view bytes, bool big) : bytes_(bytes), big_(big) {}
  // Nothing beyond the end.
  std::optional<uint32_t> integer(uint64_t at, unsigned size) const {
    if (at + size > bytes_.size()) return {};
    uint32_t value = 0;
    for (unsigned i = 0; i < size; ++i) {
      const uint64_t from = at + (big_ ? i : size - 1 - i);
      value = value << 8 | static_cast<unsigned char>(bytes_[from]);
    }
    return value;
  }

 private:
  std::string_view bytes_;
  bool big_;
};

std::string read_bytes(std::ifstream& in, size_t size) {
  std::string bytes(size, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(size));
  bytes.resize(static_cast<size_t>(in.gcount()));
  return bytes;
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

std::optional<int> of_jpeg(std::ifstream& in) {
  in.seekg(2);
  for (;;) {
    if (in.get() != 0xff) return {};
    int marker = in.get();
    while (marker == 0xff) marker = in.get();
    if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7)) continue;  // stands alone
    if (marker < 0 || marker == 0xd9 || marker == 0xda) return {};       // the pixels begin
    const int64_t length = read_integer(in, 2);
    if (length < 2) return {};
    if (marker != 0xe1) {
      in.seekg(length - 2, std::ios::cur);
      continue;
    }
    const std::string segment = read_bytes(in, static_cast<size_t>(length - 2));
    if (segment.compare(0, kExif.size(), kExif) == 0)
      return exif_orientation_of(std::string_view(segment).substr(kExif.size()));
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

}  // namespace

std::optional<int> exif_orientation_of(std::string_view tiff) {
  const bool big = tiff.substr(0, 4) == std::string_view("MM\0*", 4);
  if (!big && tiff.substr(0, 4) != std::string_view("II*\0", 4)) return {};
  const Block block(tiff, big);
  const auto directory = block.integer(4, 4);
  if (!directory) return {};
  const auto entries = block.integer(*directory, 2);
  for (uint64_t i = 0; entries && i < *entries; ++i) {
    const uint64_t entry = *directory + 2 + 12 * i;
    const auto tag = block.integer(entry, 2);
    if (!tag) return {};
    if (*tag != kOrientationTag) continue;
    const auto type = block.integer(entry + 2, 2), count = block.integer(entry + 4, 4),
               value = block.integer(entry + 8, 2);
    if (type != kShort || count != 1u || !value || *value < 1 || *value > 8) return {};
    return static_cast<int>(*value);
  }
  return {};
}

std::optional<int> exif_orientation(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw atelier::Error(ATELIER_E_IO, atelier::text("cannot read ", path.string(), ": ", std::strerror(errno)));
  const std::string start = read_bytes(in, 8);
  in.clear();
  if (start.compare(0, 2, "\xff\xd8") == 0) return of_jpeg(in);
  if (start == kPngSignature) return of_png(in);
  return {};
}

Shown shown(const std::filesystem::path& path) {
  Shown out{read_size(path), exif_orientation(path).value_or(1)};
  if (swaps_sides(out.orientation)) std::swap(out.size.height, out.size.width);
  return out;
}

}  // namespace pictures
