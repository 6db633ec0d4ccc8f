// Atelier SDK, C++17 layer: tensors.
//
// Tensor owns an atelier_managed_tensor. The free functions read a borrowed atelier_tensor with its type, device and
// layout checked.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <new>
#include <vector>

#include "../tensor.h"
#include "object.hpp"

namespace atelier {

template <class T>
constexpr atelier_dtype dtype_of() {
  static_assert(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>);
  const uint8_t code = std::is_floating_point_v<T> ? ATELIER_DTYPE_FLOAT
                       : std::is_signed_v<T>       ? ATELIER_DTYPE_INT
                                                   : ATELIER_DTYPE_UINT;
  return {code, static_cast<uint8_t>(sizeof(T) * 8), 1};
}

inline bool same_dtype(atelier_dtype a, atelier_dtype b) {
  return a.code == b.code && a.bits == b.bits && a.lanes == b.lanes;
}

template <class T>
constexpr atelier_form form_of(uint32_t channels) {
  return {dtype_of<T>(), channels};
}
inline constexpr atelier_form kRgb8 = form_of<uint8_t>(3);

inline bool same_form(atelier_form a, atelier_form b) {
  return same_dtype(a.dtype, b.dtype) && a.channels == b.channels;
}

// "uint8", "float32", for messages.
inline std::string describe(atelier_dtype dtype) {
  static constexpr const char* kCodes[] = {"int", "uint", "float", "opaque", "bfloat"};
  return text(dtype.code < 5 ? kCodes[dtype.code] : "type", int{dtype.bits});
}
// "uint8 of 3 channels", for messages.
inline std::string describe(atelier_form form) {
  return text(describe(form.dtype), " of ", form.channels, form.channels == 1 ? " channel" : " channels");
}

// Calls run(T{}) with the type of a picture's values: uint8_t, uint16_t or float. Throws ATELIER_E_UNSUPPORTED for any
// other.
template <class Run>
auto for_pictures(atelier_dtype dtype, Run run) {
  if (same_dtype(dtype, dtype_of<uint8_t>())) return run(uint8_t{});
  if (same_dtype(dtype, dtype_of<uint16_t>())) return run(uint16_t{});
  if (same_dtype(dtype, dtype_of<float>())) return run(float{});
  throw Error(ATELIER_E_UNSUPPORTED, text("pictures are uint8, uint16 or float32, not ", describe(dtype)));
}

inline int64_t element_count(const atelier_tensor& t) {
  int64_t n = 1;
  for (int32_t i = 0; i < t.ndim; ++i) n *= t.shape[i];
  return n;
}

inline bool same_shape(const atelier_tensor& a, const atelier_tensor& b) {
  return a.ndim == b.ndim && std::equal(a.shape, a.shape + a.ndim, b.shape);
}

inline bool is_contiguous(const atelier_tensor& t) {
  int64_t step = 1;
  for (int32_t i = t.ndim - 1; i >= 0; --i) {
    if (t.shape[i] != 1 && t.strides && t.strides[i] != step) return false;
    step *= t.shape[i];
  }
  return true;
}

// "uint8 [2,64,64,3]", for messages.
inline std::string describe(const atelier_tensor& t) {
  std::ostringstream out;
  out << describe(t.dtype) << " [";
  for (int32_t i = 0; i < t.ndim; ++i) out << (i ? "," : "") << t.shape[i];
  out << ']';
  return out.str();
}

// The elements of a contiguous CPU tensor of element type T; throws ATELIER_E_UNSUPPORTED for any other.
template <class T>
T* data_of(const atelier_tensor& t) {
  if (t.device.type != ATELIER_DEVICE_CPU || !same_dtype(t.dtype, dtype_of<std::remove_const_t<T>>()) ||
      !is_contiguous(t))
    throw Error(ATELIER_E_UNSUPPORTED, text("a tensor ", describe(t), " is not the contiguous CPU tensor needed here"));
  return reinterpret_cast<T*>(static_cast<char*>(t.data) + t.byte_offset);
}

// An owned tensor; moves, does not copy.
class Tensor {
 public:
  static constexpr int kMaxDims = 8;

  Tensor() = default;
  // Takes ownership.
  explicit Tensor(atelier_managed_tensor* raw) : raw_(raw) {}

  // A new contiguous CPU tensor, 64-byte aligned, with undefined content.
  static Tensor make(atelier_dtype dtype, span<const int64_t> shape) {
    if (shape.size() > kMaxDims) throw Error(ATELIER_E_UNSUPPORTED, "a tensor of more than 8 dimensions");
    auto block = std::make_unique<Block>();
    atelier_tensor& t = block->managed.tensor;
    int64_t count = 1;
    for (size_t i = shape.size(); i-- > 0;) {
      block->shape[i] = shape[i];
      block->strides[i] = count;
      count *= shape[i];
    }
    const size_t bytes = static_cast<size_t>(count) * dtype.bits / 8;
    if (bytes) {
      block->data.reset(std::aligned_alloc(64, (bytes + 63) / 64 * 64));
      if (!block->data) throw std::bad_alloc();
    }
    t.data = block->data.get();
    t.device = {ATELIER_DEVICE_CPU, 0};
    t.ndim = static_cast<int32_t>(shape.size());
    t.dtype = dtype;
    t.shape = block->shape;
    t.strides = block->strides;
    t.byte_offset = 0;
    block->managed.version_major = 1;
    block->managed.version_minor = 0;
    block->managed.manager_ctx = block.get();
    block->managed.deleter = [](atelier_managed_tensor* m) noexcept { delete static_cast<Block*>(m->manager_ctx); };
    block->managed.flags = 0;
    return Tensor(&block.release()->managed);
  }
  static Tensor make(atelier_dtype dtype, std::initializer_list<int64_t> shape) {
    return make(dtype, span<const int64_t>(shape.begin(), shape.size()));
  }
  template <class T>
  static Tensor make(std::initializer_list<int64_t> shape) {
    return make(dtype_of<T>(), shape);
  }

