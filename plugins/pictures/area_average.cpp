#include "area_average.hpp"

#include <algorithm>
#include <cmath>

namespace pictures {

Coverage::Coverage(double extent, size_t size)
    : values(static_cast<size_t>(std::ceil(extent))), first(size), count(size) {
  const auto begin_of = [&](size_t i) { return static_cast<double>(i) * extent / static_cast<double>(size); };
  for (size_t i = 0; i < size; ++i) {
    first[i] = std::min(static_cast<size_t>(begin_of(i)), values - 1);
    const size_t end = std::clamp(static_cast<size_t>(std::ceil(begin_of(i + 1))), first[i] + 1, values);
    count[i] = end - first[i];
    most = std::max(most, count[i]);
  }
  weights.resize(size * most);
  std::vector<double> parts(most);
  for (size_t i = 0; i < size; ++i) {
    const double begin = begin_of(i), end = begin_of(i + 1);
    double total = 0;
    for (size_t t = 0; t < count[i]; ++t) {
      const auto value = static_cast<double>(first[i] + t);
      total += parts[t] = std::max(0.0, std::min(end, value + 1) - std::max(begin, value));
    }
    for (size_t t = 0; t < count[i]; ++t) weights[i * most + t] = static_cast<float>(parts[t] / total);
  }
}

namespace {

// Most: as many values as a pixel has, for a loop that is unrolled; 0: any number.
template <size_t Most>
void share_out(const Coverage& across, const float* values, uint8_t* out) {
  const size_t most = Most ? Most : across.most, width = across.first.size();
  const float* weight = across.weights.data();
  for (size_t x = 0; x < width; ++x, weight += most) {
    const float* value = values + across.first[x];
    float sum = weight[0] * value[0];
    for (size_t t = 1; t < most; ++t) sum += weight[t] * value[t];
    out[x] = static_cast<uint8_t>(static_cast<int>(sum + 0.5F));
  }
}

}  // namespace

AreaAverage::AreaAverage(double rows, double columns, size_t height, size_t width)
    : width_(width),
      down_(rows, height),
      across_(columns, width),
      sums_(across_.values + across_.most),
      pixels_(std::make_unique_for_overwrite<uint8_t[]>(height * width)) {}

void AreaAverage::add_row(const uint8_t* values) {
  const size_t y = next_value_++, columns = across_.values;
  float* sums = sums_.data();
  for (; next_pixel_ < down_.first.size() && down_.first[next_pixel_] <= y; ++next_pixel_) {
    const size_t tap = y - down_.first[next_pixel_];
    const float weight = down_.weights[next_pixel_ * down_.most + tap];
    if (tap == 0)
      for (size_t x = 0; x < columns; ++x) sums[x] = weight * values[x];
    else
      for (size_t x = 0; x < columns; ++x) sums[x] += weight * values[x];
    if (tap + 1 < down_.count[next_pixel_]) break;
    finish_row(next_pixel_);
  }
}

void AreaAverage::finish_row(size_t y) {
  uint8_t* out = pixels_.get() + y * width_;
  switch (across_.most) {
    case 2:
      return share_out<2>(across_, sums_.data(), out);
    case 3:
      return share_out<3>(across_, sums_.data(), out);
    case 4:
      return share_out<4>(across_, sums_.data(), out);
    default:
      return share_out<0>(across_, sums_.data(), out);
  }
}

}  // namespace pictures
