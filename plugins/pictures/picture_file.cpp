#include "pictures/picture_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "atelier/cpp/files.hpp"
#include "codecs.hpp"
#include "decode_grey_png.hpp"
#include "foreign_format.hpp"
#include "jpeg_segments.hpp"
#include "pictures/deep_pictures.hpp"
#include "pictures/resize.hpp"
#include "sources/text_file.hpp"

namespace pictures {

using atelier::Error;
using atelier::text;

namespace {

constexpr int64_t kMostRows = 32767;  // as of resize_picture

enum class Format { kJpeg, kPng, kBmp, kTiff, kWebp, kUnknown };

constexpr std::string_view kPngSignature("\x89PNG\r\n\x1a\n", 8);

// A PNG signature with some damage is still taken for PNG, so that its decoder says what is wrong.
Format format_of(std::string_view start) {
  if (start.substr(0, 2) == "\xff\xd8") return Format::kJpeg;
  size_t alike = 0;
  for (size_t i = 0; i < kPngSignature.size() && i < start.size(); ++i) alike += start[i] == kPngSignature[i];
  if (alike >= 4) return Format::kPng;
  if (start.substr(0, 2) == "BM") return Format::kBmp;
  if (start.substr(0, 4) == "RIFF" && start.size() >= 12 && start.substr(8, 4) == "WEBP") return Format::kWebp;
  for (const std::string_view tiff : {std::string_view("II*\0", 4), std::string_view("MM\0*", 4),
                                      std::string_view("II+\0", 4), std::string_view("MM\0+", 4)})
    if (start.substr(0, 4) == tiff) return Format::kTiff;
  return Format::kUnknown;
}

[[noreturn]] void refuse_unknown(const File& file) {
  const ForeignFormat found = foreign_format(file.bytes);
  if (!found.name.empty() && found.is_picture)
    throw Error(ATELIER_E_UNSUPPORTED,
                text(file.name, ": ", found.name, ", which is not read; convert it to PNG, TIFF or JPEG"));
  std::string what = found.name.empty() ? "; it begins with" : text(", but ", found.name);
  for (size_t i = 0; found.name.empty() && i < file.bytes.size() && i < 8; ++i) {
    char digits[4];
    std::snprintf(digits, sizeof digits, " %02x", file.data()[i]);
    what += digits;
  }
  throw Error(ATELIER_E_DATA, text(file.name, ": no picture of a known format (JPEG, PNG, BMP, WebP, TIFF)", what));
}

void check_not_empty(const File& file) {
  if (file.bytes.empty()) throw Error(ATELIER_E_DATA, text(file.name, ": the file is empty"));
}

void check_resize(const std::string& name, int64_t height, int64_t width) {
  if (height < 1 || width < 1 || height > kMostRows || width > kMostRows)
    throw Error(ATELIER_E_UNSUPPORTED, text(name, ": cannot be resized to ", height, " rows and ", width, " columns"));
}

File read(const std::filesystem::path& path) {
  sources::require_regular(path);
  File file{atelier::read_file(path), path.string()};
  check_not_empty(file);
  return file;
}

// A file whose beginning is read, and of what follows no more than is needed.
struct StartedFile {
  explicit StartedFile(const std::filesystem::path& path) : start{std::string(kHeader, '\0'), path.string()} {
    sources::require_regular(path);
    in.open(path, std::ios::binary);
    if (!in) throw Error(ATELIER_E_IO, text("cannot read ", path.string(), ": ", std::strerror(errno)));
    in.read(start.bytes.data(), static_cast<std::streamsize>(kHeader));
    start.bytes.resize(static_cast<size_t>(in.gcount()));
    in.clear();
    if (start.bytes.empty()) read(path);  // says why
  }
  PartialFile rest() {
    in.seekg(0, std::ios::end);
    return {start.name, static_cast<uint64_t>(in.tellg()), [this](uint64_t at, void* to, size_t count) {
              in.clear();
              in.seekg(static_cast<std::streamoff>(at));
              in.read(static_cast<char*>(to), static_cast<std::streamsize>(count));
              return static_cast<size_t>(in.gcount());
            }};
  }
  std::ifstream in;
  File start;
};

atelier_form form_of_started(StartedFile& file) {
  switch (format_of(file.start.bytes)) {
    case Format::kJpeg:
      return atelier::form_of<uint8_t>(find_jpeg_frame(file.in, file.start.name).channels == 1 ? 1 : 3);
    case Format::kPng:
      return form_of_png(file.start);
    case Format::kBmp:
      return form_of_bmp(file.start);
    case Format::kTiff:
      return form_of_tiff(file.rest());
    case Format::kWebp:
      return form_of_webp(file.start);
    case Format::kUnknown:
      break;
  }
  refuse_unknown(file.start);
}

uint32_t big_endian(const char* at) {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(at[i]);
  return value;
}

}  // namespace

uint64_t max_pixels() {
  static const uint64_t limit = [] {
    constexpr uint64_t kUsual = uint64_t{1} << 28, kMost = 0xffffffff;
    const char* set = std::getenv("ATELIER_MAX_PIXELS");
    uint64_t wanted = 0;
    if (!set || std::from_chars(set, set + std::strlen(set), wanted).ec != std::errc() || wanted == 0) return kUsual;
    return std::min(wanted, kMost);
  }();
  return limit;
}

void check_size(const std::string& name, uint64_t height, uint64_t width) {
  if (height == 0 || width == 0)
    throw Error(ATELIER_E_DATA, text(name, ": a picture of ", height, " rows and ", width, " columns has no pixels"));
  if (width > max_pixels() / height)
    throw Error(ATELIER_E_UNSUPPORTED,
                text(name, ": ", height, " rows of ", width, " pixels are more than the ", max_pixels(),
                     " pixels read here; scale the picture down, or raise the "
                     "limit with the environment variable ATELIER_MAX_PIXELS"));
}

void check_bytes(const std::string& name, uint64_t height, uint64_t width, uint64_t pixel_bytes) {
  check_size(name, height, width);
  const uint64_t most = max_pixels() * 16;
  if (pixel_bytes > most / (height * width))
    throw Error(ATELIER_E_UNSUPPORTED,
                text(name, ": ", height, " rows of ", width, " pixels of ", pixel_bytes, " bytes are more than the ",
                     most, " bytes read here; raise the limit with the environment variable ATELIER_MAX_PIXELS"));
}

atelier::Tensor first_channel(const atelier::Tensor& rgb) {
  atelier::Tensor out = atelier::Tensor::make<uint8_t>({rgb.dim(0), rgb.dim(1), 1});
  const uint8_t* from = rgb.data<uint8_t>();
  uint8_t* to = out.data<uint8_t>();
  for (size_t i = 0; i < out.bytes(); ++i) to[i] = from[3 * i];
  return out;
}

namespace {

bool is_deep(const File& file) {
  switch (format_of(file.bytes)) {
    case Format::kPng:
      return is_deep_png(file.bytes);
    case Format::kTiff:
      return is_deep_tiff(partial_file(file));
    default:
      return false;
  }
}

atelier::Tensor decode(const File& file, Pixels pixels) {
  switch (format_of(file.bytes)) {
    case Format::kJpeg:
      return decode_jpeg(file, pixels);
    case Format::kPng:
      return decode_png(file, pixels);
    case Format::kBmp:
      return decode_bmp(file, pixels);
    case Format::kTiff:
      return decode_tiff(file, pixels);
    case Format::kWebp:
      return decode_webp(file, pixels);
    case Format::kUnknown:
      break;
  }
  refuse_unknown(file);
}

atelier::Tensor decode_by(const PixelRules& rules, const File& file) {
  if (rules.pixels == Pixels::kAsStored || !is_deep(file)) return decode(file, rules.pixels);
  const atelier::Tensor stored = decode(file, Pixels::kAsStored);
  if (!rules.range.given()) refuse_deep(file.name, stored);
  return to_rgb8(file.name, stored, rules.range);
}

}  // namespace

atelier::Tensor read_picture(const std::filesystem::path& path, const PixelRules& rules) {
  return decode_by(rules, read(path));
}

bool needs_range(const std::filesystem::path& path, const PixelRules& rules) {
  if (rules.pixels != Pixels::kRgb || rules.range.given()) return false;
  StartedFile file(path);
  const Format format = format_of(file.start.bytes);
  return format == Format::kTiff ? is_deep_tiff(file.rest()) : format == Format::kPng && is_deep_png(file.start.bytes);
}

atelier_form read_form(const std::filesystem::path& path, const PixelRules& rules) {
  if (rules.pixels == Pixels::kRgb) return atelier::kRgb8;
  StartedFile file(path);
  return form_of_started(file);
}

ResizedPicture read_picture_resized(const std::filesystem::path& path, int64_t height, int64_t width,
                                    const PixelRules& rules) {
  check_resize(path.string(), height, width);
  const File file = read(path);
  const Size size = {static_cast<uint32_t>(height), static_cast<uint32_t>(width)};
  if (format_of(file.bytes) == Format::kJpeg) return decode_jpeg_resized(file, rules.pixels, size);
  atelier::Tensor whole = decode_by(rules, file);
  const Size stored = {static_cast<uint32_t>(whole.dim(0)), static_cast<uint32_t>(whole.dim(1))};
  return {size == stored ? std::move(whole) : resize_picture(whole, height, width), stored};
}

atelier::Tensor read_labels(const std::filesystem::path& path) {
  return decode_labels(atelier::read_file(path), path.string());
}

atelier::Tensor decode_labels(std::string bytes, const std::string& name) {
  const File file{std::move(bytes), name};
  check_not_empty(file);
  switch (format_of(file.bytes)) {
    case Format::kJpeg:
      throw Error(ATELIER_E_DATA, text(file.name,
                                       ": a JPEG file cannot hold labels, its compression changes them; "
                                       "write label maps as PNG with one channel"));
    case Format::kPng:
      if (auto labels = decode_grey_png(file)) return std::move(*labels);
      return decode_png_labels(file);
    case Format::kBmp:
      return decode_bmp_labels(file);
    case Format::kTiff:
      return decode_tiff_labels(file);
    case Format::kWebp:
      throw Error(ATELIER_E_DATA, text(file.name,
                                       ": a WebP file holds colours, which are no labels; write label maps as PNG "
                                       "with one channel"));
    case Format::kUnknown:
      break;
  }
  refuse_unknown(file);
}

Size read_size(const std::filesystem::path& path) {
  sources::require_regular(path);
  std::ifstream in(path, std::ios::binary);
  if (!in) throw Error(ATELIER_E_IO, text("cannot read ", path.string(), ": ", std::strerror(errno)));
  std::array<char, 24> start{};
  in.read(start.data(), start.size());
  const std::string_view read_bytes(start.data(), static_cast<size_t>(in.gcount()));
  in.clear();
  Size size;
  const Format format = format_of(read_bytes);
  switch (format) {
    case Format::kJpeg:
      size = find_jpeg_frame(in, path.string()).size;
      break;
    case Format::kPng:
      if (read_bytes.size() < 24 || read_bytes.substr(0, 16) != std::string_view("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16))
        throw Error(ATELIER_E_DATA, text(path.string(), ": damaged PNG at byte 0: no PNG header"));
      size = {big_endian(&start[20]), big_endian(&start[16])};
      break;
    case Format::kTiff:
      size = size_of_tiff(StartedFile(path).rest());
      break;
    case Format::kBmp:
      size = size_of_bmp(read(path));
      break;
    case Format::kWebp:
      size = size_of_webp(read(path));
      break;
    case Format::kUnknown:
      refuse_unknown(StartedFile(path).start);
  }
  check_size(path.string(), size.height, size.width);
  return size;
}

}  // namespace pictures
