#include "resized_jpeg.hpp"

#include <array>
#include <cstring>
#include <utility>
#include <vector>

#include "box_idct.hpp"
#include "jpeg_scan.hpp"
#include "plane_average.hpp"

namespace pictures {

using atelier::Tensor;

namespace {

// So many values must be left for each pixel at least; fewer would blur.
constexpr double kLeast = 1;

// How many values a block is to give along an axis of `length` samples, of which `size` pixels are to be made.
int values_of_block(double length, size_t size) {
  for (int values = 1; values < 8; values *= 2)
    if (length * values / 8 >= kLeast * static_cast<double>(size)) return values;
  return 8;
}

// One component: its blocks on their way to pixels.
class Component {
 public:
  Component(const JpegScan& scan, size_t index, size_t height, size_t width)
      : across_(static_cast<size_t>(scan.components()[index].across)),
        down_(static_cast<size_t>(scan.components()[index].down)),
        index_(index),
        samples_down_(double(scan.height()) * double(down_) / scan.most_down()),
        samples_across_(double(scan.width()) * double(across_) / scan.most_across()),
        rows_(values_of_block(samples_down_, height)),
        columns_(values_of_block(samples_across_, width)),
        factors_(box_idct_factors(scan.quantisation(index), rows_, columns_)),
        transform_(box_idct(rows_, columns_)),
        stride_(scan.mcu_columns() * across_ * size_t(columns_)),
        strip_(stride_ * down_ * size_t(rows_)),
        plane_(samples_down_ * rows_ / 8, samples_across_ * columns_ / 8, height, width) {}

  // The blocks of one MCU of the row of MCUs at hand.
  bool decode(JpegScan& scan, size_t mcu) {
    alignas(16) std::array<int32_t, JpegScan::kBlock> block;
    for (size_t v = 0; v < down_; ++v)
      for (size_t h = 0; h < across_; ++h) {
        unsigned last = 0;
        if (!scan.next_block(index_, block.data(), last)) return false;
        float* out = strip_.data() + v * size_t(rows_) * stride_ + (mcu * across_ + h) * size_t(columns_);
        transform_(block.data(), factors_.data(), last, out, stride_);
      }
    return true;
  }
  void end_of_row() {
    for (size_t y = 0; y < down_ * size_t(rows_); ++y) plane_.add_row(strip_.data() + y * stride_);
  }
  const float* row(size_t y) const { return plane_.row(y); }

 private:
  size_t across_, down_, index_;
  double samples_down_, samples_across_;
  int rows_, columns_;
  std::array<float, JpegScan::kBlock> factors_;
  BoxIdct transform_;
  size_t stride_;
  std::vector<float> strip_;
  PlaneAverage plane_;
};

uint8_t rounded(float value) {
  value += 0.5F;
  value = value < 0.0F ? 0.0F : value;
  return static_cast<uint8_t>(static_cast<int32_t>(value > 255.0F ? 255.0F : value));
}

// ITU-R BT.601 over the full range, as JFIF says. `planes` [3, width] is room to work in: each colour by itself is what
// compilers make vector code of.
void to_rgb(const float* luma, const float* blue, const float* red, size_t width, uint8_t* planes, uint8_t* out) {
  uint8_t *r = planes, *g = planes + width, *b = g + width;
  for (size_t x = 0; x < width; ++x) r[x] = rounded(luma[x] + 1.402F * (red[x] - 128.0F));
  for (size_t x = 0; x < width; ++x)
    g[x] = rounded(luma[x] - 0.344136F * (blue[x] - 128.0F) - 0.714136F * (red[x] - 128.0F));
  for (size_t x = 0; x < width; ++x) b[x] = rounded(luma[x] + 1.772F * (blue[x] - 128.0F));
  const auto put = [&](size_t x, size_t size) {  // a byte too many is overwritten by the next pixel
    const std::array<uint8_t, 4> pixel = {r[x], g[x], b[x], 0};
    std::memcpy(out + 3 * x, pixel.data(), size);
  };
  for (size_t x = 0; x + 1 < width; ++x) put(x, 4);
  put(width - 1, 3);
}

void to_grey(const float* luma, size_t width, uint8_t* out) {
  for (size_t x = 0; x < width; ++x) out[3 * x] = out[3 * x + 1] = out[3 * x + 2] = rounded(luma[x]);
}

}  // namespace

std::optional<ResizedPicture> decode_usual_jpeg_resized(const File& file, size_t height, size_t width) {
  std::optional<JpegScan> scan = JpegScan::open(file.bytes);
  if (!scan || scan->height() < height || scan->width() < width ||
      uint64_t{scan->height()} * scan->width() > max_pixels())
    return std::nullopt;
  std::vector<Component> components;
  for (size_t i = 0; i < scan->components().size(); ++i) components.emplace_back(*scan, i, height, width);
  for (uint32_t y = 0; y < scan->mcu_rows(); ++y) {
    for (uint32_t x = 0; x < scan->mcu_columns(); ++x) {
      if (!scan->begin_mcu()) return std::nullopt;
      for (Component& component : components)
        if (!component.decode(*scan, x)) return std::nullopt;
    }
    for (Component& component : components) component.end_of_row();
  }
  if (!scan->is_at_end()) return std::nullopt;

  Tensor out = Tensor::make<uint8_t>({static_cast<int64_t>(height), static_cast<int64_t>(width), 3});
  std::vector<uint8_t> planes(3 * width);
  for (size_t y = 0; y < height; ++y) {
    uint8_t* row = out.data<uint8_t>() + y * width * 3;
    if (components.size() == 1)
      to_grey(components[0].row(y), width, row);
    else
      to_rgb(components[0].row(y), components[1].row(y), components[2].row(y), width, planes.data(), row);
  }
  return ResizedPicture{std::move(out), {scan->height(), scan->width()}};
}

}  // namespace pictures
