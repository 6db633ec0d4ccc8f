#include "editor_values.hpp"

#include <atelier/param.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>

#include "default_value.hpp"
#include "param_type.hpp"

namespace atelier::host {
using nlohmann::ordered_json;
namespace {

// A text that another is spliced into.
ordered_json spliced_schema() { return {{"type", "string"}, {"pattern", "\\$\\{"}}; }

ordered_json number_schema(const ParamInfo& param) {
  ordered_json out = {{"type", param.type == ATELIER_TYPE_INT ? "integer" : "number"}};
  if (param.has(ATELIER_PARAM_HAS_MIN))
    out[param.has(ATELIER_PARAM_ABOVE_MIN) ? "exclusiveMinimum" : "minimum"] = param.min;
  if (param.has(ATELIER_PARAM_HAS_MAX)) out["maximum"] = param.max;
  return out;
}

// What may be written for one value, besides a reference.
ordered_json literals(const ParamInfo& param) {
  switch (param.type) {
    case ATELIER_TYPE_BOOL:
      return ordered_json::array({{{"type", "boolean"}}});
    case ATELIER_TYPE_INT:
    case ATELIER_TYPE_FLOAT:
      return ordered_json::array({number_schema(param)});
    case ATELIER_TYPE_DURATION:
      return ordered_json::array(
          {number_schema(param), {{"type", "string"}, {"pattern", "^([0-9.]+(ms|s|m|h|d))+$"}}, spliced_schema()});
    case ATELIER_TYPE_ENUM:
      return ordered_json::array({{{"enum", param.choices}}, spliced_schema()});
    default:
      return ordered_json::array({{{"type", "string"}}});
  }
}

// The table of a slot. Without `use` it is of the component that fills the slot by default.
ordered_json slot_table(const ParamInfo& param) {
  const ordered_json table = reference_to(definition_name("slot", param.kind));
  const bool one = !param.has(ATELIER_PARAM_LIST);
  const std::vector<std::string> ids =
      one && refuse_default(param).empty() ? default_parts(param) : std::vector<std::string>();
  if (ids.size() != 1) return table;
  const ordered_json has_use = {{"required", {"use"}}};
  return {
      {"allOf", {table, {{"if", {{"not", has_use}}}, {"then", reference_to(definition_name("component", ids[0]))}}}}};
}

ordered_json single_schema(const ParamInfo& param) {
  if (param.type == ATELIER_TYPE_PORT) return reference_to("reference");
  ordered_json choices = literals(param);
  if (param.type == ATELIER_TYPE_PART)
    choices = ordered_json::array({reference_to(definition_name("use", param.kind)), slot_table(param)});
  else if (is_text(param.type) && param.type != ATELIER_TYPE_ENUM)
    return choices[0];  // any text, a reference too
  choices.push_back(reference_to("reference"));
  return {{"anyOf", choices}};
}

ordered_json list_schema(const ParamInfo& param) {
  ordered_json list = {{"type", "array"}, {"items", single_schema(single(param))}};
  if (param.min_items != 0) list["minItems"] = param.min_items;
  if (param.max_items != 0) list["maxItems"] = param.max_items;
  return {{"anyOf", {list, reference_to("reference")}}};
}

std::string docs_of(const ComponentInfo& component, const ParamInfo& param) {
  std::string out = "`" + component.id + "`: " + param.doc + "\n\n*" + type_words(param) + "*";
  if (!param.unit.empty()) out += " in " + param.unit;
  if (!param.choices.empty()) out += ": " + list_names(param.choices, param.choices.size());
  if (!param.default_value.empty()) out += ", default `" + param.default_value + "`";
  if (param.has(ATELIER_PARAM_REQUIRED)) out += ", required";
  return out;
}

}  // namespace

std::string definition_name(const char* sort, std::string text) {
  std::replace(text.begin(), text.end(), '/', '-');
  return std::string(sort) + "." + text;
}

ordered_json reference_to(const std::string& definition) { return {{"$ref", "#/definitions/" + definition}}; }

ordered_json documented(ordered_json schema, const std::string& docs) {
  // of an `anyOf` without properties taplo shows only the choices
  if (schema.contains("anyOf") && !schema.contains("properties")) schema["properties"] = ordered_json::object();
  schema["x-taplo"]["docs"]["main"] = docs;
  return schema;
}

ordered_json reference_schema() { return {{"type", "string"}, {"pattern", "^@[A-Za-z_]"}}; }

ordered_json option_schema(const ComponentInfo& component, const ParamInfo& param) {
  ordered_json value = param.has(ATELIER_PARAM_LIST) ? list_schema(param) : single_schema(single(param));
  if (param.has(ATELIER_PARAM_TABLE))
    value = {{"anyOf", {{{"type", "object"}, {"additionalProperties", value}}, reference_to("reference")}}};
  // docs stand beside no $ref: all else in such an object is passed over
  if (value.contains("$ref")) value = {{"anyOf", ordered_json::array({value})}};
  return documented(std::move(value), docs_of(component, param));
}

}  // namespace atelier::host
