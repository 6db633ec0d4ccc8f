// The network under test, and pictures for it.
#pragma once

#include <algorithm>
#include <limits>
#include <type_traits>

#include "components.hpp"

namespace test {

constexpr int kThreads = 2;

// In float32, where the options say nothing else: tests that compare numbers must not depend on the processor.
inline atelier::testing::Part make_network(atelier::testing::Bench& bench, atelier::testing::Bench::Options options) {
  const bool told = std::any_of(options.begin(), options.end(), [](const auto& o) { return o.first == "precision"; });
  if (!told) options.push_back({"precision", "float32"});
  return bench.make(component("deeplabv3.resnet50"), options);
}

// Pictures with noise over the whole range of T.
template <class T>
atelier::Tensor noise(int64_t count, int64_t height, int64_t width, int64_t channels) {
  atelier::Tensor out = atelier::Tensor::make<T>({count, height, width, channels});
  const double most = std::is_floating_point_v<T> ? 1.0 : static_cast<double>(std::numeric_limits<T>::max());
  each_element<T>(out,
                  [&](int64_t i, T& v) { v = static_cast<T>((formula(static_cast<uint32_t>(i), 5) + 0.5) * most); });
  return out;
}
inline atelier::Tensor byte_pictures(int64_t count, int64_t height, int64_t width) {
  return noise<uint8_t>(count, height, width, 3);
}

}  // namespace test
