#include "size.hpp"

#include <spdlog/fmt/fmt.h>

#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

namespace atelier::host {
namespace {

constexpr std::string_view kUnits = "kmgt";

}  // namespace

std::string size_text(uint64_t bytes) {
  constexpr std::array kNames = {"KB", "MB", "GB", "TB"};
  if (bytes < 1000) return fmt::format("{} byte{}", bytes, bytes == 1 ? "" : "s");
  double size = static_cast<double>(bytes) / 1000;
  size_t unit = 0;
  for (; size >= 999.5 && unit + 1 < kNames.size(); ++unit) size /= 1000;
  return fmt::format("{:.{}f} {}", size, size < 9.95 ? 1 : 0, kNames[unit]);
}

std::optional<uint64_t> read_size(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc() || !std::isfinite(number) || number < 0) return std::nullopt;
  std::string unit;
  for (const char c : text.substr(static_cast<size_t>(end - text.data())))
    if (c != ' ' || !unit.empty()) unit += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (unit.ends_with("b")) unit.pop_back();
  double factor = 1;
  if (!unit.empty()) {
    const size_t power = kUnits.find(unit[0]);
    if (power == kUnits.npos || unit.size() > 2 || (unit.size() == 2 && unit[1] != 'i')) return std::nullopt;
    factor = std::pow(unit.size() == 2 ? 1024.0 : 1000.0, static_cast<double>(power + 1));
  }
  const double bytes = number * factor;
  if (bytes >= 9e18) return std::nullopt;
  return static_cast<uint64_t>(std::llround(bytes));
}

}  // namespace atelier::host
