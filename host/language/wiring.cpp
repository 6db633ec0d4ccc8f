#include "wiring.hpp"

#include <atelier/param.h>

#include <algorithm>
#include <map>
#include <set>

#include "language/param_type.hpp"
#include "language/run_table.hpp"
#include "language/selection.hpp"

namespace atelier::host {
namespace {

class Maker {
 public:
  Maker(const ResolvedWorkflow& workflow, const std::vector<int>& stages) : workflow_(workflow), stages_(stages) {}

  Wiring make() {
    out_.name = workflow_.name;
    if (!workflow_.observers.empty()) add_run();
    for (const int stage : stages_) visit(stage);
    for (const auto& [node, index] : index_) take_wires(node, index);
    for (const Gate& gate : workflow_.gates) take_check(gate);
    std::stable_sort(out_.edges.begin(), out_.edges.end(), [](const auto& a, const auto& b) { return a.to < b.to; });
    return std::move(out_);
  }

 private:
  const Node& node_at(int index) const { return workflow_.nodes[static_cast<size_t>(index)]; }

  void add_run() {
    for (const int observer : workflow_.observers) {
      if (!node_at(observer).in_slot) visit(observer);
      for (const int input : inputs_of_table(observer)) visit(input);
    }
    run_ = static_cast<int>(out_.nodes.size());
    out_.nodes.push_back({"run", "", "", false, 0, {}, {}});
    wires_of("", run_table(), workflow_.run, run_);
  }

  // What it needs, then itself. Parts of stages that come before are theirs.
  void visit(int node) {
    if (node < 0 || !seen_.insert(node).second) return;
    for (const int input : inputs_of_table(node))
      if (!node_at(input).stage) visit(input);
    index_[node] = static_cast<int>(out_.nodes.size());
    const Node& n = node_at(node);
    const int number = n.stage ? ++stages_seen_ : 0;
    out_.nodes.push_back({n.name, n.component->id, short_kind(n.component->kind), n.stage, number, {}, {}});
  }

  std::vector<int> inputs_of_table(int node) const {
    std::vector<int> out;
    for (const int input : inputs_of(node_at(node))) {
      if (!node_at(input).in_slot) {
        out.push_back(input);
        continue;
      }
      for (const int inner : inputs_of_table(input)) out.push_back(inner);
    }
    return out;
  }

  void take_wires(int node, int index) {
    const Node& n = node_at(node);
    wires_of("", *n.component, n.values, index);
    for (const int stage : n.after)
      if (const auto found = index_.find(stage); found != index_.end())
        out_.edges.push_back({found->second, index, "", "", ""});
  }

  // It stands at the last of its stages to run; where one of them is not shown it is not asked.
  void take_check(const Gate& gate) {
    int last = -1;
    for (const int stage : gate.nodes) {
      const auto found = index_.find(stage);
      if (found == index_.end()) return;
      last = std::max(last, found->second);
    }
    if (last >= 0) out_.nodes[static_cast<size_t>(last)].checks.push_back({gate.name, gate.that});
  }

  void wires_of(const std::string& before, const ComponentInfo& component, const std::vector<ResolvedValue>& values,
                int to) {
    for (size_t i = 0; i < values.size(); ++i)
      value(before + component.params[i].name, component.params[i], values[i], to);
  }

  void value(const std::string& option, const ParamInfo& param, const ResolvedValue& value, int to) {
    for (size_t i = 0; i < value.items.size(); ++i) {
      const bool slot = value.items[i].is_wire() && node_at(value.items[i].wire.node).in_slot;
      const std::string label = slot ? node_at(value.items[i].wire.node).label : "";
      this->value(option + "[" + (label.empty() ? std::to_string(i) : label) + "]", param, value.items[i], to);
    }
    if (!value.is_wire()) return;
    const Node& from = node_at(value.wire.node);
    if (from.in_slot) {
      out_.nodes[static_cast<size_t>(to)].slots.push_back({option, from.component->id});
      wires_of(option + ".", *from.component, from.values, to);
    } else if (const auto found = index_.find(value.wire.node); found != index_.end()) {
      const OutputInfo* output = from.component->output(value.wire.port);
      const std::string type = output ? type_words(*output) : short_kind(from.component->kind);
      out_.edges.push_back({found->second, to, value.wire.port, option, type});
    }
  }

  const ResolvedWorkflow& workflow_;
  const std::vector<int>& stages_;
  std::set<int> seen_;
  std::map<int, int> index_;  // of the workflow's node among those here
  int stages_seen_ = 0;
  int run_ = -1;
  Wiring out_;
};

}  // namespace

size_t Wiring::stages() const {
  return static_cast<size_t>(std::count_if(nodes.begin(), nodes.end(), [](const auto& node) { return node.stage; }));
}

// [run] is neither: it has no component.
size_t Wiring::parts() const {
  const auto is_part = [](const WiringNode& node) { return !node.stage && !node.component.empty(); };
  return static_cast<size_t>(std::count_if(nodes.begin(), nodes.end(), is_part));
}

Wiring wiring_of(const ResolvedWorkflow& workflow, const std::vector<int>& stages) {
  return Maker(workflow, stages).make();
}

}  // namespace atelier::host
