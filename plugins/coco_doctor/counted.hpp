// Numbers in sentences. [any]
#pragma once

#include <cstdint>
#include <string>

namespace atelier::coco_doctor {

// 1389 -> "1,389".
inline std::string grouped(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

// "1 picture", "1,389 pictures".
inline std::string counted(uint64_t number, const char* one, const char* many) {
  return grouped(number) + ' ' + (number == 1 ? one : many);
}

}  // namespace atelier::coco_doctor
