#include "decode_grey_png.hpp"

#include <libdeflate.h>

#include <bit>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

namespace pictures {

using atelier::Tensor;

namespace {

struct Header {
  uint32_t height = 0, width = 0;
  size_t bytes = 1;  // of a value
};

uint32_t word_at(const uint8_t* at) {
  return uint32_t{at[0]} << 24 | uint32_t{at[1]} << 16 | uint32_t{at[2]} << 8 | uint32_t{at[3]};
}

// The header and the packed pixels of a file that has no more than IHDR, IDAT and IEND.
class PlainPng {
 public:
  explicit PlainPng(const File& file) : at_(file.data() + 8), end_(file.data() + file.bytes.size()) {
    is_plain_ = file.bytes.size() > 8 && std::memcmp(file.data(), "\x89PNG\r\n\x1a\n", 8) == 0 && read();
  }
  bool is_plain() const { return is_plain_; }
  const Header& header() const { return header_; }
  const std::vector<uint8_t>& packed() const { return packed_; }

 private:
  bool read() {
    if (!next() || !is("IHDR") || size_ != 13) return false;
    header_ = {word_at(data_ + 4), word_at(data_), data_[8] / 8u};
    if (header_.height == 0 || header_.width == 0 || header_.height > 0x7fffffff || header_.width > 0x7fffffff ||
        (data_[8] != 8 && data_[8] != 16) || data_[9] != 0 || data_[10] != 0 || data_[11] != 0 || data_[12] != 0)
      return false;
    if (!next() || !is("IDAT")) return false;
    do {
      packed_.insert(packed_.end(), data_, data_ + size_);
      if (!next()) return false;
    } while (is("IDAT"));
    return is("IEND") && size_ == 0;
  }
  bool next() {
    if (end_ - at_ < 12) return false;
    size_ = word_at(at_);
    if (size_ > static_cast<size_t>(end_ - at_) - 12) return false;
    type_ = at_ + 4;
    data_ = at_ + 8;
    at_ += 12 + size_;
    return libdeflate_crc32(0, type_, size_ + 4) == word_at(data_ + size_);
  }
  bool is(const char* type) const { return std::memcmp(type_, type, 4) == 0; }

  const uint8_t *at_, *end_, *type_ = nullptr, *data_ = nullptr;
  size_t size_ = 0;
  Header header_;
  std::vector<uint8_t> packed_;
  bool is_plain_ = false;
};

uint8_t paeth(int left, int up, int corner) {
  const int estimate = left + up - corner;
  const int to_left = std::abs(estimate - left), to_up = std::abs(estimate - up),
            to_corner = std::abs(estimate - corner);
  if (to_left <= to_up && to_left <= to_corner) return static_cast<uint8_t>(left);
  return static_cast<uint8_t>(to_up <= to_corner ? up : corner);
}

// Undoes a row's filter. above: the finished row before; step: bytes of a value. False: there is no such filter.
bool unfilter(uint8_t kind, const uint8_t* in, const uint8_t* above, size_t size, size_t step, uint8_t* out) {
  if (kind > 4) return false;
  if (kind == 0) {
    std::memcpy(out, in, size);
    return true;
  }
  for (size_t i = 0; i < size; ++i) {
    const int left = i < step ? 0 : out[i - step], up = above[i], corner = i < step ? 0 : above[i - step];
    const int guess = kind == 1 ? left : kind == 2 ? up : kind == 3 ? (left + up) / 2 : paeth(left, up, corner);
    out[i] = static_cast<uint8_t>(in[i] + guess);
  }
  return true;
}

void swap_bytes(uint16_t* values, size_t count) {
  if constexpr (std::endian::native == std::endian::little)
    for (size_t i = 0; i < count; ++i) values[i] = static_cast<uint16_t>(values[i] << 8 | values[i] >> 8);
}

}  // namespace

std::optional<Tensor> decode_grey_png(const File& file) {
  const PlainPng png(file);
  if (!png.is_plain() || uint64_t{png.header().height} * png.header().width > max_pixels()) return std::nullopt;
  const Header& header = png.header();
  const size_t stride = header.width * header.bytes;
  // Deflate packs at most 1032 to 1: a header that promises more is not worth the memory.
  const uint64_t whole = (uint64_t{stride} + 1) * header.height;
  if (whole / 1032 > png.packed().size()) return std::nullopt;
  const auto rows = std::make_unique_for_overwrite<uint8_t[]>(whole);
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> decompressor(
      libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
  size_t used = 0;
  if (!decompressor ||
      libdeflate_zlib_decompress_ex(decompressor.get(), png.packed().data(), png.packed().size(), rows.get(), whole,
                                    &used, nullptr) != LIBDEFLATE_SUCCESS ||
      used != png.packed().size())
    return std::nullopt;

  const int64_t height = header.height, width = header.width;
  Tensor out = header.bytes == 2 ? Tensor::make<uint16_t>({height, width}) : Tensor::make<uint8_t>({height, width});
  const std::vector<uint8_t> zeros(stride);
  auto* row = static_cast<uint8_t*>(out.get().data);
  const uint8_t* above = zeros.data();
  for (size_t y = 0; y < header.height; ++y, above = row, row += stride) {
    const uint8_t* in = rows.get() + y * (stride + 1);
    if (!unfilter(in[0], in + 1, above, stride, header.bytes, row)) return std::nullopt;
  }
  if (header.bytes == 2) swap_bytes(out.data<uint16_t>(), size_t{header.height} * header.width);
  return out;
}

}  // namespace pictures
