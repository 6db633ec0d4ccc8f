#include "reference.hpp"

#include <algorithm>

namespace atelier::host {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool is_name(std::string_view name) {
  return !name.empty() && is_letter(name[0]) &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

std::optional<Reference> parse_reference(std::string_view text) {
  if (text.empty() || text[0] != '@' || text.substr(0, 2) == "@@") return std::nullopt;
  text.remove_prefix(1);
  const size_t dot = text.find('.');
  const std::string_view table = text.substr(0, dot);
  const std::string_view port = dot == std::string_view::npos ? "" : text.substr(dot + 1);
  const bool well_formed = is_name(table) && (dot == std::string_view::npos || is_name(port));
  if (!well_formed) return Reference{};
  return Reference{std::string(table), std::string(port)};
}

std::optional<Reference> reference_in(const Written& value) {
  return value.is_string() && !value.literal ? parse_reference(value.text) : std::nullopt;
}

std::optional<Reference> wire_in(const Written& value) {
  std::optional<Reference> reference = reference_in(value);
  return reference && !reference->is_to_value() ? reference : std::nullopt;
}

std::vector<TextPiece> split_splices(std::string_view text) {
  std::vector<TextPiece> out;
  const auto add_plain = [&](size_t begin, size_t end, std::string_view plain) {
    if (out.empty() || out.back().is_splice) out.push_back({false, "", begin, end});
    out.back().text += plain;
    out.back().end = end;
  };
  for (size_t at = 0; at < text.size();) {
    if (text.substr(at, 3) == "$${") {
      add_plain(at, at + 3, "${");
      at += 3;
    } else if (text.substr(at, 2) == "${") {
      const size_t close = text.find('}', at);
      const bool closed = close != std::string_view::npos;
      const size_t end = closed ? close + 1 : text.size();
      out.push_back({true, std::string(closed ? text.substr(at + 2, close - at - 2) : ""), at, end});
      at = end;
    } else {
      const size_t end = std::min(text.find('$', at + 1), text.size());
      add_plain(at, end, text.substr(at, end - at));
      at = end;
    }
  }
  return out;
}

}  // namespace atelier::host
