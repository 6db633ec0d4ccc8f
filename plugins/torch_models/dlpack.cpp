#include "dlpack.hpp"

namespace atelier::torch_models {
namespace {

at::ScalarType scalar_type(const atelier_tensor& t) {
  const auto is = [&](uint8_t code, uint8_t bits) { return t.dtype.code == code && t.dtype.bits == bits; };
  if (t.dtype.lanes == 1) {
    if (is(ATELIER_DTYPE_UINT, 8)) return at::kByte;
    if (is(ATELIER_DTYPE_INT, 8)) return at::kChar;
    if (is(ATELIER_DTYPE_INT, 16)) return at::kShort;
    if (is(ATELIER_DTYPE_INT, 32)) return at::kInt;
    if (is(ATELIER_DTYPE_INT, 64)) return at::kLong;
    if (is(ATELIER_DTYPE_FLOAT, 16)) return at::kHalf;
    if (is(ATELIER_DTYPE_FLOAT, 32)) return at::kFloat;
    if (is(ATELIER_DTYPE_FLOAT, 64)) return at::kDouble;
    if (is(ATELIER_DTYPE_BFLOAT, 16)) return at::kBFloat16;
  }
  throw Error(ATELIER_E_UNSUPPORTED, text("LibTorch has no element type for a tensor ", describe(t)));
}

atelier_dtype given_dtype(const at::Tensor& t) {
  switch (t.scalar_type()) {
    case at::kByte:
      return {ATELIER_DTYPE_UINT, 8, 1};
    case at::kChar:
      return {ATELIER_DTYPE_INT, 8, 1};
    case at::kShort:
      return {ATELIER_DTYPE_INT, 16, 1};
    case at::kInt:
      return {ATELIER_DTYPE_INT, 32, 1};
    case at::kLong:
      return {ATELIER_DTYPE_INT, 64, 1};
    case at::kHalf:
      return {ATELIER_DTYPE_FLOAT, 16, 1};
    case at::kFloat:
      return {ATELIER_DTYPE_FLOAT, 32, 1};
    case at::kDouble:
      return {ATELIER_DTYPE_FLOAT, 64, 1};
    case at::kBFloat16:
      return {ATELIER_DTYPE_BFLOAT, 16, 1};
    default:
      throw Error(ATELIER_E_UNSUPPORTED,
                  text("a tensor of LibTorch type ", c10::toString(t.scalar_type()), " cannot be handed over"));
  }
}

// LibTorch 1.13 has no uint16: read as int16, which keeps the bits, then widened and cut back to 0..65535.
at::Tensor widened(at::Tensor bits) { return bits.to(at::kInt).bitwise_and_(0xffff); }

struct Owner {
  explicit Owner(at::Tensor tensor) : view(std::move(tensor)) {}
  View view;
  atelier_managed_tensor managed{};
};

Tensor handed_over(const at::Tensor& tensor) {
  auto owner = std::make_unique<Owner>(tensor.detach());
  atelier_managed_tensor& managed = owner->managed;
  managed.version_major = 1;
  managed.version_minor = 0;
  managed.manager_ctx = owner.get();
  managed.deleter = [](atelier_managed_tensor* self) noexcept { delete static_cast<Owner*>(self->manager_ctx); };
  managed.tensor = owner->view.view();
  return Tensor(&owner.release()->managed);
}

at::Tensor without_bool(at::Tensor tensor) { return tensor.scalar_type() == at::kBool ? tensor.to(at::kByte) : tensor; }

}  // namespace

at::Device device_of(const atelier_tensor& t) {
  if (t.device.type == ATELIER_DEVICE_CPU) return at::Device(at::kCPU);
  if (t.device.type == ATELIER_DEVICE_CUDA) return at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(t.device.id));
  throw Error(ATELIER_E_UNSUPPORTED,
              text("a tensor on a device of DLPack type ", t.device.type, " cannot be used here"));
}

atelier_device given_device(at::Device device) {
  if (device.is_cpu()) return {ATELIER_DEVICE_CPU, 0};
  if (device.is_cuda()) return {ATELIER_DEVICE_CUDA, device.has_index() ? static_cast<int32_t>(device.index()) : 0};
  throw Error(ATELIER_E_UNSUPPORTED, text("a tensor on ", device.str(), " cannot be handed over"));
}

at::Tensor borrow(const atelier_tensor& tensor) {
  const bool wide = tensor.dtype.code == ATELIER_DTYPE_UINT && tensor.dtype.bits == 16 && tensor.dtype.lanes == 1;
  const at::ScalarType type = wide ? at::kShort : scalar_type(tensor);
  const auto options = at::TensorOptions().dtype(type).device(device_of(tensor));
  const at::IntArrayRef shape(tensor.shape, static_cast<size_t>(tensor.ndim));
  if (element_count(tensor) == 0) return at::empty(shape, options.dtype(wide ? at::kInt : type));

  void* data = static_cast<char*>(tensor.data) + tensor.byte_offset;
  at::Tensor out = tensor.strides ? at::from_blob(data, shape, at::IntArrayRef(tensor.strides, shape.size()), options)
                                  : at::from_blob(data, shape, options);
  return wide ? widened(out) : out;
}

View::View(at::Tensor tensor)
    : tensor_(std::move(tensor)), shape_(tensor_.sizes().vec()), strides_(tensor_.strides().vec()) {
  view_.data = tensor_.numel() ? tensor_.data_ptr() : nullptr;
  view_.device = given_device(tensor_.device());
  view_.ndim = static_cast<int32_t>(shape_.size());
  view_.dtype = given_dtype(tensor_);
  shape_.reserve(1);  // a scalar's shape and strides must not be null either
  strides_.reserve(1);
  view_.shape = shape_.data();
  view_.strides = strides_.data();
}

Tensor give(at::Tensor tensor) {
  tensor = without_bool(std::move(tensor));
  synchronise(tensor.device());
  return handed_over(tensor);
}

Tensor give(at::Tensor tensor, const DeviceOrder& order) {
  tensor = without_bool(std::move(tensor));
  order.finish();
  return handed_over(tensor);
}

}  // namespace atelier::torch_models
