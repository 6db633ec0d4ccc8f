// BMP files: colours through stb_image, indices of 8-bit palettes read here, since no library gives them. Format:
// Microsoft's BITMAPFILEHEADER and BITMAPINFOHEADER.
#include <cstdlib>
#include <limits>
#include <memory>

#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_BMP
#define STBI_NO_STDIO
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

#include <cstring>

#include "codecs.hpp"

namespace pictures {

using atelier::Error;
using atelier::Tensor;
using atelier::text;

namespace {

constexpr size_t kInfoEnd = 54;  // of the file header and BITMAPINFOHEADER

uint32_t number(const File& file, size_t at, unsigned bytes) {
  uint32_t value = 0;
  for (unsigned i = 0; i < bytes; ++i) value |= uint32_t{file.data()[at + i]} << 8 * i;
  return value;
}

[[noreturn]] void fail(const File& file, std::string_view why) {
  throw Error(ATELIER_E_DATA, text(file.name, ": damaged BMP, or of a kind that is not read: ", why));
}

int size_for_stb(const File& file) {
  if (file.bytes.size() > static_cast<size_t>(std::numeric_limits<int>::max())) fail(file, "it has more than 2 GiB");
  return static_cast<int>(file.bytes.size());
}

}  // namespace

Size size_of_bmp(const File& file) {
  if (file.bytes.size() < kInfoEnd) fail(file, "the file ends inside the header");
  if (number(file, 14, 4) == 12) return {number(file, 20, 2), number(file, 18, 2)};  // OS/2's
  const auto height = static_cast<int32_t>(number(file, 22, 4));
  const int64_t rows = std::abs(int64_t{height});  // negative: the first row is the upper one
  return {static_cast<uint32_t>(rows), number(file, 18, 4)};
}

atelier_form form_of_bmp(const File& file) {
  const Size size = size_of_bmp(file);
  check_size(file.name, size.height, size.width);
  int width = 0, height = 0, channels = 0;
  if (!stbi_info_from_memory(file.data(), size_for_stb(file), &width, &height, &channels))
    fail(file, stbi_failure_reason());
  return atelier::form_of<uint8_t>(static_cast<uint32_t>(channels));
}

Tensor decode_bmp(const File& file, Pixels wanted) {
  const Size size = size_of_bmp(file);
  check_size(file.name, size.height, size.width);
  // The pixels are not packed but for a kind that stb_image refuses; where they cannot be there, take no memory.
  const uint64_t row = (uint64_t{size.width} * number(file, number(file, 14, 4) == 12 ? 24 : 28, 2) + 31) / 32 * 4;
  if (row * size.height > file.bytes.size()) fail(file, "it ends before its pixels do");
  int width = 0, height = 0, channels = 0;
  const int asked = wanted == Pixels::kRgb ? 3 : 0;
  const std::unique_ptr<stbi_uc, decltype(&stbi_image_free)> pixels(
      stbi_load_from_memory(file.data(), size_for_stb(file), &width, &height, &channels, asked), &stbi_image_free);
  if (!pixels) fail(file, stbi_failure_reason());
  Tensor out = Tensor::make<uint8_t>({height, width, asked ? asked : channels});
  std::memcpy(out.data<uint8_t>(), pixels.get(), out.bytes());
  return out;
}

Tensor decode_bmp_labels(const File& file) {
  const Size size = size_of_bmp(file);
  check_size(file.name, size.height, size.width);
  if (number(file, 14, 4) < 40 || number(file, 28, 2) != 8 || number(file, 30, 4) != 0)
    fail(file, "labels need 8 bits per pixel, not packed; write label maps as PNG with one channel");
  const uint64_t first = number(file, 10, 4), stride = (uint64_t{size.width} + 3) / 4 * 4;
  if (first > file.bytes.size() || stride * size.height > file.bytes.size() - first)
    fail(file, "it ends before its pixels do");
  const bool upper_first = number(file, 22, 4) >> 31;
  Tensor out = Tensor::make<uint8_t>({size.height, size.width});
  for (uint64_t y = 0; y < size.height; ++y)
    std::memcpy(out.data<uint8_t>() + y * size.width,
                file.data() + first + stride * (upper_first ? y : size.height - 1 - y), size.width);
  return out;
}

}  // namespace pictures
