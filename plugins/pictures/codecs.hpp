// The decoders behind picture_file.hpp. Each takes a whole file's bytes, and its name for messages. [any]
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "pictures/picture_file.hpp"

namespace pictures {

// A file's bytes and name.
struct File {
  std::string bytes;
  std::string name;
  const uint8_t* data() const { return reinterpret_cast<const uint8_t*>(bytes.data()); }
};

// A file of which only what is asked for is read.
struct PartialFile {
  std::string name;
  uint64_t size = 0;
  std::function<size_t(uint64_t at, void* to, size_t count)> read;  // gives how many it could read; does not throw
};
// A file that is at hand, and must outlive it.
PartialFile partial_file(const File& file);

// OpenCV's pool threads would fight with the threads that call here; small pictures gain nothing from them.
void use_one_opencv_thread();

// Throws ATELIER_E_UNSUPPORTED for a size beyond max_pixels(), ATELIER_E_DATA for an empty one.
void check_size(const std::string& name, uint64_t height, uint64_t width);
// The same, and ATELIER_E_UNSUPPORTED when pixels of so many bytes take too much memory.
void check_bytes(const std::string& name, uint64_t height, uint64_t width, uint64_t pixel_bytes);

// uint8 [H,W,1]: the first channel of uint8 [H,W,3].
atelier::Tensor first_channel(const atelier::Tensor& rgb);

// Of a deep picture, as PixelRules says; deep_pictures.hpp. stored: uint16 or float32 [H,W,C].
[[noreturn]] void refuse_deep(const std::string& name, const atelier::Tensor& stored);
atelier::Tensor to_rgb8(const std::string& name, const atelier::Tensor& stored, Range range);

atelier::Tensor decode_jpeg(const File& file, Pixels pixels);
// Decoded at the smallest scale that still has that size in both directions, and averaged from there; a picture that
// grows in either is decoded as it is and resized by resize_picture.
ResizedPicture decode_jpeg_resized(const File& file, Pixels pixels, Size size);
atelier::Tensor decode_png(const File& file, Pixels pixels);
atelier::Tensor decode_png_labels(const File& file);
atelier::Tensor decode_bmp(const File& file, Pixels pixels);
atelier::Tensor decode_bmp_labels(const File& file);
atelier::Tensor decode_tiff(const File& file, Pixels pixels);
atelier::Tensor decode_tiff_labels(const File& file);
atelier::Tensor decode_webp(const File& file, Pixels pixels);
// Whether RGB needs a range. Of a TIFF: throws for values that RGB is not made of at all.
bool is_deep_png(std::string_view start);
bool is_deep_tiff(const PartialFile& file);
// What Pixels::kAsStored gives, as the headers say. Of PNG, BMP and WebP the first kHeader bytes do.
constexpr size_t kHeader = 4096;
atelier_form form_of_png(const File& file);
atelier_form form_of_bmp(const File& file);
atelier_form form_of_tiff(const PartialFile& file);
atelier_form form_of_webp(const File& file);
// As the headers say; not checked.
Size size_of_bmp(const File& file);
Size size_of_tiff(const PartialFile& file);
Size size_of_webp(const File& file);

}  // namespace pictures
