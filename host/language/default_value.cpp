#include "default_value.hpp"

#include <atelier/param.h>
#include <atelier/value.h>
#include <spdlog/fmt/fmt.h>
#include <toml++/toml.h>

#include <algorithm>
#include <optional>

#include "reference.hpp"
#include "run_table.hpp"
#include "typed_value.hpp"
#include "words/suggest.hpp"
#include "words/text.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

constexpr size_t kShown = 80;

std::string refuse_number(const ParamInfo& p, double value) {
  if (p.has(ATELIER_PARAM_HAS_MIN) && (value < p.min || (p.has(ATELIER_PARAM_ABOVE_MIN) && value == p.min)))
    return "is below the minimum";
  if (p.has(ATELIER_PARAM_HAS_MAX) && value > p.max) return "is above the maximum";
  return {};
}

// A plugin knows no names of a workflow: it can refer to nothing but the settings of the run.
std::string refuse_reference(const ParamInfo& p, const Reference& reference, const std::string& text) {
  std::vector<std::string> settings;
  const ParamInfo* found = nullptr;
  for (const ParamInfo& setting : run_table().params) {
    if (setting.type == ATELIER_TYPE_PART) continue;
    settings.push_back("@run." + setting.name);
    if (reference.table == "run" && reference.port == setting.name) found = &setting;
  }
  const std::string shown = one_line(text, kShown);
  if (!found) {
    const std::string hint = did_you_mean(text, settings);
    return fmt::format("refers to {}; {}", shown,
                       hint.empty() ? "a default can refer only to " + list_names(settings) : hint);
  }
  const bool number = p.type == ATELIER_TYPE_INT || p.type == ATELIER_TYPE_FLOAT || p.type == ATELIER_TYPE_DURATION;
  const bool word = p.type == ATELIER_TYPE_STRING || p.type == ATELIER_TYPE_ENUM || p.type == ATELIER_TYPE_PATH_IN ||
                    p.type == ATELIER_TYPE_PATH_OUT;
  if (found->type == ATELIER_TYPE_INT ? number : word) return {};
  return fmt::format("refers to {}, which is {}", shown, type_words(*found));
}

// ${params.x} would be looked for in the workflow; "$${" is a plain "${".
bool splices_a_parameter(const std::string& text) {
  for (size_t at = 0; (at = text.find("${", at)) != std::string::npos; at += 2)
    if ((at == 0 || text[at - 1] != '$') && text.compare(at + 2, 4, "env.") != 0) return true;
  return false;
}

std::string refuse_duration(const ParamInfo& p, const toml::node& node) {
  const auto text = node.value_exact<std::string>();
  if (!text) return node.is_number() ? refuse_number(p, *node.value<double>()) : "must be a duration";
  const std::optional<double> seconds = parse_duration(*text);
  if (!seconds) return "is no duration; durations are written '90s', '5m', '1h30m', '250ms'";
  return refuse_number(p, *seconds);
}

std::optional<std::string> part_id(const toml::node& node) {
  if (const toml::table* table = node.as_table()) return (*table)["use"].value_exact<std::string>();
  return node.value_exact<std::string>();
}

std::string refuse_part(const toml::node& node) {
  const std::optional<std::string> id = part_id(node);
  if (!id) return "must be a component's id or an inline table with `use`";
  return is_dotted_name(*id, false) ? ""
                                    : fmt::format("names \"{}\", which is no component's id", one_line(*id, kShown));
}

std::string refuse_item(const ParamInfo& p, const toml::node& node) {
  if (p.type == ATELIER_TYPE_PORT) return "is a wire, which a plugin cannot know";
  if (p.type == ATELIER_TYPE_PART) return refuse_part(node);
  const auto text = node.value_exact<std::string>();
  if (text)
    if (const auto reference = parse_reference(*text)) return refuse_reference(p, *reference, *text);
  if (text && splices_a_parameter(*text)) return "has a splice of a parameter, but a plugin knows none";
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
      return refuse_duration(p, node);
    case ATELIER_TYPE_ENUM:
      if (!text || std::find(p.choices.begin(), p.choices.end(), *text) == p.choices.end())
        return "must be one of its choices";
      return {};
    default:
      return text ? "" : "must be a text";
  }
}

std::string refuse_table(const ParamInfo& p, const toml::node& node) {
  const toml::table* entries = node.as_table();
  if (!entries) return "must be a table, such as {}";
  for (const auto& [key, value] : *entries)
    if (const std::string why = refuse_item(p, value); !why.empty())
      return fmt::format("at `{}` {}", one_line(key.str(), kShown), why);
  return {};
}

std::string refuse_list(const ParamInfo& p, const toml::node& node) {
  const toml::array* items = node.as_array();
  if (!items) return "must be a list";
  if (items->size() < p.min_items || (p.max_items && items->size() > p.max_items)) return "has the wrong length";
  for (const toml::node& item : *items)
    if (std::string why = refuse_item(p, item); !why.empty()) return why;
  return {};
}

toml::table parsed(const ParamInfo& p) { return toml::parse("x = " + p.default_value); }

}  // namespace

std::string refuse_default(const ParamInfo& p) {
  if (p.default_value.empty()) return {};
  toml::table document;
  try {
    document = parsed(p);
  } catch (const toml::parse_error& e) {
    return fmt::format("is not TOML ({}); texts need quotes", one_line(e.description(), 200));
  }
  if (document.size() != 1) return "is not one TOML value";
  const toml::node& node = *document.get("x");
  if (p.has(ATELIER_PARAM_TABLE)) return refuse_table(p, node);
  return p.has(ATELIER_PARAM_LIST) ? refuse_list(p, node) : refuse_item(p, node);
}

std::vector<std::string> default_parts(const ParamInfo& p) {
  std::vector<std::string> out;
  if (p.type != ATELIER_TYPE_PART || p.default_value.empty()) return out;
  const toml::table document = parsed(p);
  const toml::node& node = *document.get("x");
  const auto add = [&](const toml::node& item) {
    if (const std::optional<std::string> id = part_id(item)) out.push_back(*id);
  };
  if (const toml::array* items = node.as_array())
    for (const toml::node& item : *items) add(item);
  else
    add(node);
  return out;
}

}  // namespace atelier::host
