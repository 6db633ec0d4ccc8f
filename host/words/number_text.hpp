// Floats as TOML writes them: the shortest text that reads back as the same number, always with a point or exponent.
#pragma once

#include <charconv>
#include <cmath>
#include <string>

namespace atelier::host {

inline std::string float_text(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  std::string text(buffer, end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

}  // namespace atelier::host
