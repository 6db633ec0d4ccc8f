#include "plugin_json.hpp"

#include <cmath>
#include <limits>

namespace atelier::host {
namespace {

using nlohmann::json;

// JSON has no infinity; an open end of a range is null.
json number(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }
double number(const json& value, double open) { return value.is_null() ? open : value.get<double>(); }

json to_json(const ParamInfo& p) {
  return {{"name", p.name},       {"type", p.type},           {"flags", p.flags},
          {"doc", p.doc},         {"unit", p.unit},           {"default", p.default_value},
          {"kind", p.kind},       {"choices", p.choices},     {"min", number(p.min)},
          {"max", number(p.max)}, {"min_items", p.min_items}, {"max_items", p.max_items}};
}

ParamInfo param_from_json(const json& j) {
  ParamInfo p;
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
  return p;
}

json to_json(const OutputInfo& o) {
  return {{"name", o.name}, {"type", o.type}, {"flags", o.flags}, {"doc", o.doc}, {"kind", o.kind}};
}

OutputInfo output_from_json(const json& j) {
  OutputInfo o;
  j.at("name").get_to(o.name);
  j.at("type").get_to(o.type);
  j.at("flags").get_to(o.flags);
  j.at("doc").get_to(o.doc);
  j.at("kind").get_to(o.kind);
  return o;
}

ComponentInfo component_from_json(const json& j) {
  ComponentInfo c;
  j.at("id").get_to(c.id);
  j.at("kind").get_to(c.kind);
  j.at("summary").get_to(c.summary);
  j.at("doc").get_to(c.doc);
  j.at("revision").get_to(c.revision);
  j.at("serial").get_to(c.serial);
  j.at("wirable").get_to(c.wirable);
  j.at("resumes").get_to(c.resumes);
  for (const json& p : j.at("params")) c.params.push_back(param_from_json(p));
  for (const json& o : j.at("outputs")) c.outputs.push_back(output_from_json(o));
  return c;
}

}  // namespace

json to_json(const ComponentInfo& c) {
  json params = json::array();
  for (const ParamInfo& p : c.params) params.push_back(to_json(p));
  json outputs = json::array();
  for (const OutputInfo& o : c.outputs) outputs.push_back(to_json(o));
  return {{"id", c.id},
          {"kind", c.kind},
          {"summary", c.summary},
          {"doc", c.doc},
          {"revision", c.revision},
          {"serial", c.serial},
          {"wirable", c.wirable},
          {"resumes", c.resumes},
          {"params", std::move(params)},
          {"outputs", std::move(outputs)}};
}

json to_json(const PluginInfo& p) {
  json environment = json::array();
  for (const EnvironmentVariable& v : p.environment)
    environment.push_back({{"name", v.name}, {"value", v.value}, {"why", v.why}});
  json components = json::array();
  for (const ComponentInfo& c : p.components) components.push_back(to_json(c));
  return {{"file", p.library.string()}, {"id", p.id},
          {"version", p.version},       {"build", p.build},
          {"build_id", p.build_id},     {"abi", {p.abi_major, p.abi_minor}},
          {"environment", environment}, {"components", components}};
}

PluginInfo plugin_from_json(const json& j) {
  PluginInfo p;
  p.library = j.at("file").get<std::string>();
  j.at("id").get_to(p.id);
  j.at("version").get_to(p.version);
  j.at("build").get_to(p.build);
  j.at("build_id").get_to(p.build_id);
  j.at("abi").at(0).get_to(p.abi_major);
  j.at("abi").at(1).get_to(p.abi_minor);
  for (const json& v : j.at("environment")) p.environment.push_back({v.at("name"), v.at("value"), v.at("why")});
  for (const json& c : j.at("components")) {
    ComponentInfo& added = p.components.emplace_back(component_from_json(c));
    added.library = p.library;
    added.plugin_id = p.id;
    added.plugin_version = p.version;
  }
  return p;
}

}  // namespace atelier::host
