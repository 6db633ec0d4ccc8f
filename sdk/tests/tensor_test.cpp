// Tensors: ownership, layout and the checks on what comes in.
#include <gtest/gtest.h>
#include <atelier/cpp/tensor.hpp>

#include <thread>

namespace {

using atelier::data_of;
using atelier::describe;
using atelier::element_count;
using atelier::Error;
using atelier::is_contiguous;
using atelier::Tensor;

TEST(Tensor, IsMadeAsTheRulesSay) {
  const Tensor t = Tensor::make<float>({2, 3, 4});
  const atelier_tensor& raw = t.get();
  EXPECT_EQ(raw.ndim, 3);
  EXPECT_EQ(raw.device.type, ATELIER_DEVICE_CPU);
  EXPECT_EQ(raw.dtype.code, ATELIER_DTYPE_FLOAT);
  EXPECT_EQ(raw.dtype.bits, 32);
  EXPECT_EQ(raw.dtype.lanes, 1);
  EXPECT_EQ(raw.byte_offset, 0u);
  ASSERT_NE(raw.strides, nullptr);
  EXPECT_EQ(raw.strides[0], 12);
  EXPECT_EQ(raw.strides[1], 4);
  EXPECT_EQ(raw.strides[2], 1);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(raw.data) % 64, 0u);
  EXPECT_EQ(t.bytes(), 96u);
  EXPECT_TRUE(is_contiguous(raw));
  EXPECT_EQ(t.managed()->version_major, 1u);
  EXPECT_EQ(describe(raw), "float32 [2,3,4]");
}

TEST(Tensor, MayBeEmpty) {
  const Tensor t = Tensor::make<uint8_t>({0, 5, 3});
  EXPECT_EQ(t.bytes(), 0u);
  EXPECT_EQ(element_count(t), 0);
  const Tensor scalar = Tensor::make<double>({});
  EXPECT_EQ(scalar.bytes(), 8u);
  EXPECT_EQ(describe(scalar), "float64 []");
}

TEST(Tensor, MovesAndReleases) {
  Tensor a = Tensor::make<int64_t>({4});
  atelier_managed_tensor* raw = a.managed();
  Tensor b = std::move(a);
  EXPECT_FALSE(a);
  EXPECT_EQ(b.managed(), raw);
  a = std::move(b);
  atelier_managed_tensor* released = a.release();
  EXPECT_EQ(released, raw);
  EXPECT_FALSE(a);
  std::thread([released] { atelier_tensor_free(released); }).join();
  atelier_tensor_free(nullptr);
}

TEST(Tensor, FreesOnceAndFreesWhatItHeldBeforeReceiving) {
  static int freed;
  freed = 0;
  atelier_managed_tensor raw{};
  raw.deleter = [](atelier_managed_tensor*) noexcept { ++freed; };
  {
    Tensor t(&raw);
    *t.receive() = &raw;
    EXPECT_EQ(freed, 1);
  }
  EXPECT_EQ(freed, 2);
}

TEST(Tensor, RefusesMoreDimensionsThanItHolds) {
  const std::vector<int64_t> shape(9, 1);
  EXPECT_THROW(Tensor::make(atelier::dtype_of<float>(), atelier::span<const int64_t>(shape)), Error);
}

TEST(DataOf, RefusesAnotherTypeDeviceOrLayout) {
  const Tensor t = Tensor::make<uint8_t>({2, 3});
  EXPECT_EQ(data_of<uint8_t>(t), t.get().data);
  EXPECT_EQ(data_of<const uint8_t>(t), t.get().data);
  EXPECT_THROW(data_of<int8_t>(t), Error);
  EXPECT_THROW(data_of<uint16_t>(t), Error);

  atelier_tensor elsewhere = t.get();
  elsewhere.device.type = ATELIER_DEVICE_CUDA;
  EXPECT_THROW(data_of<uint8_t>(elsewhere), Error);

  int64_t transposed[] = {1, 2};
  atelier_tensor strided = t.get();
  strided.strides = transposed;
  EXPECT_THROW(data_of<uint8_t>(strided), Error);
  try {
    data_of<float>(t);
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ATELIER_E_UNSUPPORTED);
    EXPECT_NE(std::string(e.what()).find("uint8 [2,3]"), std::string::npos) << e.what();
  }
}

TEST(IsContiguous, DoesNotMindStridesOfDimensionsOfOne) {
  const Tensor t = Tensor::make<float>({1, 3});
  int64_t odd[] = {77, 1};
  atelier_tensor view = t.get();
  view.strides = odd;
  EXPECT_TRUE(is_contiguous(view));
}

TEST(Dtype, IsDlpacks) {
  const auto expect = [](atelier_dtype d, int code, int bits) {
    EXPECT_EQ(d.code, code);
    EXPECT_EQ(d.bits, bits);
    EXPECT_EQ(d.lanes, 1);
  };
  expect(atelier::dtype_of<int64_t>(), ATELIER_DTYPE_INT, 64);
  expect(atelier::dtype_of<uint8_t>(), ATELIER_DTYPE_UINT, 8);
  expect(atelier::dtype_of<uint16_t>(), ATELIER_DTYPE_UINT, 16);
  expect(atelier::dtype_of<float>(), ATELIER_DTYPE_FLOAT, 32);
}

}  // namespace
