/* Atelier SDK: tensors, laid out as DLPack 1.0 (https://dmlc.github.io/dlpack).
 *
 * Intent: pictures, label maps, logits, parameters and gradients cross the ABI as DLPack structs, so a plugin in any
 * framework can take part. The structs are declared here because the SDK depends on nothing; a test asserts that
 * their layout is that of the public header.
 *
 * Rules on top of DLPack
 *  - `strides` is always given (in elements); `byte_offset` is 0; `dtype.lanes` is 1; no bool type (use uint8).
 *  - An empty tensor (a dimension of 0) is legal here, but a consumer must not hand it to LibTorch 1.13, which would
 *    never call its deleter.
 *  - An atelier_tensor is borrowed for the call. An atelier_managed_tensor is owned by whoever holds the pointer;
 *    ownership moves only when the call that takes or gives it returns ATELIER_OK.
 *  - `deleter` may be called from any thread, once.
 *  - Tensors on a device are ordered as call.h says: on the stream that the call names, or by synchronising.
 * Shapes are written as in `uint8 [N,H,W,C]`. Pictures are uint8, uint16 or float32 of any number of channels, usually
 * uint8 RGB; label maps are uint8 (uint16 above 255 classes), void (ignored) labels 255 (65535).
 */
#ifndef ATELIER_TENSOR_H
#define ATELIER_TENSOR_H

#include "abi.h"

#define ATELIER_DEVICE_CPU 1
#define ATELIER_DEVICE_CUDA 2

#define ATELIER_DTYPE_INT 0
#define ATELIER_DTYPE_UINT 1
#define ATELIER_DTYPE_FLOAT 2
#define ATELIER_DTYPE_BFLOAT 4

#define ATELIER_TENSOR_READ_ONLY 1 /* bit of atelier_managed_tensor.flags */

/* Frozen. */
typedef struct atelier_device {
  int32_t type; /* ATELIER_DEVICE_* (DLPack's numbers) */
  int32_t id;
} atelier_device;

/* Frozen. */
typedef struct atelier_dtype {
  uint8_t code; /* ATELIER_DTYPE_* (DLPack's numbers) */
  uint8_t bits;
  uint16_t lanes; /* 1 */
} atelier_dtype;

/* DLTensor. Frozen. */
typedef struct atelier_tensor {
  void* data;
  atelier_device device;
  int32_t ndim;
  atelier_dtype dtype;
  int64_t* shape;   /* [ndim] */
  int64_t* strides; /* [ndim], in elements */
  uint64_t byte_offset;
} atelier_tensor;

/* DLManagedTensorVersioned. Frozen. */
typedef struct atelier_managed_tensor {
  uint32_t version_major; /* 1 */
  uint32_t version_minor;
  void* manager_ctx;
  void (*deleter)(struct atelier_managed_tensor* self) ATELIER_NOEXCEPT;
  uint64_t flags;
  atelier_tensor tensor;
} atelier_managed_tensor;

/* The form of pictures [H,W,C], before and after stacking: uint8, uint16 or float32 of so many channels. Frozen. */
typedef struct atelier_form {
  atelier_dtype dtype;
  uint32_t channels; /* at least 1 */
} atelier_form;

/* Frees a tensor the caller owns. NULL is allowed. [any] */
static inline void atelier_tensor_free(atelier_managed_tensor* tensor) {
  if (tensor && tensor->deleter) tensor->deleter(tensor);
}

#endif
