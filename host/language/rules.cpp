#include "rules.hpp"

#include <atelier/param.h>
#include <atelier/rules.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <tuple>

#include "conditions.hpp"
#include "numbers.hpp"
#include "other_words.hpp"
#include "param_type.hpp"

namespace atelier::host {
namespace {

// A value of the workflow's own; not a default, which has no place in it.
bool is_written(const ResolvedValue& value) {
  return value.origin.at.line != 0 && value.origin.kind != LayerKind::kDefault;
}

// An option of the rule that the workflow gives, and the condition that names it.
struct Culprit {
  std::string option;
  OptionPlace place;
  const ConditionInfo* condition = nullptr;
};

class Broken {
 public:
  Broken(const RuleSite& site, const RuleInfo& rule) : site_(site), rule_(rule) {
    for (const auto* conditions : {&rule.must, &rule.when})
      for (const ConditionInfo& c : *conditions) {
        add(c.option, c);
        if (!c.other.empty()) add(c.other, c);
      }
  }

  Diagnostic diagnostic() const {
    const Node& node = site_.workflow.nodes[static_cast<size_t>(site_.node)];
    Diagnostic d{.code = rule_.warning ? "W003" : "E411",
                 .severity = rule_.warning ? Severity::kWarning : Severity::kError,
                 .message = "`" + node.name + "`: " + rule_.sentence,
                 .range = node.use_at,
                 .label = {},
                 .related = {},
                 .note = notes(),
                 .help = rule_.remedy};
    if (!culprits_.empty()) place(d);
    for (size_t i = 1; i < culprits_.size(); ++i)
      d.related.push_back({culprits_[i].place.value->origin.at, "`" + culprits_[i].option + "` is here"});
    std::vector<Position> wired = users();
    if (culprits_.empty() && !wired.empty()) {
      d.range = wired.front();
      wired.front() = node.use_at;
    }
    for (const Position& at : wired)
      d.related.push_back(
          {at, culprits_.empty() && &at == &wired.front() ? "`" + node.name + "` is here" : "it is wired here"});
    return d;
  }

  // Whether it asks for an option that stands at one of `places`, or around it.
  bool is_about(const std::vector<Position>& places) const {
    return std::any_of(places.begin(), places.end(), [&](const Position& at) {
      return std::any_of(culprits_.begin(), culprits_.end(),
                         [&](const Culprit& c) { return is_around(c.place.value->origin.at, at); });
    });
  }

 private:
  static bool is_around(const Position& outer, const Position& at) {
    const auto begin = [](const Position& p) { return std::tuple(p.line, p.column); };
    return outer.file == at.file && begin(outer) <= begin(at) &&
           begin(at) < std::tuple(outer.end_line, outer.end_column);
  }

  void add(const std::string& option, const ConditionInfo& condition) {
    const std::optional<OptionPlace> found = find_option(site_, option);
    if (!found || !is_written(*found->value)) return;
    const auto same = [&](const Culprit& other) { return other.place.value == found->value; };
    if (std::none_of(culprits_.begin(), culprits_.end(), same)) culprits_.push_back({option, *found, &condition});
  }

  // Where the output is wired that the rule is about.
  std::vector<Position> users() const {
    std::vector<Position> out;
    for (const ConditionInfo& c : rule_.when) {
      if (c.kind != ATELIER_CONDITION_USED) continue;
      for (const Node& node : site_.workflow.nodes)
        for_each_wire(node.values, [&](const ResolvedValue& value) {
          if (value.wire.node == site_.node && value.wire.port == c.option) out.push_back(value.origin.at);
        });
    }
    return out;
  }

  // At the item that is wrong, where it is one of a list.
  void place(Diagnostic& d) const {
    const Culprit& first = culprits_.front();
    d.range = first.place.value->origin.at;
    d.label = suggestion_for(first);
    const auto& items = first.place.value->items;
    const bool table = first.place.value->type == ATELIER_TYPE_TABLE;
    const auto item_at = [&](int item) -> const Position* {
      const size_t index = static_cast<size_t>(item) * (table ? 2 : 1) + (table ? 1 : 0);
      return item >= 0 && index < items.size() && is_written(items[index]) ? &place_of(items[index]) : nullptr;
    };
    const WrongItem wrong = wrong_item(site_, *first.condition);
    if (const Position* at = item_at(wrong.item)) d.range = *at;
    if (const Position* at = item_at(wrong.with)) d.related.push_back({*at, "the first is here"});
  }

  // Of a part in a slot its table.
  const Position& place_of(const ResolvedValue& item) const {
    if (!item.is_wire()) return item.origin.at;
    const Node& node = site_.workflow.nodes[static_cast<size_t>(item.wire.node)];
    return node.in_slot ? node.use_at : item.origin.at;
  }

  std::string suggestion_for(const Culprit& culprit) const {
    const ConditionInfo& c = *culprit.condition;
    if (culprit.option != c.option || !is_text(culprit.place.param->type)) return {};
    if (c.kind != ATELIER_CONDITION_LIKE && c.kind != ATELIER_CONDITION_NUMBER_OF) return {};
    return ask_for_likely(culprit.place.value->text, names_for(c));
  }

