// PNG files through libpng.
//
// The library reports errors by a call that must not return. Ours longjmps back to run(), across frames of C and of
// lambdas without destructors only; the exception is thrown from there. Its warnings (a bad colour profile, say) are
// let pass: none of them concerns a pixel.
#include <png.h>

#include <algorithm>
#include <bit>
#include <csetjmp>
#include <cstdio>
#include <cstring>

#include "codecs.hpp"

namespace pictures {

using atelier::Error;
using atelier::Tensor;
using atelier::text;

namespace {

constexpr std::string_view kStart("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
constexpr size_t kBits = 24, kType = 25;  // where the header says how many bits, and of what

// libpng takes as much memory as a chunk's header says, up to 2 GiB, before it reads what the chunk holds. So all of
// them must lie within the file. What comes after the last one is not looked at.
void check_chunks(const File& file) {
  const auto number_at = [&](size_t at) {
    uint32_t number = 0;
    for (size_t i = at; i < at + 4; ++i) number = number << 8 | file.data()[i];
    return number;
  };
  constexpr size_t kSignature = 8, kFrame = 12;  // length, type, checksum
  std::string_view type;
  for (size_t at = kSignature; type != "IEND" && file.bytes.size() - at >= kFrame;) {
    const size_t length = number_at(at);
    type = std::string_view(file.bytes).substr(at + 4, 4);
    if (length > file.bytes.size() - at - kFrame)
      throw Error(ATELIER_E_DATA, text(file.name, ": damaged PNG at byte ", at,
                                       ": the file ends too early: a chunk of ", length, " bytes begins here"));
    at += kFrame + length;
  }
}

class PngReader {
 public:
  explicit PngReader(const File& file) : file_(file) {
    png_ = png_create_read_struct(
        PNG_LIBPNG_VER_STRING, this,
        [](png_structp png, png_const_charp message) {
          auto& self = *static_cast<PngReader*>(png_get_error_ptr(png));
          std::snprintf(self.message_, sizeof self.message_, "%s", message);
          std::longjmp(self.back_, 1);
        },
        [](png_structp, png_const_charp) {});
    if (!png_) throw std::bad_alloc();
    info_ = png_create_info_struct(png_);
    if (!info_) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      throw std::bad_alloc();
    }
    png_set_read_fn(png_, this, [](png_structp png, png_bytep out, size_t size) {
      auto& self = *static_cast<PngReader*>(png_get_io_ptr(png));
      if (size > self.file_.bytes.size() - self.at_) {
        self.at_ = self.file_.bytes.size();
        png_error(png, "the file ends too early");
      }
      std::memcpy(out, self.file_.data() + self.at_, size);
      self.at_ += size;
    });
  }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }

  // Of 8 bits a channel or less.
  Tensor read_rgb() {
    read_header();
    run([&] {
      png_set_palette_to_rgb(png_);
      png_set_expand_gray_1_2_4_to_8(png_);
      png_set_gray_to_rgb(png_);
      png_set_strip_alpha(png_);
    });
    return read_pixels(Tensor::make<uint8_t>({height_, width_, 3}));
  }

  atelier_form form() {
    read_header();
    const int type = png_get_color_type(png_, info_);
    const uint32_t channels = type == PNG_COLOR_TYPE_PALETTE ? 3 : png_get_channels(png_, info_);
    return is_wide() ? atelier::form_of<uint16_t>(channels) : atelier::form_of<uint8_t>(channels);
  }

  Tensor read_stored() {
    const atelier_form form = this->form();
    run([&] {
      if (png_get_color_type(png_, info_) == PNG_COLOR_TYPE_PALETTE) {
        png_set_palette_to_rgb(png_);
        png_set_strip_alpha(png_);
      }
      png_set_expand_gray_1_2_4_to_8(png_);
      if (std::endian::native == std::endian::little && is_wide()) png_set_swap(png_);
    });
    const int64_t shape[] = {height_, width_, form.channels};
    return read_pixels(Tensor::make(form.dtype, {shape, 3}));
  }

