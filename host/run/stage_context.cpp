#include "stage_context.hpp"

#include <atelier/foresee.h>
#include <spdlog/fmt/fmt.h>

#include <atelier/cpp/core.hpp>

#include "endings/running.hpp"
#include "language/param_type.hpp"
#include "places.hpp"

namespace atelier::host {

const atelier_stage_v1& stage_interface(const atelier_component& component) {
  return *static_cast<const atelier_stage_v1*>(component.iface);
}

atelier_stage_folder stage_folder(std::string_view path, bool continued) {
  auto folder = blank<atelier_stage_folder>();
  folder.continued = continued ? 1 : 0;
  folder.path = c_str(path);
  return folder;
}

StageContext::StageContext(const ResolvedWorkflow& workflow, const NodeComponents& components, const atelier_call* call,
                           std::function<std::filesystem::path(const Node&)> output_of)
    : workflow_(workflow), components_(components), call_(call), output_of_(std::move(output_of)) {
  made_.reserve(workflow.nodes.size());
}

StageContext::~StageContext() {
  for (auto it = made_.rbegin(); it != made_.rend(); ++it) {
    const Running running(it->node->component->id);
    if (it->self) it->component->destroy(it->self);
    if (it->opened) it->stage->close(it->opened);
  }
}

const atelier_component& StageContext::component_of(int index) const {
  const atelier_component* component = components_[static_cast<size_t>(index)];
  if (!component) throw Error(ATELIER_E_INTERNAL, "no library was loaded for `" + node_at(index).name + "`");
  return *component;
}

atelier_object StageContext::make(int node) {
  if (node_at(node).stage) places_.emplace(names_by(places_of(workflow_, node, output_of_)));
  const Made& made = instance(node);
  return {made.component->iface, made.self};
}

void StageContext::foresee(int index, const std::vector<uint32_t>& waits) {
  const Node& node = node_at(index);
  const atelier_component& component = component_of(index);
  const Running running(node.component->id);
  const void* found =
      component.extension ? component.extension(&component, ATELIER_STR(ATELIER_EXTENSION_COMPONENT_FORESEE)) : nullptr;
  const auto* table = static_cast<const atelier_component_foresee_v1*>(found);
  if (!table || table->struct_size < ATELIER_COMPONENT_FORESEE_V1_FLOOR || !table->foresee) return;
  const std::vector<const atelier_value*> values = arguments(node, waits);
  auto args = blank<atelier_args>();
  args.values = values.data();
  args.count = values.size();
  check(table->foresee(&component, call_, &args, waits.data()));
}

std::vector<const atelier_value*> StageContext::arguments(const Node& node, const std::vector<uint32_t>& waits) {
  static const ResolvedValue kLeftOut;
  std::vector<const atelier_value*> values;
  for (size_t i = 0; i < node.values.size(); ++i) {
    const ParamInfo& param = node.component->params[i];
    const std::string name = fmt::format("`{}` of `{}`", param.name, node.name);
    const bool known = waits.empty() || waits[i] == 0;
    values.push_back(argument(known ? node.values[i] : kLeftOut, param, name));
  }
  return values;
}

const StageContext::Made& StageContext::instance(int index) {
  if (const auto it = by_node_.find(index); it != by_node_.end()) return made_[it->second];
  const Node& node = node_at(index);
  const atelier_component& component = component_of(index);
  const std::vector<const atelier_value*> values = arguments(node, {});
  auto args = blank<atelier_args>();
  args.values = values.data();
  args.count = values.size();
  void* self = nullptr;
  const Running running(node.component->id);
  check(component.create(call_, &args, &self));
  made_.push_back({&node, &component, self, nullptr, nullptr});
  by_node_.emplace(index, made_.size() - 1);
  return made_.back();
}

const StageContext::Made& StageContext::opened(int index) {
  if (const auto it = by_node_.find(index); it != by_node_.end()) return made_[it->second];
  const atelier_component& component = component_of(index);
  const atelier_stage_v1& stage = stage_interface(component);
  const std::string path = output_of_(node_at(index)).string();
  const atelier_stage_folder folder = stage_folder(path);
  void* opened = nullptr;
  const PlaceScope places(names_by(places_of(workflow_, index, output_of_)));
  const Running running(node_at(index).component->id);
  check(stage.open(call_, &folder, &opened));
  made_.push_back({&node_at(index), &component, nullptr, &stage, opened});
  by_node_.emplace(index, made_.size() - 1);
  return made_.back();
}

atelier_value StageContext::output(int index, const std::string& port) {
  const Node& node = node_at(index);
  atelier_value value = blank<atelier_value>();
  if (port.empty()) {
    value.type = ATELIER_TYPE_PORT;
    value.object = make(index);
    value.text = c_str(node.component->id);
  } else if (node.stage) {
    const Made& made = opened(index);
    const Running running(node.component->id);
    check(made.stage->output(call_, made.opened, c_str(port), &value));
  } else {
    const Made& made = instance(index);
    const Running running(node.component->id);
    if (!made.component->output) throw Error(ATELIER_E_INTERNAL, fmt::format("`{}` has no outputs", node.name));
    check(made.component->output(call_, made.self, c_str(port), &value));
  }
  return value;
}

std::string StageContext::describe_wire(const Wire& wire) const {
  const std::string& name = node_at(wire.node).name;
  return wire.port.empty() ? fmt::format("`{}`", name) : fmt::format("`{}.{}`", name, wire.port);
}

const atelier_value* StageContext::argument(const ResolvedValue& value, const ParamInfo& param,
                                            const std::string& name) {
  if (value.is_wire())
    return from_output(output(value.wire.node, value.wire.port), param, store_, describe_wire(value.wire), name);
  const bool table = value.type == ATELIER_TYPE_TABLE;
  if (value.type != ATELIER_TYPE_LIST && !table) return from_literal(value, param, store_);
  const ParamInfo one = single(param);
  std::vector<const atelier_value*> items;
  for (size_t i = 0; i < value.items.size(); ++i) {
    const ResolvedValue& item = value.items[i];
    const bool key = table && i % 2 == 0;
    const std::string of = table && !key ? fmt::format("`{}` in {}", value.items[i - 1].text, name) : name;
    items.push_back(key ? from_literal(item, one, store_) : argument(item, one, of));
  }
  atelier_value& whole = store_.add(value.type);
  whole.count = items.size();
  whole.items = store_.keep(std::move(items));
  return &whole;
}

}  // namespace atelier::host
