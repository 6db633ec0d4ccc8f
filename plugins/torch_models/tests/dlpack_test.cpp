#include "../dlpack.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace atelier::torch_models {
namespace {

// A tensor over someone else's memory.
struct Described {
  Described(void* data, atelier_dtype dtype, std::vector<int64_t> shape, std::vector<int64_t> strides)
      : shape(std::move(shape)), strides(std::move(strides)) {
    t.data = data;
    t.device = {ATELIER_DEVICE_CPU, 0};
    t.ndim = static_cast<int32_t>(this->shape.size());
    t.dtype = dtype;
    t.shape = this->shape.data();
    t.strides = this->strides.data();
  }
  std::vector<int64_t> shape, strides;
  atelier_tensor t{};
};

TEST(Borrow, SharesTheMemoryAndKeepsTheStrides) {
  float values[] = {0, 1, 2, 3, 4, 5};
  Described d(values, dtype_of<float>(), {3, 2}, {1, 3});
  at::Tensor borrowed = borrow(d.t);
  EXPECT_EQ(borrowed.data_ptr(), values);
  EXPECT_EQ(borrowed[2][1].item<float>(), 5);
  EXPECT_EQ(borrowed[1][0].item<float>(), 1);
  borrowed[0][1].fill_(9);
  EXPECT_EQ(values[3], 9);
}

TEST(Borrow, AddsTheByteOffset) {
  float values[] = {0, 1, 2, 3};
  Described d(values, dtype_of<float>(), {2}, {1});
  d.t.byte_offset = 2 * sizeof(float);
  EXPECT_EQ(borrow(d.t)[0].item<float>(), 2);
}

TEST(Borrow, TakesMissingStridesAsRowMajor) {
  int32_t values[] = {0, 1, 2, 3, 4, 5};
  Described d(values, dtype_of<int32_t>(), {2, 3}, {});
  d.t.strides = nullptr;
  EXPECT_EQ(borrow(d.t)[1][0].item<int>(), 3);
}

TEST(Borrow, WidensUint16WithoutLosingTheUpperHalf) {
  uint16_t values[] = {0, 32767, 32768, 65535};
  Described d(values, dtype_of<uint16_t>(), {2, 2}, {2, 1});
  const at::Tensor borrowed = borrow(d.t);
  EXPECT_EQ(borrowed.scalar_type(), at::kInt);
  EXPECT_EQ(borrowed[1][0].item<int>(), 32768);
  EXPECT_EQ(borrowed[1][1].item<int>(), 65535);
}

TEST(Borrow, MakesItsOwnEmptyTensor) {
  Described d(nullptr, dtype_of<uint8_t>(), {0, 4}, {4, 1});
  const at::Tensor borrowed = borrow(d.t);
  EXPECT_EQ(borrowed.sizes(), (at::IntArrayRef{0, 4}));
  EXPECT_EQ(borrowed.scalar_type(), at::kByte);
}

TEST(Borrow, TakesEveryTypeItShares) {
  const std::pair<atelier_dtype, at::ScalarType> types[] = {{dtype_of<uint8_t>(), at::kByte},
                                                            {dtype_of<int8_t>(), at::kChar},
                                                            {dtype_of<int16_t>(), at::kShort},
                                                            {dtype_of<int32_t>(), at::kInt},
                                                            {dtype_of<int64_t>(), at::kLong},
                                                            {{ATELIER_DTYPE_FLOAT, 16, 1}, at::kHalf},
                                                            {dtype_of<float>(), at::kFloat},
                                                            {dtype_of<double>(), at::kDouble},
                                                            {{ATELIER_DTYPE_BFLOAT, 16, 1}, at::kBFloat16}};
  alignas(8) char memory[16] = {};
  for (const auto& [dtype, type] : types) {
    Described d(memory, dtype, {2}, {1});
    EXPECT_EQ(borrow(d.t).scalar_type(), type);
    const Tensor given = give(borrow(d.t));
    EXPECT_TRUE(same_dtype(given.get().dtype, dtype));
  }
}

TEST(Borrow, RefusesWhatLibTorchCannotHold) {
  char memory[16] = {};
  for (const atelier_dtype dtype :
       {atelier_dtype{ATELIER_DTYPE_UINT, 32, 1}, atelier_dtype{ATELIER_DTYPE_FLOAT, 32, 2}, atelier_dtype{6, 8, 1}}) {
    Described d(memory, dtype, {1}, {1});
    EXPECT_THROW(borrow(d.t), Error);
  }
  Described elsewhere(memory, dtype_of<float>(), {1}, {1});
  elsewhere.t.device.type = 10;  // ROCm
  EXPECT_THROW(borrow(elsewhere.t), Error);
}

TEST(Give, KeepsTheTensorUntilTheDeleterRunsOnAnyThread) {
  at::Tensor tensor = at::arange(6, at::kFloat).view({2, 3});
  const auto before = tensor.storage().use_count();
  Tensor given = give(tensor);
  EXPECT_GT(tensor.storage().use_count(), before);
  EXPECT_EQ(given.data<float>()[5], 5);
  std::thread([raw = given.release()] { atelier_tensor_free(raw); }).join();
  EXPECT_EQ(tensor.storage().use_count(), before);
}

TEST(Give, SaysStridesAndNoOffsetForAPartOfATensor) {
  const at::Tensor whole = at::arange(12, at::kFloat).view({3, 4});
  const Tensor given = give(whole.narrow(1, 1, 2));
  const atelier_tensor& t = given.get();
  ASSERT_NE(t.strides, nullptr);
  EXPECT_EQ(t.strides[0], 4);
  EXPECT_EQ(t.byte_offset, 0u);
  EXPECT_EQ(static_cast<float*>(t.data)[t.strides[0]], 5);
}

TEST(Give, TurnsBoolIntoBytes) {
  const Tensor given = give(at::ones({2}, at::kBool));
  EXPECT_TRUE(same_dtype(given.get().dtype, dtype_of<uint8_t>()));
  EXPECT_EQ(given.data<uint8_t>()[1], 1);
}

TEST(Give, ScalarsAndEmptyTensorsHaveShapesAndStrides) {
  const Tensor scalar = give(at::full({}, 7, at::kLong));
  EXPECT_EQ(scalar.ndim(), 0);
  EXPECT_NE(scalar.get().shape, nullptr);
  EXPECT_NE(scalar.get().strides, nullptr);
  EXPECT_EQ(*scalar.data<int64_t>(), 7);
  const Tensor empty = give(at::empty({0, 3}));
  EXPECT_EQ(empty.dim(0), 0);
  EXPECT_EQ(empty.bytes(), 0u);
}

TEST(Give, LeavesTheGraphBehind) {
  at::Tensor leaf = at::ones({2});
  leaf.set_requires_grad(true);
  const Tensor given = give(leaf * 2);
  EXPECT_EQ(given.data<float>()[0], 2);
  EXPECT_FALSE(borrow(given.get()).requires_grad());
}

TEST(Translated, GivesTheMessageWithoutTheCallStack) {
  try {
    translated([] { at::ones({2}) + at::ones({3}); });
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("must match"), std::string::npos);
    EXPECT_EQ(std::string(e.what()).find("frame #"), std::string::npos);
  }
}

}  // namespace
}  // namespace atelier::torch_models
