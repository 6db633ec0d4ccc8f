// `[check.NAME]`: conditions on numbers that stages leave, from their texts to stages and names.
#include <atelier/param.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <map>
#include <set>

#include "numbers.hpp"
#include "param_type.hpp"
#include "resolver.hpp"
#include "selection.hpp"

namespace atelier::host {
namespace {

// One check on its way to a gate. What is wrong is reported at the piece of the condition that it is in.
class GateReader {
 public:
  GateReader(Resolver& in, ResolvedWorkflow& workflow, const WrittenEntry& entry)
      : in_(in), workflow_(workflow), entry_(entry) {}

  void read() {
    if (!check_outline()) return;
    gate_.name = entry_.key;
    gate_.at = entry_.key_at;
    const bool enabled = is_enabled(entry_.value, in_.parameters, in_.report);
    if (entry_.value.is_table()) gate_.doc = in_.parameters.text_of(entry_.value, "doc");
    const Written* that = entry_.value.is_table() ? entry_.value.find("that") : &entry_.value;
    if (!that) {
      in_.report.error("E601", "check `" + gate_.name + "` does not say what must hold", gate_.at).help =
          "add `that = \"@stage.number >= …\"`";
      return;
    }
    if (read_condition(*that) && enabled && find_stages()) workflow_.gates.push_back(std::move(gate_));
  }

 private:
  bool check_outline() {
    if (!is_name(entry_.key))
      in_.report.error("E207",
                       "`" + entry_.key + "` cannot be a name: a name has letters, digits, _ and -, no digit first",
                       entry_.key_at);
    if (!entry_.value.is_table() && !entry_.value.is_string()) {
      in_.report.error("E401", "a check is a condition, not " + describe(entry_.value), entry_.value.at).help =
          "write `" + entry_.key + " = \"@stage.number >= …\"`";
      return false;
    }
    static const std::vector<std::string> kKeys = {"that", "doc", "enabled"};
    for (const WrittenEntry& key : entry_.value.entries)
      if (std::find(kKeys.begin(), kKeys.end(), key.key) == kKeys.end())
        in_.report.error("E201", "a check has no `" + key.key + "`", key.key_at, did_you_mean(key.key, kKeys)).note =
            "it has " + list_names(kKeys);
    return true;
  }

  bool read_condition(const Written& that) {
    const std::optional<Reference> reference = reference_in(that);
    const bool whole = reference && reference->table == "params";
    const Written* meant = whole ? in_.parameters.value(*reference, that.at) : &that;
    if (!meant) return false;
    if (!meant->is_string()) {
      in_.report.error("E401", "`that` takes a condition, not " + describe(*meant), that.at).help =
          "write \"@stage.number >= …\"";
      return false;
    }
    std::optional<Written> text = in_.parameters.literal(*meant);
    if (!text) return false;
    text_ = std::move(*text);
    text_.at = that.at;
    gate_.origin = that.origin();
    auto parsed = parse_condition(text_.text);
    if (const auto* fault = std::get_if<ConditionFault>(&parsed)) {
      in_.report.error("E601", "this condition " + fault->message, in_.report.part_of(text_, fault->begin, fault->end))
          .help = fault->help;
      return false;
    }
    gate_.condition = std::get<Condition>(std::move(parsed));
    return put_in_parameters();
  }

  // Their values become literals, so that the gate asks for nothing but numbers of stages.
  bool put_in_parameters() {
    gate_.that = text_.text;
    std::vector<Asked>& asked = gate_.condition.asked;
    bool well = true;
    for (size_t i = asked.size(); i-- > 0;) {  // from the end: what is replaced moves nothing before it
      const Reference reference{asked[i].table, asked[i].number};
      if (!reference.is_to_value()) continue;
      const Written* value = in_.parameters.value(reference, place_of(asked[i]));
      if (value && value->kind != Written::Kind::kInt && value->kind != Written::Kind::kFloat)
        in_.report.error(
            "E401",
            "a condition takes numbers, and `" + reference.table + "." + reference.port + "` is " + describe(*value),
            place_of(asked[i]));
      well = well && value && (value->kind == Written::Kind::kInt || value->kind == Written::Kind::kFloat);
      if (!well) continue;
      gate_.that.replace(asked[i].begin, asked[i].end - asked[i].begin, unquoted(*value));
      replace(i, value->kind == Written::Kind::kInt ? static_cast<double>(value->integer) : value->real);
    }
    return well;
  }

