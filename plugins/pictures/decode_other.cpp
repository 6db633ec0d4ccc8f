// All formats but JPEG and PNG, through OpenCV.
#include <cstdio>
#include <cstring>
#include <limits>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "codecs.hpp"

namespace pictures {

using atelier::Error;
using atelier::Tensor;
using atelier::text;

namespace {

std::string first_bytes(const File& file) {
  std::string out;
  for (size_t i = 0; i < file.bytes.size() && i < 8; ++i) {
    char hex[4];
    std::snprintf(hex, sizeof hex, " %02x", file.data()[i]);
    out += hex;
  }
  return out;
}

cv::Mat decode(const File& file, int flags) {
  if (file.bytes.size() > static_cast<size_t>(std::numeric_limits<int>::max()))
    throw Error(ATELIER_E_UNSUPPORTED, text(file.name, ": a picture file of more than 2 GiB"));
  const cv::Mat bytes(1, static_cast<int>(file.bytes.size()), CV_8U, const_cast<uint8_t*>(file.data()));
  cv::Mat pixels;
  std::string reason;
  try {
    pixels = cv::imdecode(bytes, flags | cv::IMREAD_IGNORE_ORIENTATION);
  } catch (const cv::Exception& e) {
    reason = text(" (", e.err, ")");
  }
  if (pixels.empty())
    throw Error(ATELIER_E_DATA, text(file.name,
                                     ": damaged, or no picture of a known format (JPEG, PNG, BMP, WebP, TIFF); "
                                     "it begins with",
                                     first_bytes(file), reason));
  check_size(file.name, static_cast<uint64_t>(pixels.rows), static_cast<uint64_t>(pixels.cols));
  return pixels;
}

}  // namespace

Tensor decode_other(const File& file) {
  const cv::Mat bgr = decode(file, cv::IMREAD_COLOR);
  Tensor out = Tensor::make<uint8_t>({bgr.rows, bgr.cols, 3});
  cv::Mat rgb(bgr.rows, bgr.cols, CV_8UC3, out.data<uint8_t>());
  cv::cvtColor(bgr, rgb, cv::COLOR_BGR2RGB);
  return out;
}

Tensor decode_other_labels(const File& file) {
  const cv::Mat values = decode(file, cv::IMREAD_UNCHANGED);
  if (values.type() != CV_8UC1 && values.type() != CV_16UC1)
    throw Error(ATELIER_E_DATA, text(file.name, ": ", values.channels(),
                                     " channels per pixel, or values that are no whole numbers of 8 or "
                                     "16 bits, are no labels; write label maps as PNG with one channel"));
  const bool wide = values.depth() == CV_16U;
  Tensor out =
      wide ? Tensor::make<uint16_t>({values.rows, values.cols}) : Tensor::make<uint8_t>({values.rows, values.cols});
  values.copyTo(cv::Mat(values.rows, values.cols, values.type(), out.get().data));
  return out;
}

}  // namespace pictures
