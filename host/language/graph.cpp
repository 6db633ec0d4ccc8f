#include <algorithm>
#include <queue>
#include <utility>

#include "resolver.hpp"
#include "selection.hpp"

namespace atelier::host {
namespace {

struct Edge {
  int to = -1;
  Position at;  // what makes it
};

class Graph {
 public:
  explicit Graph(const ResolvedWorkflow& workflow) : workflow_(workflow), needs_(workflow.nodes.size()) {
    for (const Node& node : workflow.nodes) {
      if (node.owner < 0) continue;
      for_each_wire(node.values, [&](const ResolvedValue& value) {
        if (workflow.nodes[value.wire.node].in_slot) return;
        needs_[node.owner].push_back({value.wire.node, value.origin.at.line ? value.origin.at : node.use_at});
      });
      for (size_t k = 0; k < node.after.size(); ++k) needs_[node.owner].push_back({node.after[k], node.after_at[k]});
      for (const int before : node.behind) needs_[node.owner].push_back({before, node.at});
    }
  }

  // All named nodes in order; those on circles, and what needs them, are left out.
  std::vector<int> sorted() {
    std::vector<int> waiting(needs_.size(), 0);
    std::vector<std::vector<int>> needed_by(needs_.size());
    for (size_t i = 0; i < needs_.size(); ++i)
      for (const Edge& edge : needs_[i]) {
        ++waiting[i];
        needed_by[edge.to].push_back(static_cast<int>(i));
      }
    // a part costs nothing until a stage needs it: parts first, so that they hold no stage back
    using Key = std::pair<bool, int>;
    std::priority_queue<Key, std::vector<Key>, std::greater<>> ready;
    const auto push = [&](int i) { ready.push({workflow_.nodes[i].stage, i}); };
    for (size_t i = 0; i < needs_.size(); ++i)
      if (!workflow_.nodes[i].in_slot && waiting[i] == 0) push(static_cast<int>(i));
    std::vector<int> order;
    while (!ready.empty()) {
      const int node = ready.top().second;
      ready.pop();
      order.push_back(node);
      for (const int next : needed_by[node])
        if (--waiting[next] == 0) push(next);
    }
    return order;
  }

  // One circle for each group of nodes that `left` says were not sorted.
  void report_circles(std::vector<bool> left, Report& report) const {
    std::vector<int> seen(needs_.size(), 0);  // which walk came by
    int walk = 0;
    for (size_t start = 0; start < needs_.size(); ++start) {
      if (!left[start] || seen[start]) continue;
      ++walk;
      std::vector<std::pair<int, const Edge*>> way;
      int node = static_cast<int>(start);
      while (!seen[node]) {
        seen[node] = walk;
        const auto edge =
            std::find_if(needs_[node].begin(), needs_[node].end(), [&](const Edge& e) { return left[e.to]; });
        if (edge == needs_[node].end()) break;
        way.emplace_back(node, &*edge);
        node = edge->to;
      }
      if (seen[node] != walk) continue;  // it leads into a circle that was reported
      const auto first = std::find_if(way.begin(), way.end(), [&](const auto& step) { return step.first == node; });
      if (first != way.end()) report_circle({first, way.end()}, report);
    }
  }

 private:
  void report_circle(std::vector<std::pair<int, const Edge*>> circle, Report& report) const {
    // begin with the line that comes first in the file
    std::rotate(circle.begin(), std::min_element(circle.begin(), circle.end()), circle.end());
    const auto name = [&](int node) { return "`" + workflow_.nodes[node].name + "`"; };
    const auto needs = [&](const std::pair<int, const Edge*>& step) {
      return name(step.first) + " needs " + name(step.second->to);
    };
    std::string way = name(circle[0].first);
    for (const auto& step : circle) way += " -> " + name(step.second->to);
    Diagnostic& d = report.error("E320", "these wait for each other: " + way, circle[0].second->at, needs(circle[0]));
    for (size_t i = 1; i < circle.size(); ++i) d.related.push_back({circle[i].second->at, needs(circle[i]), true});
  }

  const ResolvedWorkflow& workflow_;
  std::vector<std::vector<Edge>> needs_;
};

void report_disabled(const Resolver& resolver, const std::set<int>& needed, Report& report) {
  std::map<std::string, std::vector<Diagnostic>> by_stage;
  for (const DisabledUse& use : resolver.disabled_uses)
    if (use.part < 0 || needed.count(use.part)) by_stage[use.stage].push_back(use.diagnostic);
  for (const auto& [stage, all] : by_stage) tell_once(all, "it is needed here too", report);
}

}  // namespace

void drop_idle(ResolvedWorkflow& workflow, const Resolver& resolver, bool keep_parts, Report& report) {
  std::vector<int> roots;
  for (const NamedTable& table : resolver.tables)
    if (table.stage ? table.enabled : keep_parts) roots.push_back(table.node);
  for_each_wire(workflow.run, [&](const ResolvedValue& value) { roots.push_back(value.wire.node); });
  const std::set<int> needed = needed_by(workflow, roots);
  report_disabled(resolver, needed, report);

  std::vector<int> fresh(workflow.nodes.size(), -1);
  std::vector<Node> kept;
  for (const int old : needed) {
    fresh[old] = static_cast<int>(kept.size());
    kept.push_back(std::move(workflow.nodes[old]));
  }
  const auto renumber = [&](ResolvedValue& value) { value.wire.node = fresh[value.wire.node]; };
  for (Node& node : kept) {
    if (node.owner >= 0) node.owner = fresh[node.owner];
    for_each_wire(node.values, renumber);
    for (int& after : node.after) after = fresh[after];
  }
  for_each_wire(workflow.run, renumber);
  for (int& observer : workflow.observers) observer = fresh[observer];
  workflow.nodes = std::move(kept);
}

void order_stages(ResolvedWorkflow& workflow, Report& report) {
  Graph graph(workflow);
  const std::vector<int> order = graph.sorted();
  std::vector<bool> left(workflow.nodes.size());
  for (size_t i = 0; i < left.size(); ++i) left[i] = !workflow.nodes[i].in_slot;
  for (const int node : order) {
    left[node] = false;
    if (workflow.nodes[node].stage) workflow.stages.push_back(node);
  }
  graph.report_circles(std::move(left), report);
}

}  // namespace atelier::host
