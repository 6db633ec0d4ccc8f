#include "elements.hpp"

#include <bit>
#include <cstring>

namespace atelier::weight_files {
namespace {

template <class From, class To, class Convert>
void convert(const char* from, uint64_t count, To* to, Convert change) {
  for (uint64_t i = 0; i < count; ++i) {
    From value;
    std::memcpy(&value, from + i * sizeof(From), sizeof(From));
    to[i] = change(value);
  }
}

}  // namespace

void gather(const Entry& entry, const char* from, char* to) {
  const uint64_t element = info(entry.dtype).bytes, count = entry.count();
  std::vector<int64_t> index(entry.shape.size(), 0);
  uint64_t at = 0;
  for (uint64_t i = 0; i < count; ++i) {
    std::memcpy(to + i * element, from + at * element, element);
    for (size_t d = index.size(); d-- > 0;) {
      at += static_cast<uint64_t>(entry.strides[d]);
      if (++index[d] < entry.shape[d]) break;
      at -= static_cast<uint64_t>(entry.strides[d]) * static_cast<uint64_t>(entry.shape[d]);
      index[d] = 0;
    }
  }
}

float float_of_half(uint16_t half) {
  const uint32_t sign = uint32_t{half & 0x8000u} << 16;
  const uint32_t exponent = half >> 10 & 0x1f, mantissa = half & 0x3ff;
  if (exponent == 0x1f) return std::bit_cast<float>(sign | 0x7f800000u | mantissa << 13);
  if (exponent != 0) return std::bit_cast<float>(sign | (exponent + 112) << 23 | mantissa << 13);
  const float small = static_cast<float>(mantissa) * 0x1p-24f;
  return sign ? -small : small;
}

void as_floats(Dtype dtype, const char* from, uint64_t count, float* to) {
  switch (dtype) {
    case Dtype::kFloat64:
      return convert<double>(from, count, to, [](double v) { return static_cast<float>(v); });
    case Dtype::kFloat16:
      return convert<uint16_t>(from, count, to, float_of_half);
    case Dtype::kBfloat16:
      return convert<uint16_t>(from, count, to, [](uint16_t v) { return std::bit_cast<float>(uint32_t{v} << 16); });
    default:
      std::memcpy(to, from, count * sizeof(float));
  }
}

void as_integers(Dtype dtype, const char* from, uint64_t count, int64_t* to) {
  const auto widen = [](auto v) { return static_cast<int64_t>(v); };
  switch (dtype) {
    case Dtype::kInt32:
      return convert<int32_t>(from, count, to, widen);
    case Dtype::kInt16:
      return convert<int16_t>(from, count, to, widen);
    case Dtype::kInt8:
      return convert<int8_t>(from, count, to, widen);
    case Dtype::kUint8:
    case Dtype::kBool:
      return convert<uint8_t>(from, count, to, widen);
    default:
      std::memcpy(to, from, count * sizeof(int64_t));
  }
}

}  // namespace atelier::weight_files
