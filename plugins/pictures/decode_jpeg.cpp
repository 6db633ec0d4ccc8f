// JPEG files, whole or resized while they are decoded.
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "area_average.hpp"
#include "codecs.hpp"
#include "jpeg_reader.hpp"
#include "pictures/resize.hpp"

namespace pictures {

using atelier::Tensor;

namespace {

// The smallest scale, in eighths, whose picture has at least that size. Only these are vector code in the library.
unsigned scale_for(Size stored, Size wanted) {
  for (const unsigned scale : {1U, 2U, 4U})
    if (uint64_t{stored.height} * scale >= uint64_t{wanted.height} * DCTSIZE &&
        uint64_t{stored.width} * scale >= uint64_t{wanted.width} * DCTSIZE)
      return scale;
  return DCTSIZE;
}

// Each component is averaged by itself, and only the new pixels become RGB.
Tensor shrink(JpegReader& reader, Size size) {
  std::vector<AreaAverage> planes;
  for (const JpegReader::Plane& plane : reader.begin_planes(scale_for(reader.size(), size)))
    planes.emplace_back(plane.rows, plane.columns, size.height, size.width);
  reader.read_planes([&](size_t plane, const uint8_t* row) { planes[plane].add_row(row); });
  use_one_opencv_thread();
  const int rows = static_cast<int>(size.height), columns = static_cast<int>(size.width);
  Tensor out = Tensor::make<uint8_t>({rows, columns, 3});
  cv::Mat rgb(rows, columns, CV_8UC3, out.data<uint8_t>());
  const auto plane = [&](size_t i) { return cv::Mat(rows, columns, CV_8UC1, planes[i].pixels()); };
  if (planes.size() == 1) {
    cv::cvtColor(plane(0), rgb, cv::COLOR_GRAY2RGB);
  } else {
    cv::Mat luma_red_blue;
    cv::merge(std::vector<cv::Mat>{plane(0), plane(2), plane(1)}, luma_red_blue);
    cv::cvtColor(luma_red_blue, rgb, cv::COLOR_YCrCb2RGB);
  }
  return out;
}

Tensor resized(JpegReader& reader, Size size) {
  const Size stored = reader.size();
  if (size == stored) return reader.read_rgb();
  if (size.height <= stored.height && size.width <= stored.width && reader.has_planes()) return shrink(reader, size);
  return resize_picture(reader.read_rgb(), size.height, size.width);
}

// A grey file is decoded as RGB of three alike.
Tensor as_wanted(const JpegReader& reader, Pixels pixels, Tensor rgb) {
  return pixels == Pixels::kAsStored && reader.is_grey() ? first_channel(rgb) : std::move(rgb);
}

}  // namespace

Tensor decode_jpeg(const File& file, Pixels pixels) {
  JpegReader reader(file);
  return as_wanted(reader, pixels, reader.read_rgb());
}

ResizedPicture decode_jpeg_resized(const File& file, Pixels pixels, Size size) {
  JpegReader reader(file);
  return {as_wanted(reader, pixels, resized(reader, size)), reader.size()};
}

}  // namespace pictures
