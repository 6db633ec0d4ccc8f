#include "json_text.hpp"

#include <algorithm>

#include "command_characters.hpp"
#include "utf8.hpp"

namespace atelier::host {

std::string dump(const nlohmann::json& json, int indent) {
  std::string text = json.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
  constexpr auto may_be_command = [](char c) { return static_cast<unsigned char>(c) >= 0x7F; };
  if (std::none_of(text.begin(), text.end(), may_be_command)) return text;  // JSON itself escapes what is below
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const Utf8Point point = utf8_point_at(text, at);
    if (point.value >= 0x7F && is_command(point.value)) {  // one of four digits, and within a string
      constexpr const char* kDigits = "0123456789abcdef";
      out += "\\u";
      for (int shift = 12; shift >= 0; shift -= 4) out += kDigits[point.value >> shift & 15];
    } else {
      out += text.substr(at, std::max<size_t>(1, point.bytes));
    }
    at += std::max<size_t>(1, point.bytes);
  }
  return out;
}

}  // namespace atelier::host
