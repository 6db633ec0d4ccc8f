#include "json_text.hpp"

#include <algorithm>

#include "command_characters.hpp"
#include "utf8.hpp"

namespace atelier::host {
namespace {

constexpr std::string_view kHex = "hex:";
constexpr std::string_view kDigits = "0123456789abcdef";

}  // namespace

std::string dump(const nlohmann::json& json, int indent) {
  std::string text = json.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
  constexpr auto may_be_command = [](char c) { return static_cast<unsigned char>(c) >= 0x7F; };
  if (std::none_of(text.begin(), text.end(), may_be_command)) return text;  // JSON itself escapes what is below
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const Utf8Point point = utf8_point_at(text, at);
    if (point.value >= 0x7F && is_command(point.value)) {  // one of four digits, and within a string
      out += "\\u";
      for (int shift = 12; shift >= 0; shift -= 4) out += kDigits[point.value >> shift & 15];
    } else {
      out += text.substr(at, std::max<size_t>(1, point.bytes));
    }
    at += std::max<size_t>(1, point.bytes);
  }
  return out;
}

std::string exact_text(std::string_view bytes) {
  if (first_invalid_utf8(bytes) == kAllValid && !bytes.starts_with(kHex)) return std::string(bytes);
  std::string out(kHex);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += {kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return out;
}

std::string exact_bytes(std::string_view text) {
  const std::string_view digits = text.starts_with(kHex) ? text.substr(kHex.size()) : "";
  if (digits.empty() || digits.size() % 2 != 0 || digits.find_first_not_of(kDigits) != std::string_view::npos)
    return std::string(text);
  std::string out;
  for (size_t i = 0; i < digits.size(); i += 2)
    out += static_cast<char>(kDigits.find(digits[i]) << 4 | kDigits.find(digits[i + 1]));
  return out;
}

}  // namespace atelier::host