  Tensor read_values() {
    read_header();
    const int type = png_get_color_type(png_, info_);
    if (type != PNG_COLOR_TYPE_GRAY && type != PNG_COLOR_TYPE_PALETTE)
      throw Error(ATELIER_E_DATA, text(file_.name, ": ", int(png_get_channels(png_, info_)),
                                       " channels per pixel are colours, not labels; write label maps as PNG with one "
                                       "channel (grey or palette) whose values are the labels"));
    run([&] {
      png_set_packing(png_);
      if (std::endian::native == std::endian::little && is_wide()) png_set_swap(png_);
    });
    return read_pixels(is_wide() ? Tensor::make<uint16_t>({height_, width_})
                                 : Tensor::make<uint8_t>({height_, width_}));
  }

 private:
  void read_header() {
    if (file_.bytes.size() > 8 && png_sig_cmp(file_.data(), 0, 8) == 0) check_chunks(file_);
    run([&] { png_read_info(png_, info_); });
    height_ = png_get_image_height(png_, info_);
    width_ = png_get_image_width(png_, info_);
    check_size(file_.name, static_cast<uint64_t>(height_), static_cast<uint64_t>(width_));
  }
  bool is_wide() const { return png_get_bit_depth(png_, info_) == 16; }
  Tensor read_pixels(Tensor pixels) {
    auto* out = static_cast<png_bytep>(pixels.get().data);
    const size_t stride = pixels.bytes() / static_cast<size_t>(height_);
    run([&] {
      const int passes = png_set_interlace_handling(png_);
      png_read_update_info(png_, info_);
      if (png_get_rowbytes(png_, info_) != stride) png_error(png_, "rows of an unexpected size");
      for (int pass = 0; pass < passes; ++pass)
        for (int64_t y = 0; y < height_; ++y) png_read_row(png_, out + static_cast<size_t>(y) * stride, nullptr);
      png_read_end(png_, nullptr);
    });
    return pixels;
  }
  template <class Step>
  void run(Step step) {
    if (setjmp(back_)) throw Error(ATELIER_E_DATA, text(file_.name, ": damaged PNG at byte ", at_, ": ", message_));
    step();
  }

  const File& file_;
  size_t at_ = 0;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  int64_t height_ = 0;
  int64_t width_ = 0;
  std::jmp_buf back_;
  char message_[256] = "";
};

}  // namespace

Tensor decode_png(const File& file, Pixels pixels) {
  return pixels == Pixels::kRgb ? PngReader(file).read_rgb() : PngReader(file).read_stored();
}
bool is_deep_png(std::string_view start) {
  return start.size() > kType && start.substr(0, kStart.size()) == kStart && start[kBits] == 16;
}
atelier_form form_of_png(const File& file) {
  if (file.bytes.size() <= kType || std::string_view(file.bytes).substr(0, kStart.size()) != kStart)
    throw Error(ATELIER_E_DATA, text(file.name, ": damaged PNG at byte 0: no PNG header"));
  const unsigned bits = file.data()[kBits];
  const bool is_wide = bits == 16;
  const auto form = [&](uint32_t channels) {
    return is_wide ? atelier::form_of<uint16_t>(channels) : atelier::form_of<uint8_t>(channels);
  };
  if (std::has_single_bit(bits) && bits <= 16) switch (file.data()[kType]) {
      case PNG_COLOR_TYPE_GRAY:
        return form(1);
      case PNG_COLOR_TYPE_GRAY_ALPHA:
        return form(2);
      case PNG_COLOR_TYPE_RGB:
      case PNG_COLOR_TYPE_PALETTE:
        return form(3);
      case PNG_COLOR_TYPE_RGB_ALPHA:
        return form(4);
      default:
        break;
    }
  throw Error(ATELIER_E_DATA, text(file.name, ": damaged PNG at byte ", kBits, ": a colour type that does not exist"));
}
Tensor decode_png_labels(const File& file) { return PngReader(file).read_values(); }

}  // namespace pictures
