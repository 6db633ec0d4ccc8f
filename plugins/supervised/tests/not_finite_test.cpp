// Values that are not finite are found wherever they lie in a tensor, whatever its strides.
#include "../not_finite.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace {

using atelier::supervised::find_not_finite;

// A parameter over `values`, with a shape and strides.
struct Made {
  Made(std::vector<float> values_, std::vector<int64_t> shape_, std::vector<int64_t> strides_)
      : values(std::move(values_)), shape(std::move(shape_)), strides(std::move(strides_)) {
    tensor.data = values.data();
    tensor.device = {ATELIER_DEVICE_CPU, 0};
    tensor.ndim = static_cast<int32_t>(shape.size());
    tensor.dtype = atelier::dtype_of<float>();
    tensor.shape = shape.data();
    tensor.strides = strides.data();
    parameter.value = &tensor;
    parameter.trainable = 1;
  }
  Made(const Made&) = delete;
  bool bad() const { return find_not_finite({parameter}) != nullptr; }

  std::vector<float> values;
  std::vector<int64_t> shape, strides;
  atelier_tensor tensor{};
  atelier_parameter parameter = atelier::blank<atelier_parameter>();
};

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

TEST(NotFinite, EveryPlaceOfEveryLayout) {
  const std::pair<std::vector<int64_t>, std::vector<int64_t>> layouts[] = {
      {{24}, {1}},
      {{2, 3, 4}, {12, 4, 1}},
      {{2, 3, 4}, {12, 1, 3}},  // dense, in another order
      {{4, 6}, {1, 4}},
      {{}, {}},
      {{1, 24, 1}, {7, 1, 99}}};
  for (const auto& [shape, strides] : layouts) {
    Made made(std::vector<float>(24, 3.4e38f), shape, strides);
    EXPECT_FALSE(made.bad());
    const size_t count = static_cast<size_t>(atelier::element_count(made.tensor));
    for (size_t i = 0; i < count; ++i)
      for (const float value : {kNan, -kNan, kInfinity, -kInfinity}) {
        made.values[i] = value;
        EXPECT_TRUE(made.bad()) << i << ' ' << value;
        made.values[i] = -1e-45f;
      }
    EXPECT_FALSE(made.bad());
  }
}

TEST(NotFinite, WhatAViewLeavesOutDoesNotCount) {
  Made every_second(std::vector<float>(24, 0.0f), {2, 6}, {12, 2});
  for (size_t i = 0; i < 24; ++i) {
    every_second.values[i] = kNan;
    EXPECT_EQ(every_second.bad(), i % 2 == 0) << i;
    every_second.values[i] = 0;
  }
}

TEST(NotFinite, LongTensorsToTheirLastValue) {
  Made made(std::vector<float>(100'003, 1.0f), {100'003}, {1});
  for (const size_t at : {size_t{0}, size_t{16'383}, size_t{16'384}, size_t{100'002}}) {
    made.values[at] = kNan;
    EXPECT_TRUE(made.bad()) << at;
    made.values[at] = 1;
  }
  EXPECT_FALSE(made.bad());
}

TEST(NotFinite, BuffersMayHoldInfinities) {
  Made mask({0, -kInfinity, kInfinity}, {3}, {1});
  mask.parameter.trainable = 0;
  EXPECT_FALSE(mask.bad());
  mask.values[0] = kNan;
  EXPECT_TRUE(mask.bad());
}

TEST(NotFinite, OtherTypesAndDevicesAreLeftAlone) {
  Made made({kNan}, {1}, {1});
  made.tensor.dtype = atelier::dtype_of<int32_t>();
  EXPECT_FALSE(made.bad());
  made.tensor.dtype = atelier::dtype_of<float>();
  made.tensor.device.type = ATELIER_DEVICE_CPU + 1;
  EXPECT_FALSE(made.bad());
}

TEST(NotFinite, TheFirstOneIsNamed) {
  const Made good({1}, {1}, {1}), bad({kNan}, {1}, {1});
  const std::vector<atelier_parameter> parameters = {good.parameter, bad.parameter, bad.parameter};
  EXPECT_EQ(find_not_finite(parameters), &parameters[1]);
  EXPECT_EQ(find_not_finite({}), nullptr);
}

}  // namespace