  Tensor(Tensor&& other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
  Tensor& operator=(Tensor&& other) noexcept {
    if (this != &other) {
      atelier_tensor_free(raw_);
      raw_ = std::exchange(other.raw_, nullptr);
    }
    return *this;
  }
  ~Tensor() { atelier_tensor_free(raw_); }

  explicit operator bool() const { return raw_ != nullptr; }
  const atelier_tensor& get() const { return raw_->tensor; }
  operator const atelier_tensor&() const { return raw_->tensor; }
  atelier_managed_tensor* managed() const { return raw_; }
  atelier_managed_tensor* release() { return std::exchange(raw_, nullptr); }
  // For a C function that gives a tensor; what was owned before is freed.
  atelier_managed_tensor** receive() {
    atelier_tensor_free(std::exchange(raw_, nullptr));
    return &raw_;
  }

  int64_t dim(int i) const { return raw_->tensor.shape[i]; }
  int ndim() const { return raw_->tensor.ndim; }
  size_t bytes() const { return static_cast<size_t>(element_count(raw_->tensor)) * raw_->tensor.dtype.bits / 8; }
  template <class T>
  T* data() const {
    return data_of<T>(raw_->tensor);
  }

 private:
  struct Free {
    void operator()(void* p) const { std::free(p); }
  };
  struct Block {
    atelier_managed_tensor managed{};
    int64_t shape[kMaxDims] = {};
    int64_t strides[kMaxDims] = {};
    std::unique_ptr<void, Free> data;
  };
  atelier_managed_tensor* raw_ = nullptr;
};

namespace detail {

// Throws when a component that reported success gave no tensor, or one that nobody could read.
inline void require_tensor(const Tensor& tensor, const Provider& provider, std::string_view what) {
  if (!tensor) broken(provider, text("it reported success but gave no ", what));
  const atelier_tensor& t = tensor.get();
  if (t.ndim < 0 || t.ndim > Tensor::kMaxDims || (t.ndim > 0 && (!t.shape || !t.strides)))
    broken(provider, text("it gave as ", what, " a tensor without shape or strides"));
  for (int32_t i = 0; i < t.ndim; ++i)
    if (t.shape[i] < 0) broken(provider, text("it gave as ", what, " ", describe(t)));
  if (!t.data && element_count(t) != 0) broken(provider, text("it gave as ", what, " a tensor without data"));
  if (t.byte_offset != 0 || t.dtype.lanes != 1)
    broken(provider, text("it gave as ", what, " a tensor with a byte_offset or lanes"));
}

// The same, for a tensor that must have this form. shape: -1 stands for any size above 0. On the CPU and contiguous,
// unless it may lie anywhere.
inline void require_form(const Tensor& tensor, const Provider& provider, std::string_view what,
                         std::initializer_list<atelier_dtype> dtypes, std::initializer_list<int64_t> shape,
                         bool anywhere = false) {
  require_tensor(tensor, provider, what);
  const atelier_tensor& t = tensor.get();
  bool fits = static_cast<size_t>(t.ndim) == shape.size() &&
              std::any_of(dtypes.begin(), dtypes.end(), [&](atelier_dtype d) { return same_dtype(d, t.dtype); }) &&
              (anywhere || (t.device.type == ATELIER_DEVICE_CPU && is_contiguous(t)));
  for (int32_t i = 0; fits && i < t.ndim; ++i) {
    const int64_t due = shape.begin()[i];
    fits = due < 0 ? t.shape[i] > 0 : t.shape[i] == due;
  }
  if (fits) return;
  std::string due;
  for (const atelier_dtype d : dtypes) due += (due.empty() ? "" : " or ") + describe(d);
  due += " [";
  for (const int64_t n : shape) due += (due.back() == '[' ? "" : ",") + (n < 0 ? std::string("…") : text(n));
  broken(provider, text("it gave as ", what, " ", describe(t), " where ", due, "] is due",
                        anywhere ? "" : ", contiguous, on the CPU"));
}

// A picture [H,W,C] and its labels [H,W].
inline void require_pair(const Tensor& picture, const Tensor& labels, const Provider& provider) {
  require_form(picture, provider, "picture", {dtype_of<uint8_t>(), dtype_of<uint16_t>(), dtype_of<float>()},
               {-1, -1, -1});
  require_form(labels, provider, "labels", {dtype_of<uint8_t>(), dtype_of<uint16_t>()},
               {picture.dim(0), picture.dim(1)});
}

}  // namespace detail

}  // namespace atelier
