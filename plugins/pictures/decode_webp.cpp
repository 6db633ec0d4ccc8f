// WebP files through libwebp.
#include <webp/decode.h>

#include "codecs.hpp"

namespace pictures {

using atelier::Error;
using atelier::Tensor;
using atelier::text;

Size size_of_webp(const File& file) {
  int width = 0, height = 0;
  if (!WebPGetInfo(file.data(), file.bytes.size(), &width, &height))
    throw Error(ATELIER_E_DATA, text(file.name, ": damaged WebP: no header"));
  return {static_cast<uint32_t>(height), static_cast<uint32_t>(width)};
}

Tensor decode_webp(const File& file) {
  const Size size = size_of_webp(file);
  check_size(file.name, size.height, size.width);
  Tensor out = Tensor::make<uint8_t>({size.height, size.width, 3});
  const int stride = static_cast<int>(size.width) * 3;
  if (!WebPDecodeRGBInto(file.data(), file.bytes.size(), out.data<uint8_t>(), out.bytes(), stride))
    throw Error(ATELIER_E_DATA, text(file.name, ": damaged WebP, cut off, or an animation"));
  return out;
}

}  // namespace pictures
