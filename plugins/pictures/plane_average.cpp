#include "plane_average.hpp"

#include <algorithm>
#include <cmath>

namespace pictures {

Coverage::Coverage(double extent, size_t size)
    : cells(static_cast<size_t>(std::ceil(extent))), first(size), count(size) {
  const auto begin_of = [&](size_t i) { return static_cast<double>(i) * extent / static_cast<double>(size); };
  for (size_t i = 0; i < size; ++i) {
    first[i] = std::min(static_cast<size_t>(begin_of(i)), cells - 1);
    const size_t end = std::clamp(static_cast<size_t>(std::ceil(begin_of(i + 1))), first[i] + 1, cells);
    count[i] = end - first[i];
    taps = std::max(taps, count[i]);
  }
  weights.resize(size * taps);
  for (size_t i = 0; i < size; ++i) {
    const double begin = begin_of(i), end = begin_of(i + 1);
    double total = 0;
    std::vector<double> parts(count[i]);
    for (size_t t = 0; t < count[i]; ++t) {
      const auto cell = static_cast<double>(first[i] + t);
      total += parts[t] = std::max(0.0, std::min(end, cell + 1) - std::max(begin, cell));
    }
    for (size_t t = 0; t < count[i]; ++t) weights[i * taps + t] = static_cast<float>(parts[t] / total);
  }
}

namespace {

// Taps: as many as there are, for a loop that is unrolled; 0: any number.
template <size_t Taps>
void share_out(const Coverage& across, const float* cells, float* out) {
  const size_t taps = Taps ? Taps : across.taps, width = across.first.size();
  const float* weight = across.weights.data();
  const size_t* first = across.first.data();
  for (size_t x = 0; x < width; ++x, weight += taps) {
    const float* cell = cells + first[x];
    float sum = weight[0] * cell[0];
    for (size_t t = 1; t < taps; ++t) sum += weight[t] * cell[t];
    out[x] = sum;
  }
}

}  // namespace

PlaneAverage::PlaneAverage(double rows, double columns, size_t height, size_t width)
    : width_(width),
      down_(rows, height),
      across_(columns, width),
      sums_(across_.cells + across_.taps),
      pixels_(std::make_unique_for_overwrite<float[]>(height * width)) {}

void PlaneAverage::add_row(const float* cells) {
  const size_t y = next_cell_++, columns = across_.cells;
  float* sums = sums_.data();
  for (; next_pixel_ < down_.first.size() && down_.first[next_pixel_] <= y; ++next_pixel_) {
    const size_t tap = y - down_.first[next_pixel_];
    const float weight = down_.weights[next_pixel_ * down_.taps + tap];
    if (tap == 0)
      for (size_t x = 0; x < columns; ++x) sums[x] = weight * cells[x];
    else
      for (size_t x = 0; x < columns; ++x) sums[x] += weight * cells[x];
    if (tap + 1 < down_.count[next_pixel_]) break;
    finish_row(next_pixel_);
  }
}

void PlaneAverage::finish_row(size_t y) {
  float* out = pixels_.get() + y * width_;
  switch (across_.taps) {
    case 1:
      return share_out<1>(across_, sums_.data(), out);
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
