#include "json_text.hpp"

#include <algorithm>

namespace atelier::supervised {

namespace {

using nlohmann::ordered_json;

bool is_flat(const ordered_json& value) {
  return std::none_of(value.begin(), value.end(), [](const ordered_json& item) { return item.is_structured(); });
}

// dump() with a space after commas and colons; only for values without structure inside.
std::string one_line(const ordered_json& value) {
  if (!value.is_structured()) return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  std::string out(1, value.is_object() ? '{' : '[');
  for (const auto& item : value.items()) {
    if (out.size() > 1) out += ", ";
    if (value.is_object()) out += one_line(item.key()) + ": ";
    out += one_line(item.value());
  }
  return out + (value.is_object() ? '}' : ']');
}

void append(std::string& out, const ordered_json& value, size_t depth) {
  if (!value.is_structured() || (depth > 0 && is_flat(value))) {
    out += one_line(value);
    return;
  }
  out += value.is_object() ? '{' : '[';
  bool first = true;
  for (const auto& item : value.items()) {
    out += first ? "\n" : ",\n";
    first = false;
    out.append(2 * depth + 2, ' ');
    if (value.is_object()) out += one_line(item.key()) + ": ";
    append(out, item.value(), depth + 1);
  }
  if (!first) out.append(1, '\n').append(2 * depth, ' ');
  out += value.is_object() ? '}' : ']';
}

}  // namespace

std::string json_text(const ordered_json& value) {
  std::string out;
  append(out, value, 0);
  return out + '\n';
}

}  // namespace atelier::supervised
