#include "default_value.hpp"

#include <atelier/param.h>
#include <atelier/value.h>
#include <spdlog/fmt/fmt.h>
#include <toml++/toml.h>

#include <algorithm>

namespace atelier::host {
namespace {

std::string refuse_number(const ParamInfo& p, double value) {
  if (p.has(ATELIER_PARAM_HAS_MIN) && (value < p.min || (p.has(ATELIER_PARAM_ABOVE_MIN) && value == p.min)))
    return "is below the minimum";
  if (p.has(ATELIER_PARAM_HAS_MAX) && value > p.max) return "is above the maximum";
  return {};
}

std::string refuse_item(const ParamInfo& p, const toml::node& node) {
  const auto text = node.value_exact<std::string>();
  if (text && text->starts_with('@') && !text->starts_with("@@")) return {};
  switch (p.type) {
    case ATELIER_TYPE_BOOL:
      return node.is_boolean() ? "" : "must be true or false";
    case ATELIER_TYPE_INT:
      if (!node.is_integer()) return "must be an integer";
      return refuse_number(p, static_cast<double>(*node.value<int64_t>()));
    case ATELIER_TYPE_FLOAT:
      if (!node.is_number()) return "must be a number";
      return refuse_number(p, *node.value<double>());
    case ATELIER_TYPE_DURATION:
      if (text) return {};  // "1m30s": the resolver's to read
      return node.is_number() ? refuse_number(p, *node.value<double>()) : "must be a duration";
    case ATELIER_TYPE_ENUM:
      if (!text || std::find(p.choices.begin(), p.choices.end(), *text) == p.choices.end())
        return "must be one of its choices";
      return {};
    case ATELIER_TYPE_PART:
      return text || node.is_table() ? "" : "must be a component's id or an inline table";
    default:
      return text ? "" : "must be a text";
  }
}

std::string refuse_table(const ParamInfo& p, const toml::node& node) {
  if (const auto text = node.value_exact<std::string>(); text && text->starts_with('@')) return {};
  const toml::table* entries = node.as_table();
  if (!entries) return "must be a table, such as {}";
  for (const auto& [key, value] : *entries)
    if (const std::string why = refuse_item(p, value); !why.empty()) return fmt::format("at `{}` {}", key.str(), why);
  return {};
}

}  // namespace

std::string refuse_default(const ParamInfo& p) {
  if (p.default_value.empty()) return {};
  toml::table document;
  try {
    document = toml::parse("x = " + p.default_value);
  } catch (const toml::parse_error& e) {
    return fmt::format("is not TOML ({}); texts need quotes", e.description());
  }
  if (document.size() != 1) return "is not one TOML value";
  const toml::node& node = *document.get("x");
  if (p.has(ATELIER_PARAM_TABLE)) return refuse_table(p, node);
  if (!p.has(ATELIER_PARAM_LIST)) return refuse_item(p, node);
  if (const auto text = node.value_exact<std::string>(); text && text->starts_with('@')) return {};
  const toml::array* items = node.as_array();
  if (!items) return "must be a list";
  if (items->size() < p.min_items || (p.max_items && items->size() > p.max_items)) return "has the wrong length";
  for (const toml::node& item : *items)
    if (std::string why = refuse_item(p, item); !why.empty()) return why;
  return {};
}

}  // namespace atelier::host
