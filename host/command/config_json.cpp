#include "config_json.hpp"

#include <atelier/param.h>

#include "language/differs.hpp"
#include "language/param_type.hpp"
#include "language/resolved_toml.hpp"
#include "language/run_table.hpp"

namespace atelier::host {
using nlohmann::json;
namespace {

json written_json(const Written& value) {
  json out;
  switch (value.kind) {
    case Written::Kind::kBool:
      return value.boolean;
    case Written::Kind::kInt:
      return value.integer;
    case Written::Kind::kFloat:
      return value.real;
    case Written::Kind::kList:
      out = json::array();
      for (const Written& item : value.items) out.push_back(written_json(item));
      return out;
    case Written::Kind::kTable:
      out = json::object();
      for (const WrittenEntry& entry : value.entries) out[entry.key] = written_json(entry.value);
      return out;
    default:
      return value.text;
  }
}

class Tables {
 public:
  Tables(const ResolvedWorkflow& workflow, bool changed) : workflow_(workflow), changed_(changed) {}

  json workflow() const {
    json out = {{"atelier", 1}, {"name", workflow_.name}};
    if (!workflow_.doc.empty()) out["doc"] = workflow_.doc;
    out["run"] = options(run_table(), workflow_.run);
    for (const Node& node : workflow_.nodes)
      if (!node.in_slot) out[node.stage ? "stage" : "part"][node.name] = table(node);
    for (const Gate& gate : workflow_.gates) out["check"][gate.name] = gate.that;
    return out;
  }

  json value(const ResolvedValue& value) const {
    if (value.is_wire()) {
      const Node& node = workflow_.nodes[static_cast<size_t>(value.wire.node)];
      if (node.in_slot) return table(node);
      return "@" + node.name + (value.wire.port.empty() ? "" : "." + value.wire.port);
    }
    json out;
    if (value.type == ATELIER_TYPE_LIST) {
      out = json::array();
      for (const ResolvedValue& item : value.items) out.push_back(this->value(item));
    } else if (value.type == ATELIER_TYPE_TABLE) {
      out = json::object();
      for (size_t k = 0; k + 1 < value.items.size(); k += 2) out[value.items[k].text] = this->value(value.items[k + 1]);
    } else if (const ParamType* type = param_type(value.type)) {
      if (value.type == ATELIER_TYPE_BOOL) return value.integer != 0;
      if (type->carrier == Carrier::kInteger) return value.integer;
      if (type->carrier == Carrier::kReal) return value.real;
      return value.text;
    }
    return out;  // null: not given
  }

 private:
  json table(const Node& node) const {
    json out = options(*node.component, node.values);
    out["use"] = node.component->id;
    if (!node.label.empty()) out["as"] = node.label;
    if (!node.doc.empty()) out["doc"] = node.doc;
    for (const int stage : node.after) out["after"].push_back(workflow_.nodes[static_cast<size_t>(stage)].name);
    return out;
  }

  json options(const ComponentInfo& component, const std::vector<ResolvedValue>& values) const {
    json out = json::object();
    for (size_t i = 0; i < values.size(); ++i)
      if (!changed_ || differs_from_default(workflow_, component, component.params[i], values[i]))
        out[component.params[i].name] = value(values[i]);
    return out;
  }

  const ResolvedWorkflow& workflow_;
  bool changed_;
};

json origin_json(const Origin& origin) {
  json out = {{"layer", origin.kind == LayerKind::kDefault ? "default" : origin.layer}};
  if (!origin.at.file.empty()) out[origin.kind == LayerKind::kFile ? "file" : "of"] = origin.at.file;
  if (origin.kind == LayerKind::kFile && origin.at.line) {
    out["line"] = origin.at.line;
    out["column"] = origin.at.column;
  }
  return out;
}

json entry_json(const ResolvedWorkflow& workflow, const ConfigEntry& entry) {
  json out = origin_json(entry.origin);
  if (entry.value) out["value"] = Tables(workflow, false).value(*entry.value);
  for (const ParameterValue& parameter : workflow.params)
    if (entry.path == "params." + parameter.name) out["value"] = written_json(parameter.value);
  for (const Gate& gate : workflow.gates)
    if (entry.path == "check." + gate.name + ".that") out["value"] = gate.that;
  if (!out.contains("value") && entry.of) out["value"] = entry.of->id;  // `use`
  if (entry.origin.through) {
    out["by"] = origin_json(entry.origin.through->origin());
    out["by"]["reference"] = entry.origin.through->text;
  }
  for (const Written* under : layers_under(entry.origin)) {
    json& layer = out["over"].emplace_back(origin_json(under->origin()));
    layer["value"] = written_json(*under);
  }
  if (!entry.by_default.empty()) out["default"] = entry.by_default;
  return out;
}

}  // namespace

json config_json(const ResolvedWorkflow& workflow, bool changed) {
  json params = json::object();
  for (const ParameterValue& parameter : workflow.params) params[parameter.name] = written_json(parameter.value);
  return {{"workflow", Tables(workflow, changed).workflow()},
          {"params", params},
          {"values", entries_json(workflow, config_entries(workflow), changed)}};
}

json entries_json(const ResolvedWorkflow& workflow, const std::vector<ConfigEntry>& entries, bool changed) {
  json out = json::object();
  for (const ConfigEntry& entry : entries)
    if (!changed || entry.changed) out[entry.path] = entry_json(workflow, entry);
  return out;
}

}  // namespace atelier::host
