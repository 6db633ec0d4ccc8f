// Picture and label-map files: decoding into tensors, encoding into bytes.
//
// The format is told by the first bytes, not by the name. JPEG goes through libjpeg-turbo, PNG through libpng, TIFF,
// WebP and BMP through libtiff, libwebp and stb_image. Damage of any kind is an error: nothing comes back half grey.
// Errors: ATELIER_E_IO (not there, no permission, no file; names it), ATELIER_E_DATA (damaged, or no picture at all;
// names the file, and for JPEG and PNG the byte), ATELIER_E_UNSUPPORTED (sound, but of a kind that is not read: GIF,
// HEIC, a TIFF of uint32, an animation; values that are not finite; more than max_pixels(); a tensor that cannot be
// encoded). All functions are [any].
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "atelier/cpp/tensor.hpp"

namespace pictures {

// The largest picture that is read: 2^28 pixels, or what the environment variable ATELIER_MAX_PIXELS says, at most
// 2^32 - 1; and 16 times as many bytes. A header can promise any size; the limit comes before any memory is taken for
// the pixels.
uint64_t max_pixels();

struct Size {
  uint32_t height = 0;
  uint32_t width = 0;
  bool operator==(const Size&) const = default;
};

// What the values of a file become.
//   kRgb       uint8 RGB. Grey is repeated, palettes are looked up, alpha is dropped, CMYK is converted. Deeper values
//              (uint16, float32) need a range, see PixelRules. What cannot be RGB but can be read as stored is
//              ATELIER_E_UNSUPPORTED.
//   kAsStored  The bit depth and the channels of the file: uint8, uint16 or float32 of 1 (grey), 2, 3, 4 or more
//              channels, alpha among them. What has no channels of its own becomes uint8: palettes, YCbCr and CMYK are
//              RGB, less than 8 bits of grey are scaled to 8. A PNG's transparent colour (tRNS) is no channel. A TIFF
//              of other values (int16, 12 bits, float64, NaN, infinity) is ATELIER_E_UNSUPPORTED.
enum class Pixels { kRgb, kAsStored };

// The values that become 0 and 255; those between them on a straight line, rounded, and those beyond them as the nearer
// of the two.
struct Range {
  double low = 0;
  double high = 0;
  bool given() const { return low < high; }
  bool operator==(const Range&) const = default;
};

// How a file's values are taken. range: with kRgb, of files of more than 8 bits a channel (grey or RGB, with or without
// a channel more); 8-bit files stay as they are. Without one such files are ATELIER_E_UNSUPPORTED, with a word on what
// they hold: their high byte would be next to black wherever the 16 bits are not used up.
struct PixelRules {
  PixelRules(Pixels pixels = Pixels::kRgb, Range range = {}) : pixels(pixels), range(range) {}
  Pixels pixels;
  Range range;
};

// [H,W,C]. An EXIF orientation is not applied: annotations, COCO's among them, refer to the pixels as stored.
atelier::Tensor read_picture(const std::filesystem::path& path, const PixelRules& rules = {});

// What read_picture gives; reads the header alone.
atelier_form read_form(const std::filesystem::path& path, const PixelRules& rules);

struct ResizedPicture {
  atelier::Tensor pixels;  // [height,width,C]
  Size stored;             // the size in the file
};

// A picture at another size: the one way to it, wherever a size is asked for. As read_picture and resize_picture
// (resize.hpp), but a JPEG that shrinks is decoded at the scale of 1/8, 1/4, 1/2 or 1 that is just large enough, and
// averaged before it becomes RGB. Its pixels then differ a little from those of the two steps: README.md says how much.
// Refuses the same files.
ResizedPicture read_picture_resized(const std::filesystem::path& path, int64_t height, int64_t width,
                                    const PixelRules& rules = {});

// Raised whenever read_picture or read_picture_resized gives other pixels for the same file.
constexpr int kDecoderRevision = 3;

// uint8 or uint16 [H,W], the stored values: a PNG of 1, 2 or 4 bits is not scaled, a palette PNG gives its indices.
// Refuses files with several channels (colours are no labels) and JPEG (it changes values).
atelier::Tensor read_labels(const std::filesystem::path& path);

// The same for a file whose bytes are at hand; `name` is what messages call it.
atelier::Tensor decode_labels(std::string bytes, const std::string& name);

// The size as the header gives it; decodes no pixels.
Size read_size(const std::filesystem::path& path);

// A PNG file of uint8 [H,W,3] RGB, uint8 [H,W] or uint16 [H,W]. The bytes depend on the pixels alone. palette: for
// uint8 [H,W] the bytes of a PLTE chunk, which makes a palette picture with the values as indices. Label maps of few
// changes pack faster through label_png.hpp.
std::string encode_png(const atelier_tensor& pixels, std::string_view palette = {});

// A JPEG file of uint8 [H,W,3] RGB; quality 1 to 100.
std::string encode_jpeg(const atelier_tensor& pixels, int quality);

}  // namespace pictures
