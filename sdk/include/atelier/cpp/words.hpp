// Atelier SDK, C++17 layer: numbers in sentences. [any]
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace atelier {

// 1389 -> "1,389".
inline std::string grouped(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

// The word for so many: one_or_many(n, "it", "them").
constexpr std::string_view one_or_many(uint64_t number, std::string_view one, std::string_view many) {
  return number == 1 ? one : many;
}

// "1 picture is", "1,389 pictures are": counted(n, "picture is", "pictures are").
inline std::string counted(uint64_t number, std::string_view one, std::string_view many) {
  return grouped(number).append(1, ' ').append(one_or_many(number, one, many));
}

}  // namespace atelier
