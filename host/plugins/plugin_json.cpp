#include "plugin_json.hpp"

#include <limits>

namespace atelier::host {

using nlohmann::json;

// JSON has no infinity: an open end of a range is written as null.
static double number(const json& value, double open) { return value.is_null() ? open : value.get<double>(); }

void to_json(json& j, const ParamInfo& p) {
  j = {{"name", p.name}, {"type", p.type},           {"flags", p.flags},
       {"doc", p.doc},   {"unit", p.unit},           {"default", p.default_value},
       {"kind", p.kind}, {"choices", p.choices},     {"min", p.min},
       {"max", p.max},   {"min_items", p.min_items}, {"max_items", p.max_items}};
}

void from_json(const json& j, ParamInfo& p) {
  j.at("name").get_to(p.name);
  j.at("type").get_to(p.type);
  j.at("flags").get_to(p.flags);
  j.at("doc").get_to(p.doc);
  j.at("unit").get_to(p.unit);
  j.at("default").get_to(p.default_value);
  j.at("kind").get_to(p.kind);
  j.at("choices").get_to(p.choices);
  p.min = number(j.at("min"), -std::numeric_limits<double>::infinity());
  p.max = number(j.at("max"), std::numeric_limits<double>::infinity());
  j.at("min_items").get_to(p.min_items);
  j.at("max_items").get_to(p.max_items);
}

void to_json(json& j, const PluginInfo& p) {
  j = {{"file", p.library.string()},   {"id", p.id},
       {"version", p.version},         {"build", p.build},
       {"build_id", p.build_id},       {"abi", {p.abi_major, p.abi_minor}},
       {"environment", p.environment}, {"components", p.components}};
}

void from_json(const json& j, PluginInfo& p) {
  p.library = j.at("file").get<std::string>();
  j.at("id").get_to(p.id);
  j.at("version").get_to(p.version);
  j.at("build").get_to(p.build);
  j.at("build_id").get_to(p.build_id);
  j.at("abi").at(0).get_to(p.abi_major);
  j.at("abi").at(1).get_to(p.abi_minor);
  j.at("environment").get_to(p.environment);
  j.at("components").get_to(p.components);
  for (ComponentInfo& component : p.components) {
    component.library = p.library;
    component.plugin_id = p.id;
    component.plugin_version = p.version;
  }
}

}  // namespace atelier::host
