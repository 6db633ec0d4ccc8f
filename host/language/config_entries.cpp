#include "config_entries.hpp"

#include <atelier/param.h>

#include "differs.hpp"
#include "param_type.hpp"
#include "resolved_toml.hpp"
#include "run_table.hpp"

namespace atelier::host {
namespace {

class Collector {
 public:
  explicit Collector(const ResolvedWorkflow& workflow) : workflow_(workflow) {}

  std::vector<ConfigEntry> collect() {
    for (const ParameterValue& parameter : workflow_.params)
      out_.push_back({"params." + parameter.name, written_toml(parameter.value), parameter_origin(parameter)});
    options("run", run_table(), workflow_.run);
    for (const Node& node : workflow_.nodes)
      if (!node.in_slot) take(node);
    for (const Gate& gate : workflow_.gates)
      out_.push_back({"check." + gate.name + ".that", toml_string(gate.that), gate.origin});
    return std::move(out_);
  }

 private:
  const Node& node_at(const Wire& wire) const { return workflow_.nodes[static_cast<size_t>(wire.node)]; }
  bool is_slot(const ResolvedValue& value) const { return value.is_wire() && node_at(value.wire).in_slot; }

  void take(const Node& node) {
    out_.push_back({node.name + ".use", toml_string(node.component->id), node.use});
    out_.back().of = node.component;
    options(node.name, *node.component, node.values);
  }

  void options(const std::string& table, const ComponentInfo& component, const std::vector<ResolvedValue>& values) {
    for (size_t i = 0; i < values.size(); ++i) {
      const ParamInfo& param = component.params[i];
      const bool changed = differs_from_default(workflow_, component, param, values[i]);
      const size_t first = out_.size();
      option(table + "." + param.name, param, values[i]);
      for (size_t k = first; k < out_.size(); ++k) {
        if (!out_[k].of) out_[k].of = &component == &run_table() ? nullptr : &component;
        out_[k].changed = out_[k].changed && changed;
      }
    }
  }

  void option(const std::string& path, const ParamInfo& param, const ResolvedValue& value) {
    if (is_slot(value)) return take(node_at(value.wire));
    bool slots = false;
    for (const ResolvedValue& item : value.items) slots = slots || is_slot(item);
    if (slots) {
      for (size_t i = 0; i < value.items.size(); ++i)
        option(path + "[" + std::to_string(i) + "]", param, value.items[i]);
    } else if (param.has(ATELIER_PARAM_TABLE) && !value.items.empty()) {
      for (size_t k = 0; k + 1 < value.items.size(); k += 2)
        add(path + "." + toml_key(value.items[k].text), param, value.items[k + 1]);
    } else {
      add(path, param, value);
    }
  }

  void add(const std::string& path, const ParamInfo& param, const ResolvedValue& value) {
    const bool given = value.type != ATELIER_TYPE_NONE || value.is_wire();
    ConfigEntry& entry = out_.emplace_back(ConfigEntry{path, given ? toml_value(workflow_, value) : "", value.origin});
    entry.param = &param;
    entry.by_default = param.default_value;
    entry.value = &value;
  }

  const ResolvedWorkflow& workflow_;
  std::vector<ConfigEntry> out_;
};

}  // namespace

std::vector<ConfigEntry> config_entries(const ResolvedWorkflow& workflow) { return Collector(workflow).collect(); }

}  // namespace atelier::host
