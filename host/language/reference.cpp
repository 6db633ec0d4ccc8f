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

}  // namespace atelier::host
