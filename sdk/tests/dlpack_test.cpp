// atelier_tensor and atelier_managed_tensor are DLPack's structs, field for field.
#include <atelier/tensor.h>
#include <gtest/gtest.h>

#include <cstddef>

#if __has_include(<dlpack/dlpack.h>)
#include <dlpack/dlpack.h>
#define HAS_DLPACK_HEADER 1
#endif

namespace {

// DLManagedTensorVersioned as DLPack 1.0 documents it, for headers older than that.
struct DocumentedVersion {
  uint32_t major;
  uint32_t minor;
};
struct DocumentedManaged {
  DocumentedVersion version;
  void* manager_ctx;
  void (*deleter)(DocumentedManaged* self);
  uint64_t flags;
  atelier_tensor dl_tensor;
};

template <class Theirs, class Version>
void expect_managed_layout() {
  using Ours = atelier_managed_tensor;
  EXPECT_EQ(sizeof(Ours), sizeof(Theirs));
  EXPECT_EQ(offsetof(Ours, version_major), offsetof(Theirs, version) + offsetof(Version, major));
  EXPECT_EQ(offsetof(Ours, version_minor), offsetof(Theirs, version) + offsetof(Version, minor));
  EXPECT_EQ(offsetof(Ours, manager_ctx), offsetof(Theirs, manager_ctx));
  EXPECT_EQ(offsetof(Ours, deleter), offsetof(Theirs, deleter));
  EXPECT_EQ(offsetof(Ours, flags), offsetof(Theirs, flags));
  EXPECT_EQ(offsetof(Ours, tensor), offsetof(Theirs, dl_tensor));
}

TEST(DlPack, ManagedTensorIsAsDocumented) {
  expect_managed_layout<DocumentedManaged, DocumentedVersion>();
#if defined(DLPACK_MAJOR_VERSION) && DLPACK_MAJOR_VERSION >= 1
  expect_managed_layout<DLManagedTensorVersioned, DLPackVersion>();
  EXPECT_EQ(ATELIER_TENSOR_READ_ONLY, static_cast<int>(DLPACK_FLAG_BITMASK_READ_ONLY));
#endif
}

#ifdef HAS_DLPACK_HEADER
#define EXPECT_SAME_FIELD(ours, theirs, field)               \
  EXPECT_EQ(offsetof(ours, field), offsetof(theirs, field)); \
  EXPECT_EQ(sizeof(ours::field), sizeof(theirs::field))

TEST(DlPack, TensorIsThatOfThePublicHeader) {
  EXPECT_EQ(sizeof(atelier_tensor), sizeof(DLTensor));
  EXPECT_SAME_FIELD(atelier_tensor, DLTensor, data);
  EXPECT_SAME_FIELD(atelier_tensor, DLTensor, device);
  EXPECT_SAME_FIELD(atelier_tensor, DLTensor, ndim);
  EXPECT_SAME_FIELD(atelier_tensor, DLTensor, dtype);
  EXPECT_SAME_FIELD(atelier_tensor, DLTensor, shape);
  EXPECT_SAME_FIELD(atelier_tensor, DLTensor, strides);
  EXPECT_SAME_FIELD(atelier_tensor, DLTensor, byte_offset);
  EXPECT_SAME_FIELD(atelier_dtype, DLDataType, code);
  EXPECT_SAME_FIELD(atelier_dtype, DLDataType, bits);
  EXPECT_SAME_FIELD(atelier_dtype, DLDataType, lanes);
  EXPECT_EQ(offsetof(atelier_device, type), offsetof(DLDevice, device_type));
  EXPECT_EQ(offsetof(atelier_device, id), offsetof(DLDevice, device_id));
  EXPECT_EQ(sizeof(atelier_device), sizeof(DLDevice));
}

TEST(DlPack, NumbersAreThoseOfThePublicHeader) {
  EXPECT_EQ(ATELIER_DEVICE_CPU, static_cast<int>(kDLCPU));
  EXPECT_EQ(ATELIER_DEVICE_CUDA, static_cast<int>(kDLCUDA));
  EXPECT_EQ(ATELIER_DTYPE_INT, static_cast<int>(kDLInt));
  EXPECT_EQ(ATELIER_DTYPE_UINT, static_cast<int>(kDLUInt));
  EXPECT_EQ(ATELIER_DTYPE_FLOAT, static_cast<int>(kDLFloat));
  EXPECT_EQ(ATELIER_DTYPE_BFLOAT, static_cast<int>(kDLBfloat));
}
#endif

}  // namespace
