#include "differs.hpp"

#include <atelier/param.h>

#include <algorithm>

#include "default_value.hpp"
#include "param_type.hpp"
#include "reference.hpp"
#include "run_table.hpp"

namespace atelier::host {
namespace {

bool differs(const ResolvedWorkflow& workflow, const ParamInfo& param, const ResolvedValue& value,
             const Written& standard);

// The run setting that a default refers to, or null.
const ResolvedValue* run_setting(const ResolvedWorkflow& workflow, const Written& standard) {
  const std::optional<Reference> reference = reference_in(standard);
  if (!reference || reference->table != "run") return nullptr;
  for (size_t i = 0; i < workflow.run.size(); ++i)
    if (run_table().params[i].name == reference->port) return &workflow.run[i];
  return nullptr;
}

bool differs(const ResolvedValue& a, const ResolvedValue& b) {
  return a.integer != b.integer || a.real != b.real || a.text != b.text;
}

// A part in a slot is as its default when that names the component, and the options are its own defaults, or what the
// default gives.
bool part_differs(const ResolvedWorkflow& workflow, const ResolvedValue& value, const Written& standard) {
  const Node& node = workflow.nodes[value.wire.node];
  const Written* id = standard.is_table() ? standard.find("use") : &standard;
  if (!node.in_slot || !node.label.empty() || !node.doc.empty() || !id || node.component->id != id->text) return true;
  for (size_t i = 0; i < node.values.size(); ++i) {
    const ParamInfo& param = node.component->params[i];
    if (standard.find(param.name) ? node.values[i].origin.kind != LayerKind::kDefault
                                  : differs_from_default(workflow, *node.component, param, node.values[i]))
      return true;
  }
  return false;
}

bool items_differ(const ResolvedWorkflow& workflow, const ParamInfo& param, const ResolvedValue& value,
                  const Written& standard) {
  if (!standard.is_list() || standard.items.size() != value.items.size()) return true;
  const ParamInfo item = single(param);
  for (size_t i = 0; i < value.items.size(); ++i)
    if (differs(workflow, item, value.items[i], standard.items[i])) return true;
  return false;
}

bool entries_differ(const ResolvedWorkflow& workflow, const ParamInfo& param, const ResolvedValue& value,
                    const Written& standard) {
  if (!standard.is_table() || 2 * standard.entries.size() != value.items.size()) return true;
  const ParamInfo one = single(param);
  for (size_t i = 0; i + 1 < value.items.size(); i += 2) {
    const Written* other = standard.find(value.items[i].text);
    if (!other || differs(workflow, one, value.items[i + 1], *other)) return true;
  }
  return false;
}

bool differs(const ResolvedWorkflow& workflow, const ParamInfo& param, const ResolvedValue& value,
             const Written& standard) {
  if (value.is_wire()) return part_differs(workflow, value, standard);
  if (param.has(ATELIER_PARAM_TABLE)) return entries_differ(workflow, param, value, standard);
  if (param.has(ATELIER_PARAM_LIST)) return items_differ(workflow, param, value, standard);
  if (value.origin.kind == LayerKind::kDefault) return false;
  if (const ResolvedValue* setting = run_setting(workflow, standard)) return differs(value, *setting);
  const auto outcome = typed_value(param, standard);
  const auto* by_default = std::get_if<ResolvedValue>(&outcome);
  return !by_default || differs(value, *by_default);
}

}  // namespace

bool differs_from_default(const ResolvedWorkflow& workflow, const ComponentInfo& component, const ParamInfo& param,
                          const ResolvedValue& value) {
  if (value.type == ATELIER_TYPE_NONE && !value.is_wire()) return false;
  if (const auto standard = read_default(component.id, param, workflow.file.parent_path()))
    return differs(workflow, param, value, *standard);
  const bool many = param.has(ATELIER_PARAM_LIST | ATELIER_PARAM_TABLE);
  return value.is_wire() || !many || param.has(ATELIER_PARAM_REQUIRED) || !value.items.empty();
}

}  // namespace atelier::host
