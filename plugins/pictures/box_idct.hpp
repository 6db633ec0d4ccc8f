// The inverse DCT of a block that gives averages over boxes of pixels instead of pixels.
//
// Averaging two neighbours turns cos((2x+1)k*pi/16) into cos(k*pi/16) * cos((2i+1)k*pi/8), and of that the frequencies
// above 4 fold back onto those below: so a block averaged in pairs is a 4-point inverse DCT of folded coefficients. It
// is the average of the very pixels, not a cut of the high frequencies as in the reduced scales of libjpeg. The same
// holds for boxes of 4 and 8. Computed in float; no fused multiply-adds, so the same bytes on every machine. [any]
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace pictures {

// What box_idct multiplies the coefficients of a block with, in natural order. quantisation: in zigzag order. rows,
// columns: how many values a block gives along each axis: 8, 4, 2 or 1.
std::array<float, 64> box_idct_factors(const std::array<uint16_t, 64>& quantisation, int rows, int columns);

// coefficients [8,8] as stored, in natural order -> out [rows, columns], 0 to 255, with `stride` values between rows.
// last: the position in zigzag order behind which all coefficients are zero; few of them take less time.
using BoxIdct = void (*)(const int32_t* coefficients, const float* factors, unsigned last, float* out, size_t stride);
BoxIdct box_idct(int rows, int columns);

}  // namespace pictures
