/* Atelier SDK: making a tensor in C.
 *
 * Intent: a component in C that gives pictures, labels, logits or gradients needs no tensor library for it. (In C++:
 * atelier::Tensor.) Not part of atelier.h's kinds: include it where it is used.
 */
#ifndef ATELIER_NEW_TENSOR_H
#define ATELIER_NEW_TENSOR_H

#include <stdlib.h>

#include "tensor.h"

static inline void atelier_free_new_tensor(atelier_managed_tensor* tensor) ATELIER_NOEXCEPT { free(tensor); }

/* A contiguous tensor on the CPU of `bytes_each` * 8 bits of type `code` (ATELIER_DTYPE_*), all zero, 64-byte aligned,
 * that the caller owns; NULL when there is no memory. shape: [ndim]. [any] */
static inline atelier_managed_tensor* atelier_new_tensor(uint8_t code, uint8_t bytes_each, int32_t ndim,
                                                         const int64_t* shape) {
  size_t head = sizeof(atelier_managed_tensor) + 2 * (size_t)ndim * sizeof(int64_t), size = bytes_each;
  atelier_managed_tensor* made;
  int32_t i;
  for (i = 0; i < ndim; ++i) {
    if (shape[i] < 0 || (shape[i] > 0 && size > (SIZE_MAX - head - 64) / (size_t)shape[i])) return NULL;
    size *= (size_t)shape[i];
  }
  made = (atelier_managed_tensor*)calloc(1, head + 64 + size);
  if (!made) return NULL;
  made->version_major = 1;
  made->deleter = atelier_free_new_tensor;
  made->tensor.device.type = ATELIER_DEVICE_CPU;
  made->tensor.ndim = ndim;
  made->tensor.dtype.code = code;
  made->tensor.dtype.bits = (uint8_t)(bytes_each * 8);
  made->tensor.dtype.lanes = 1;
  made->tensor.shape = (int64_t*)(void*)(made + 1);
  made->tensor.strides = made->tensor.shape + ndim;
  for (i = ndim; i-- > 0;) {
    made->tensor.shape[i] = shape[i];
    made->tensor.strides[i] = i + 1 < ndim ? made->tensor.strides[i + 1] * shape[i + 1] : 1;
  }
  made->tensor.data = (char*)made + head + (64 - ((uintptr_t)made + head) % 64) % 64;
  return made;
}

#endif
