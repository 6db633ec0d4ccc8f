#include "editor_schema.hpp"

#include <atelier/param.h>

#include <map>
#include <set>

#include "default_value.hpp"
#include "editor_values.hpp"
#include "run_table.hpp"

namespace atelier::host {
using nlohmann::ordered_json;
namespace {

constexpr const char* kName = "^[A-Za-z_][A-Za-z0-9_-]*$";

// Where a component's table stands.
enum class Place { kStage, kPart, kSlot };

ordered_json texts() {
  return {{"anyOf", {{{"type", "string"}}, {{"type", "array"}, {"items", {{"type", "string"}}}}}}};
}

ordered_json enabled() { return {{"anyOf", ordered_json::array({{{"type", "boolean"}}, reference_to("reference")})}}; }

// The keys that mean the same in every table.
ordered_json reserved(Place place) {
  ordered_json out = {{"doc", documented({{"type", "string"}}, "Your own words on it.")}};
  if (place == Place::kSlot)
    out["as"] = documented({{"type", "string"}, {"pattern", kName}},
                           "A name in a list of slots, for `--set 'train.augment[NAME].…'`.");
  if (place != Place::kStage) return out;
  out["after"] = documented(texts(), "Stages that must be done before, though nothing of theirs is taken.");
  out["enabled"] = documented(enabled(), "`false`: the stage is passed over.");
  return out;
}

class Schema {
 public:
  explicit Schema(const Catalog& catalog) {
    for (const ComponentInfo* component : catalog.components()) {
      kinds_[component->kind].push_back(component);
      sorts_[component->is_stage() ? Place::kStage : Place::kPart].push_back(component);
      for (const ParamInfo& param : component->params)
        if (param.type == ATELIER_TYPE_PART) {
          kinds_[param.kind];  // it may be that nothing installed is of it
          if (refuse_default(param).empty())
            for (const std::string& id : default_parts(param)) defaults_.insert(id);
        }
    }
    kinds_[observers().kind];
  }

  ordered_json make() {
    definitions_["reference"] = reference_schema();
    definitions_["axis"] = axis();
    for (const auto& [kind, components] : kinds_) {
      define_use(definition_name("use", kind), components);
      definitions_[definition_name("slot", kind)] = table(Place::kSlot, definition_name("use", kind), components);
    }
    define_use("use", sorts_[Place::kStage], "stage");
    define_use("use", sorts_[Place::kPart], "part");
    for (const auto& [sort, components] : sorts_)
      for (const ComponentInfo* component : components)
        definitions_[definition_name("component", component->id)] = options(*component, sort);
    // a default may name what is not installed: nothing is known of its options
    for (const std::string& id : defaults_)
      if (const std::string name = definition_name("component", id); !definitions_.contains(name))
        definitions_[name] = {{"type", "object"}};
    definitions_["stage"] = table(Place::kStage, "use.stage", sorts_[Place::kStage]);
    definitions_["part"] = table(Place::kPart, "use.part", sorts_[Place::kPart]);
    ordered_json out = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                        {"title", "Atelier workflow"},
                        {"type", "object"},
                        {"additionalProperties", false},
                        {"properties", top_level()}};
    out["definitions"] = definitions_;
    return out;
  }

 private:
  static const ParamInfo& observers() { return *run_table().param("observers"); }

  static ordered_json ids_of(const std::vector<const ComponentInfo*>& components) {
    ordered_json ids = ordered_json::array(), docs = ordered_json::array();
    for (const ComponentInfo* component : components) {
      ids.push_back(component->id);
      docs.push_back(component->summary);
    }
    ordered_json out = {{"enum", ids}};
    out["x-taplo"]["docs"]["enumValues"] = docs;
    return out;
  }

  // A component by its id, or by a parameter or a text that says it.
  void define_use(const std::string& name, const std::vector<const ComponentInfo*>& components,
                  const std::string& sort = "") {
    const ordered_json spliced = {{"type", "string"}, {"pattern", "\\$\\{"}};
    ordered_json choices = ordered_json::array({reference_to("reference"), spliced});
    if (!components.empty()) choices.insert(choices.begin(), ids_of(components));  // an empty enum is not allowed
    definitions_[sort.empty() ? name : name + "." + sort] = {{"anyOf", choices}};
  }