  void replace(size_t which, double literal) {
    for (auto* sum : {&gate_.condition.left, &gate_.condition.right})
      for (Condition::Step& step : *sum) {
        if (step.kind != Condition::Step::Kind::kAsked) continue;
        if (step.asked == which) step = {Condition::Step::Kind::kLiteral, literal};
        if (step.asked > which) --step.asked;
      }
    gate_.condition.asked.erase(gate_.condition.asked.begin() + static_cast<std::ptrdiff_t>(which));
  }

  bool find_stages() {
    if (gate_.condition.asked.empty()) {
      in_.report.error("E601", "this condition asks for nothing that a stage leaves", gate_.origin.at).help =
          "name a number of a stage: \"@stage.number\"";
      return false;
    }
    for (const Asked& asked : gate_.condition.asked) {
      const NamedTable* table = in_.tables.find(asked.table);
      if (!table || !table->stage) {
        report_no_stage(asked, table);
      } else if (!table->enabled) {
        report_disabled(asked, *table);
      } else {
        const auto is_it = [&](const Node& node) { return node.stage && !node.in_slot && node.name == asked.table; };
        const auto node = std::find_if(workflow_.nodes.begin(), workflow_.nodes.end(), is_it);
        if (node == workflow_.nodes.end() || !node->component) return false;  // its own error is reported
        if (check_number(asked, *node)) gate_.nodes.push_back(static_cast<int>(node - workflow_.nodes.begin()));
      }
    }
    return gate_.nodes.size() == gate_.condition.asked.size();
  }

  void report_no_stage(const Asked& asked, const NamedTable* part) {
    std::vector<std::string> stages;
    if (in_.report.may_suggest())
      for (const NamedTable& table : in_.tables)
        if (table.stage) stages.push_back(table.name);
    const std::string name = "`" + asked.table + "`";
    const std::string message = part ? name + " is a part, and a condition asks stages" : "there is no stage " + name;
    Diagnostic& d = in_.report.error("E602", message, place_of(asked), did_you_mean(asked.table, stages));
    if (part) d.related.push_back({part->written->at, name + " is here"});
    if (!stages.empty()) d.note = "there are " + list_names(stages);
    if (in_.parameters.has_parameter(asked.table)) d.help = "the parameter is \"@params." + asked.table + "\"";
  }

  void report_disabled(const Asked& asked, const NamedTable& table) {
    Diagnostic& d = in_.report.error(
        "E307", "check `" + gate_.name + "` asks stage `" + table.name + "`, which is not enabled", place_of(asked));
    d.related.push_back({table.written->find("enabled")->at, "it is disabled here"});
    d.help = "disable the check too: `check." + gate_.name + ".enabled = false`";
  }

  bool check_number(const Asked& asked, const Node& node) {
    std::vector<std::string> known;
    for (const OutputInfo& output : node.component->outputs) {
      if (is_number(output)) known.push_back(output.name);
      if (is_number(output) || output.name != asked.number) continue;
      const std::string what = "`" + asked.table + "." + asked.number + "` is " + type_words(output);
      in_.report.error("E602", what + ", and a condition asks for numbers", place_of(asked));
      return false;
    }
    if (asked.number.empty()) {
      Diagnostic& d = in_.report.error("E602", "a condition asks for a number of `" + asked.table + "`: say which",
                                       place_of(asked));
      d.help = "write \"@" + asked.table + ".number\"";
      if (!known.empty()) d.note = "its outputs give " + list_names(known);
      return false;
    }
    return check_name(asked, static_cast<int>(&node - workflow_.nodes.data()));
  }

