#include "text.hpp"

#include <spdlog/fmt/fmt.h>

#include <cmath>

namespace atelier::host {

std::string duration_text(double seconds) {
  if (!(seconds >= 0) || seconds > 1e9) return "?";
  if (seconds < 0.1) return fmt::format("{:.0f} ms", seconds * 1000);
  if (seconds < 60) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<int64_t>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

bool is_dotted_name(std::string_view text, bool hyphens) {
  bool start = true;
  for (const char c : text) {
    const bool letter = c >= 'a' && c <= 'z';
    if (start ? !letter : !(letter || (c >= '0' && c <= '9') || c == '_' || c == '.' || (hyphens && c == '-')))
      return false;
    start = c == '.';
  }
  return !start;
}

}  // namespace atelier::host
