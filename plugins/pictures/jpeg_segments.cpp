#include "jpeg_segments.hpp"

#include <string_view>

namespace pictures {

namespace {

constexpr int kApp1 = 0xe1;
constexpr std::string_view kExif("Exif\0\0", 6);

bool stands_alone(int marker) { return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7); }

bool is_frame(int marker) {
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

}  // namespace

int JpegSegments::next() {
  file_.seekg(end_);
  for (;;) {
    if (byte() != 0xff) fail("a marker was expected here");
    int marker = byte();
    while (marker == 0xff) marker = byte();
    if (stands_alone(marker)) continue;
    const int length = word();
    if (length < 2) fail("a segment with an impossible length");
    end_ = static_cast<std::streamoff>(file_.tellg()) + length - 2;
    return marker;
  }
}

std::string JpegSegments::content() {
  std::string bytes(static_cast<size_t>(end_ - static_cast<std::streamoff>(file_.tellg())), '\0');
  file_.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(file_.gcount()));
  return bytes;
}

int JpegSegments::byte() {
  const int value = file_.get();
  if (value < 0) fail("the file ends inside the header");
  return value;
}

int JpegSegments::word() {
  const int high = byte();
  return high * 256 + byte();
}

void JpegSegments::fail(const char* what) {
  file_.clear();
  throw atelier::Error(
      ATELIER_E_DATA, atelier::text(name_, ": damaged JPEG at byte ", static_cast<int64_t>(file_.tellg()), ": ", what));
}

JpegFrame find_jpeg_frame(std::istream& file, const std::string& name) {
  JpegSegments segments(file, name);
  int marker = segments.next();
  while (!is_frame(marker)) {
    if (JpegSegments::is_last(marker)) segments.fail("pixels begin before the frame header");
    marker = segments.next();
  }
  segments.byte();  // bits per sample
  const int height = segments.word(), width = segments.word();
  return {{static_cast<uint32_t>(height), static_cast<uint32_t>(width)}, segments.byte()};
}

std::optional<std::string> find_jpeg_exif(std::istream& file, const std::string& name) {
  JpegSegments segments(file, name);
  for (int marker = segments.next(); !JpegSegments::is_last(marker); marker = segments.next()) {
    if (marker != kApp1) continue;
    const std::string content = segments.content();
    if (content.compare(0, kExif.size(), kExif) == 0) return content.substr(kExif.size());
  }
  return std::nullopt;
}

}  // namespace pictures
