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

atelier_form form_of_webp(const File& file) {
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(file.data(), file.bytes.size(), &features) != VP8_STATUS_OK)
    throw Error(ATELIER_E_DATA, text(file.name, ": damaged WebP: no header"));
  return atelier::form_of<uint8_t>(features.has_alpha ? 4 : 3);
}

Tensor decode_webp(const File& file, Pixels pixels) {
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(file.data(), file.bytes.size(), &features) == VP8_STATUS_OK && features.has_animation)
    throw Error(ATELIER_E_UNSUPPORTED,
                text(file.name,
                     ": a WebP of several pictures (an animation), which is not read; convert the one that "
                     "is meant to PNG, TIFF or JPEG"));
  const Size size = size_of_webp(file);
  check_size(file.name, size.height, size.width);
  const uint32_t channels = pixels == Pixels::kRgb ? 3 : form_of_webp(file).channels;
  Tensor out = Tensor::make<uint8_t>({size.height, size.width, channels});
  const int stride = static_cast<int>(size.width * channels);
  const auto decode = channels == 4 ? &WebPDecodeRGBAInto : &WebPDecodeRGBInto;
  if (!decode(file.data(), file.bytes.size(), out.data<uint8_t>(), out.bytes(), stride))
    throw Error(ATELIER_E_DATA, text(file.name, ": damaged WebP, or cut off"));
  return out;
}

}  // namespace pictures
