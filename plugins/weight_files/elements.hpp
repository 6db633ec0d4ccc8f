// Elements of weights, moved and converted. [any]
#pragma once

#include <cstdint>

#include "weight_files/weight_file.hpp"

namespace atelier::weight_files {

// The elements of a strided entry into row-major order; `from` is its first element.
void gather(const Entry& entry, const char* from, char* to);

// `count` elements of a type that is_float or is_integer; `from` needs no alignment.
void as_floats(Dtype dtype, const char* from, uint64_t count, float* to);
void as_integers(Dtype dtype, const char* from, uint64_t count, int64_t* to);

// IEEE 754 half precision, exactly.
float float_of_half(uint16_t half);

}  // namespace atelier::weight_files
