// Synthetic pairs for the tests: each pixel of the picture tells its label.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <set>

#include "atelier/cpp/augmenter.hpp"
#include "atelier/testing.hpp"

namespace test {

// Vertical and horizontal stripes of labels 0 to 5, 12 pixels wide; the red of each pixel is 40 times its label.
template <class T = uint8_t>
atelier::Sample striped_pair(int64_t height, int64_t width) {
  atelier::Sample pair{atelier::Tensor::make<uint8_t>({height, width, 3}), atelier::Tensor::make<T>({height, width})};
  for (int64_t y = 0; y < height; ++y)
    for (int64_t x = 0; x < width; ++x) {
      const auto label = static_cast<T>(x / 12 % 3 + (y / 12 % 2) * 3);
      pair.labels.template data<T>()[y * width + x] = label;
      uint8_t* rgb = pair.picture.data<uint8_t>() + (y * width + x) * 3;
      rgb[0] = static_cast<uint8_t>(40 * label);
      rgb[1] = static_cast<uint8_t>(x);
      rgb[2] = static_cast<uint8_t>(y);
    }
  return pair;
}

inline bool same(const atelier::Tensor& a, const atelier::Tensor& b) {
  return atelier::describe(a) == atelier::describe(b) && std::memcmp(a.get().data, b.get().data, a.bytes()) == 0;
}
inline bool same(const atelier::Sample& a, const atelier::Sample& b) {
  return same(a.picture, b.picture) && same(a.labels, b.labels);
}

// How many pixels' red does not belong to their label. Void pixels must be black, and are not counted.
template <class T = uint8_t>
size_t misplaced(const atelier::Sample& pair, T void_label) {
  size_t wrong = 0;
  const size_t count = pair.picture.bytes() / 3;
  for (size_t i = 0; i < count; ++i) {
    const T label = pair.labels.template data<T>()[i];
    const uint8_t red = pair.picture.data<uint8_t>()[3 * i];
    wrong += red != (label == void_label ? 0 : 40 * label);
  }
  return wrong;
}

template <class T = uint8_t>
std::set<int> labels_of(const atelier::Sample& pair) {
  const T* at = pair.labels.template data<T>();
  return std::set<int>(at, at + atelier::element_count(pair.labels));
}

}  // namespace test