  // Whether the stage gives it, as far as it says what it gives. The last words of a name are enough, but not what a
  // wildcard stands for alone: a class stands behind what is measured of it.
  bool check_name(const Asked& asked, int node) {
    const std::optional<EmittedNumbers> emitted = numbers_left(workflow_, node);
    const auto is_meant = [&](const std::string& name) { return is_named(asked.number, name); };
    if (!emitted || std::any_of(emitted->names.begin(), emitted->names.end(), is_meant)) return true;
    const auto lacking = std::find_if(emitted->lacking.begin(), emitted->lacking.end(),
                                      [&](const auto& each) { return is_meant(each.first); });
    const bool elsewhere = lacking != emitted->lacking.end();
    const std::string near = elsewhere ? "" : did_you_mean(asked.number, short_names(emitted->names));
    const std::string message = "`" + asked.table + "` gives no number `" + asked.number + "`";
    Diagnostic& d = in_.report.error("E602", message, place_of(asked), near);
    d.note = emitted->names.empty() ? "it gives none" : "it gives " + list_names(emitted->names, 24);
    for (const std::string& name : emitted->names)
      if (is_named(asked.number + "/*", name)) d.help = "say of which: \"@" + asked.table + "." + asked.number + "/…\"";
    if (elsewhere) d.help = "it hangs on `" + lacking->second + "` of `" + asked.table + "`";
    return false;
  }

  Position place_of(const Asked& asked) { return in_.report.part_of(text_, asked.begin, asked.end); }

  Resolver& in_;
  ResolvedWorkflow& workflow_;
  const WrittenEntry& entry_;
  Gate gate_;
  Written text_;
};

// Who needs whom, both ways round: `earlier` are those that a node needs, `later` those that need it.
class Order {
 public:
  explicit Order(const ResolvedWorkflow& workflow) : earlier(workflow.nodes.size()), later(workflow.nodes.size()) {
    for (size_t i = 0; i < workflow.nodes.size(); ++i) {
      const Node& node = workflow.nodes[i];
      for (const auto& needed : {inputs_of(node), node.after, node.behind})
        for (const int other : needed) add(static_cast<int>(i), other);
    }
  }

  void add(int node, int needed) {
    earlier[static_cast<size_t>(node)].push_back(needed);
    later[static_cast<size_t>(needed)].push_back(node);
  }

  // Marks the node and, through `next`, all that follows and was not marked before.
  static void mark(int from, const std::vector<std::vector<int>>& next, std::vector<bool>& marked) {
    std::vector<int> open = {from};
    while (!open.empty()) {
      const auto node = static_cast<size_t>(open.back());
      open.pop_back();
      if (marked[node]) continue;
      marked[node] = true;
      open.insert(open.end(), next[node].begin(), next[node].end());
    }
  }

  std::vector<std::vector<int>> earlier, later;
};

// What depends on one stage of a gate waits for its other stages too, so that the gate can stop it. What one of them
// needs itself does not wait: that would close a circle.
void hold_up(ResolvedWorkflow& workflow, const std::set<int>& asked, Order& order) {
  std::vector<bool> before(workflow.nodes.size());
  std::map<int, std::vector<bool>> behind;  // what needs each of the gate's stages
  for (const int node : asked) {
    Order::mark(node, order.earlier, before);
    Order::mark(node, order.later, behind.try_emplace(node, workflow.nodes.size()).first->second);
  }
  for (size_t i = 0; i < workflow.nodes.size(); ++i) {
    const auto needs = [&](const auto& of) { return of.second[i]; };
    if (!workflow.nodes[i].stage || before[i] || std::none_of(behind.begin(), behind.end(), needs)) continue;
    for (auto& [node, those] : behind) {
      if (those[i]) continue;
      workflow.nodes[i].behind.push_back(node);
      order.add(static_cast<int>(i), node);
      Order::mark(static_cast<int>(i), order.later, those);
    }
  }
}

}  // namespace

void resolve_gates(Resolver& in, const Written& root, ResolvedWorkflow& workflow) {
  const Written* checks = root.find("check");
  if (!checks) return;
  if (!checks->is_table()) {
    in.report.error("E401", "`check` holds conditions, as [check.name], not " + describe(*checks), checks->at);
    return;
  }
  for (const WrittenEntry& entry : checks->entries) GateReader(in, workflow, entry).read();
  Order order(workflow);
  for (const Gate& gate : workflow.gates)
    if (const std::set<int> asked(gate.nodes.begin(), gate.nodes.end()); asked.size() > 1)
      hold_up(workflow, asked, order);
}

}  // namespace atelier::host
