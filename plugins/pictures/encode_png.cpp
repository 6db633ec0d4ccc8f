// PNG files through libdeflate, which packs label maps about twice as fast as zlib. Format: W3C Portable Network
// Graphics. Label maps go unfiltered (runs of equal bytes pack best as they are); each row of a colour picture takes
// the filter with the smallest sum of absolute differences, as the specification recommends.
#include <libdeflate.h>

#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

#include "pictures/picture_file.hpp"
#include "png_chunks.hpp"

namespace pictures {

using atelier::Error;
using atelier::text;

namespace {

constexpr int kLevel = 6;

std::string pack(const std::vector<uint8_t>& rows) {
  const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(kLevel), &libdeflate_free_compressor);
  if (!compressor) throw std::bad_alloc();
  std::string out(libdeflate_zlib_compress_bound(compressor.get(), rows.size()), '\0');
  out.resize(libdeflate_zlib_compress(compressor.get(), rows.data(), rows.size(), out.data(), out.size()));
  return out;
}

uint8_t paeth(int left, int up, int corner) {
  const int estimate = left + up - corner;
  const int to_left = std::abs(estimate - left), to_up = std::abs(estimate - up),
            to_corner = std::abs(estimate - corner);
  if (to_left <= to_up && to_left <= to_corner) return static_cast<uint8_t>(left);
  return static_cast<uint8_t>(to_up <= to_corner ? up : corner);
}

// One row of RGB under filter 0 (none), 1 (left), 2 (up), 3 (average) or 4 (Paeth). above: the row before, or zeros.
void filter(int kind, const uint8_t* row, const uint8_t* above, size_t size, uint8_t* out) {
  for (size_t i = 0; i < size; ++i) {
    const int left = i < 3 ? 0 : row[i - 3], up = above[i], corner = i < 3 ? 0 : above[i - 3];
    const std::array<int, 5> guesses = {0, left, up, (left + up) / 2, kind == 4 ? paeth(left, up, corner) : 0};
    out[i] = static_cast<uint8_t>(row[i] - guesses[static_cast<size_t>(kind)]);
  }
}

std::vector<uint8_t> filtered_rows(const uint8_t* rgb, size_t height, size_t width) {
  const size_t size = width * 3;
  const std::vector<uint8_t> zeros(size);
  std::vector<uint8_t> out, candidate(size), best(size);
  out.reserve(height * (size + 1));
  for (size_t y = 0; y < height; ++y) {
    uint64_t best_sum = UINT64_MAX;
    int best_kind = 0;
    for (int kind = 0; kind < 5; ++kind) {
      filter(kind, rgb + y * size, y ? rgb + (y - 1) * size : zeros.data(), size, candidate.data());
      uint64_t sum = 0;
      for (const uint8_t byte : candidate) sum += static_cast<uint64_t>(std::abs(static_cast<int8_t>(byte)));
      if (sum < best_sum) {
        best_sum = sum;
        best_kind = kind;
        best.swap(candidate);
      }
    }
    out.push_back(static_cast<uint8_t>(best_kind));
    out.insert(out.end(), best.begin(), best.end());
  }
  return out;
}

template <class T>
std::vector<uint8_t> plain_rows(const T* labels, size_t height, size_t width) {
  std::vector<uint8_t> out;
  out.reserve(height * (width * sizeof(T) + 1));
  for (size_t y = 0; y < height; ++y, labels += width) {
    out.push_back(0);
    if constexpr (sizeof(T) == 1)
      out.insert(out.end(), labels, labels + width);
    else
      for (size_t x = 0; x < width; ++x) {
        out.push_back(static_cast<uint8_t>(labels[x] >> 8));
        out.push_back(static_cast<uint8_t>(labels[x] & 255));
      }
  }
  return out;
}

}  // namespace

std::string encode_png(const atelier_tensor& pixels, std::string_view palette) {
  const bool is_rgb = pixels.ndim == 3 && pixels.shape[2] == 3;
  if ((!is_rgb && pixels.ndim != 2) || pixels.shape[0] < 1 || pixels.shape[1] < 1 || pixels.shape[0] > 0x7fffffff ||
      pixels.shape[1] > 0x7fffffff)
    throw Error(ATELIER_E_UNSUPPORTED, text("a tensor ", atelier::describe(pixels), " cannot be written as a PNG"));
  const auto height = static_cast<uint32_t>(pixels.shape[0]), width = static_cast<uint32_t>(pixels.shape[1]);
  if (is_rgb)
    return assemble({height, width, 8, kRgb}, {},
                    pack(filtered_rows(atelier::data_of<const uint8_t>(pixels), height, width)));
  if (atelier::same_dtype(pixels.dtype, atelier::dtype_of<uint16_t>()))
    return assemble({height, width, 16, kGrey}, {},
                    pack(plain_rows(atelier::data_of<const uint16_t>(pixels), height, width)));
  return assemble({height, width, 8, palette.empty() ? kGrey : kPalette}, palette,
                  pack(plain_rows(atelier::data_of<const uint8_t>(pixels), height, width)));
}

}  // namespace pictures