  std::vector<std::string> names_for(const ConditionInfo& c) const {
    std::vector<std::string> names = c.words;
    const std::optional<OptionPlace> slot =
        c.kind == ATELIER_CONDITION_NUMBER_OF ? find_option(site_, c.other) : std::nullopt;
    const auto given = slot ? numbers_in_slot(site_.workflow, *slot->node, slot->param->name) : std::nullopt;
    if (given) names.insert(names.begin(), given->begin(), given->end());
    std::vector<std::string> each;
    for (std::string& name : plain_names(names))
      if (std::find(each.begin(), each.end(), name) == each.end()) each.push_back(std::move(name));
    return each;
  }

  // What there is, where that helps.
  std::string notes() const {
    std::vector<std::string> out;
    for (const ConditionInfo& c : rule_.must) {
      const std::optional<OptionPlace> place = find_option(site_, c.option);
      if (!place) continue;
      if (c.kind == ATELIER_CONDITION_NUMBER_OF) out.push_back("there are " + list_names(names_for(c), 24));
      if (c.kind == ATELIER_CONDITION_AS_LONG_AS) out.push_back(lengths(c, *place));
      if (c.kind == ATELIER_CONDITION_IS_FILE || c.kind == ATELIER_CONDITION_IS_FOLDER)
        out.push_back("looked at " + place->value->text);
      if (culprits_.empty() && !place->param->default_value.empty())
        out.push_back("the default of `" + c.option + "` is " + place->param->default_value);
    }
    std::string all;
    for (const std::string& note : out) all += (all.empty() ? "" : "; ") + note;
    return all;
  }

  std::string lengths(const ConditionInfo& c, const OptionPlace& place) const {
    const std::optional<OptionPlace> other = find_option(site_, c.other);
    if (!other) return {};
    const auto count = [](const ResolvedValue& v) {
      return v.type == ATELIER_TYPE_TABLE ? v.items.size() / 2 : v.items.size();
    };
    const bool list = other->param->has(ATELIER_PARAM_LIST | ATELIER_PARAM_TABLE);
    return "`" + c.option + "` has " + std::to_string(count(*place.value)) + ", `" + c.other +
           (list ? "` has " + std::to_string(count(*other->value)) : "` is " + std::to_string(other->value->integer));
  }

  const RuleSite& site_;
  const RuleInfo& rule_;
  std::vector<Culprit> culprits_;  // the first is where it is told
};

bool is_broken(const RuleSite& site, const RuleInfo& rule) {
  const auto answers = [&](Answer wanted) {
    return [&site, wanted](const ConditionInfo& c) { return holds(site, c) == wanted; };
  };
  return std::all_of(rule.when.begin(), rule.when.end(), answers(Answer::kYes)) &&
         std::all_of(rule.must.begin(), rule.must.end(), answers(Answer::kNo));
}

// A path that must be given is none when it is empty.
void check_required_paths(const Node& node, Report& report) {
  for (size_t i = 0; i < node.values.size(); ++i) {
    const ParamInfo& param = node.component->params[i];
    const ResolvedValue& value = node.values[i];
    const bool path = value.type == ATELIER_TYPE_PATH_IN || value.type == ATELIER_TYPE_PATH_OUT;
    if (!path || value.is_wire() || !value.text.empty() || !param.has(ATELIER_PARAM_REQUIRED)) continue;
    const std::string option = "`" + node.name + "." + param.name + "`";
    Diagnostic& d = report.error("E412", option + " needs a path, not an empty text", value.origin.at);
    if (!param.doc.empty()) d.note = param.name + ": " + param.doc;
  }
}

}  // namespace

namespace {

// Where values stand that are wrong by themselves (E40.): no rule needs to say so too. A path that is not there is
// known.
std::vector<Position> wrong_values(const Report& report) {
  std::vector<Position> out;
  for (const Diagnostic& d : report.diagnostics())
    if (d.code.starts_with("E40") && d.code != "E404") out.push_back(d.range);
  return out;
}

// A key, a table or a component that is not what was meant (E2..): what goes with what is not known then.
bool is_misread(const Report& report) {
  const auto& all = report.diagnostics();
  return std::any_of(all.begin(), all.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::kError && d.code.starts_with("E2"); });
}

}  // namespace

void check_rules(const ResolvedWorkflow& workflow, const Disk* disk, Report& report) {
  if (is_misread(report)) return;
  const std::vector<Position> wrong = wrong_values(report);
  MeantWords words;
  for (size_t i = 0; i < workflow.nodes.size(); ++i) {
    const Node& node = workflow.nodes[i];
    if (!node.component || node.values.size() != node.component->params.size()) continue;
    check_required_paths(node, report);
    const RuleSite site{workflow, static_cast<int>(i), disk, words};
    for (const RuleInfo& rule : node.component->rules)
      if (is_broken(site, rule))
        if (const Broken broken(site, rule); !broken.is_about(wrong)) report.add(broken.diagnostic());
  }
}

}  // namespace atelier::host