  // The options of a component, with the keys of any table: what `use` is, the table judges.
  static ordered_json options(const ComponentInfo& component, Place place) {
    ordered_json properties = {{"use", ordered_json::object()}};
    // a part may stand in a slot as well as in a table of its own
    properties.update(reserved(place == Place::kPart ? Place::kSlot : place));
    ordered_json keys = ordered_json::array({"use"});
    for (const ParamInfo& param : component.params) {
      properties[param.name] = option_schema(component, param);
      if (param.has(ATELIER_PARAM_REQUIRED)) keys.push_back(param.name);
    }
    ordered_json out = {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
    out["x-taplo"] = {{"docs", {{"main", "**" + component.id + "**: " + component.summary}}}, {"initKeys", keys}};
    return out;
  }

  static ordered_json table(Place place, const std::string& use, const std::vector<const ComponentInfo*>& components) {
    ordered_json properties = {{"use", {{"anyOf", ordered_json::array({reference_to(use)})}}}};
    properties["use"] = documented(properties["use"], "Which component: `atelier plugins` lists them.");
    properties.update(reserved(place));
    ordered_json rules = ordered_json::array();
    ordered_json shown = ordered_json::array({ordered_json::object()});
    for (const ComponentInfo* component : components) {
      const ordered_json options = reference_to(definition_name("component", component->id));
      const ordered_json is_it = {{"properties", {{"use", {{"const", component->id}}}}}, {"required", {"use"}}};
      rules.push_back({{"if", is_it}, {"then", options}});
      shown.push_back(options);
    }
    ordered_json out = {{"type", "object"}, {"properties", properties}};
    if (!components.empty()) out["allOf"] = rules;
    out["anyOf"] = shown;
    return out;
  }

  static ordered_json run() {
    ordered_json properties = ordered_json::object();
    for (const ParamInfo& param : run_table().params) properties[param.name] = option_schema(run_table(), param);
    return {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
  }

  static ordered_json named(const ordered_json& value, const char* docs) {
    return documented({{"type", "object"}, {"propertyNames", {{"pattern", kName}}}, {"additionalProperties", value}},
                      docs);
  }

  static ordered_json gate() {
    const ordered_json text = {{"type", "string"}};
    const ordered_json table = {{"type", "object"},
                                {"properties", {{"that", text}, {"doc", text}, {"enabled", enabled()}}},
                                {"additionalProperties", false}};
    return {{"anyOf", ordered_json::array({text, table})}};
  }

  // What a profile can change too.
  static ordered_json groups() {
    const ordered_json parameter = {{"type", {"boolean", "integer", "number", "string", "array", "object"}}};
    return {{"params", named(parameter, "What can be changed from outside: `--set params.NAME=VALUE`.")},
            {"run", documented(run(), "Settings of the whole run.")},
            {"part", named(reference_to("part"), "Parts: components with their options, for stages to use.")},
            {"stage", named(reference_to("stage"), "Stages: they do work and leave files.")},
            {"check",
             named(gate(), "Conditions on the numbers that stages leave, such as `\"@evaluate.mean_iou >= 0.4\"`.")}};
  }

  // Lists of values, however deep the paths of the settings are; lists of [run] are of what it takes.
  static ordered_json matrix() {
    const ordered_json values = {{"type", "array"}, {"minItems", 1}, {"uniqueItems", true}};
    ordered_json run_values = ordered_json::object();
    const ordered_json settings = run();
    for (const auto& [name, value] : settings["properties"].items()) {
      run_values[name] = values;
      run_values[name]["items"] = value;
    }
    const ordered_json jobs = {
        {"type", "array"}, {"minItems", 1}, {"items", {{"type", "object"}, {"minProperties", 1}}}};
    const ordered_json parameters = {{"type", "object"}, {"additionalProperties", values}};
    const ordered_json properties = {
        {"params", documented(parameters, "Values of parameters: `params.size = [[64, 64], [128, 128]]`.")},
        {"run", {{"type", "object"}, {"properties", run_values}, {"additionalProperties", false}}},
        {"exclude", documented(jobs, "No jobs with all of these settings.")},
        {"include", documented(jobs, "One job more for each of these.")}};
    return documented({{"type", "object"}, {"properties", properties}, {"additionalProperties", reference_to("axis")}},
                      "Lists of values to run the workflow with, each with each: `atelier sweep`.");
  }

  // A list of values, or settings further down the path that have them.
  static ordered_json axis() {
    return {{"type", {"array", "object"}}, {"minItems", 1}, {"additionalProperties", reference_to("axis")}};
  }

  static ordered_json top_level() {
    ordered_json out = {{"atelier", documented({{"const", 1}}, "Version of the workflow language.")},
                        {"name", documented({{"type", "string"}}, "The workflow's name.")},
                        {"doc", documented({{"type", "string"}}, "Your own words on the workflow.")},
                        {"include", documented(texts(), "Workflow files that this one is laid over.")}};
    out.update(groups());
    out["matrix"] = matrix();
    ordered_json in_profile = groups();
    in_profile["matrix"] = matrix();
    const ordered_json profile = {{"type", "object"}, {"properties", in_profile}, {"additionalProperties", false}};
    out["profile"] = named(profile, "Laid over the file with `--profile NAME`.");
    return out;
  }

  std::map<std::string, std::vector<const ComponentInfo*>> kinds_;
  std::map<Place, std::vector<const ComponentInfo*>> sorts_;
  std::set<std::string> defaults_;
  ordered_json definitions_ = ordered_json::object();
};

}  // namespace

ordered_json editor_schema(const Catalog& catalog) { return Schema(catalog).make(); }

}  // namespace atelier::host
