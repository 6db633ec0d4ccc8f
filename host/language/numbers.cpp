#include "numbers.hpp"

#include <atelier/param.h>

#include <algorithm>
#include <utility>

#include "conditions.hpp"

namespace atelier::host {
namespace {

const ResolvedValue* value_of(const Node& node, std::string_view option) {
  for (size_t i = 0; i < node.values.size(); ++i)
    if (node.component->params[i].name == option) return &node.values[i];
  return nullptr;
}

// The items of a list, or the value itself.
std::vector<const ResolvedValue*> items_of(const ResolvedValue& value) {
  std::vector<const ResolvedValue*> out;
  for (const ResolvedValue& item : value.items) out.push_back(&item);
  return value.is_wire() ? std::vector{&value} : out;
}

constexpr int kDeepest = 32;
constexpr size_t kMostParts = 1000;

// Names of a node's numbers, one piece after the other. What is not known ends it. Parts that refer to each other in a
// circle, or that are too many, do not tell what they give: the circle is reported where stages are put in order.
class Collector {
 public:
  Collector(const ResolvedWorkflow& workflow, bool per_class) : workflow_(workflow), per_class_(per_class) {}

  bool add_of_node(int index, const std::string& prefix) {
    const Node& node = workflow_.nodes[static_cast<size_t>(index)];
    if (!node.component || !node.component->tells_numbers) return false;
    if (depth_ >= kDeepest || ++parts_ > kMostParts) return false;
    ++depth_;
    const auto& numbers = node.component->numbers;
    const bool known = std::all_of(numbers.begin(), numbers.end(),
                                   [&](const NumberInfo& number) { return add(index, number, prefix); });
    --depth_;
    if (!known) return false;
    const bool open = per_class_ && !node.stage && !node.component->tells_terms;
    if (open) found.names.push_back(prefix + "*/*");
    return true;
  }

  bool add_of_slot(const Node& node, std::string_view slot, const std::string& prefix) {
    const ResolvedValue* value = value_of(node, slot);
    if (!value) return false;
    for (const ResolvedValue* part : items_of(*value))
      if (!part->is_wire() || !part->wire.port.empty() || !add_of_node(part->wire.node, prefix)) return false;
    return true;
  }

  EmittedNumbers found;

 private:
  bool add(int index, const NumberInfo& number, const std::string& prefix) {
    const Node& node = workflow_.nodes[static_cast<size_t>(index)];
    const size_t before = found.names.size();
    if (!number.slot.empty()) {
      const bool all = per_class_;
      per_class_ = all && number.per_class;
      const bool known = add_of_slot(node, number.slot, prefix + number.prefix);
      per_class_ = all;
      if (!known) return false;
    } else if (!number.items.empty()) {
      add_for_each(node, number, prefix);
    } else if (!number.per_class || per_class_ || node.stage) {
      found.names.push_back(prefix + number.name + (number.per_class ? "/*" : ""));
    }
    for (const ConditionInfo& condition : number.when)
      if (holds({workflow_, index, nullptr, words_}, condition) == Answer::kNo) {
        for (size_t i = before; i < found.names.size(); ++i)
          found.lacking.emplace_back(found.names[i], condition.option);
        found.names.resize(before);
      }
    return true;
  }

  // Where an item is not known, the name keeps its *.
  void add_for_each(const Node& node, const NumberInfo& number, const std::string& prefix) {
    const ResolvedValue* value = value_of(node, number.items);
    std::vector<const ResolvedValue*> items;
    if (value) items = items_of(*value);
    if (value && value->is_wire()) items = {nullptr};  // a list that a stage makes
    std::vector<std::string> texts;
    for (const ResolvedValue* item : items) {
      const Node* part = item && item->is_wire() ? &workflow_.nodes[static_cast<size_t>(item->wire.node)] : nullptr;
      const bool known = item && (!part || (item->wire.port.empty() && part->component));
      const std::string text = !known ? "*" : part ? part->component->id : item->text;
      const auto again = known ? std::count(texts.begin(), texts.end(), text) : 0;
      texts.push_back(text);
      std::string name = prefix + number.name;
      name.replace(name.rfind('*'), 1, again == 0 ? text : text + " #" + std::to_string(again + 1));
      found.names.push_back(std::move(name));
    }
    if (items.empty()) found.lacking.emplace_back(prefix + number.name, number.items);
  }

  const ResolvedWorkflow& workflow_;
  bool per_class_;
  MeantWords words_;
  int depth_ = 0;
  size_t parts_ = 0;
};

// A name, and what is left of it behind each /.
std::vector<std::string_view> endings_of(std::string_view name) {
  std::vector<std::string_view> out = {name};
  while (name.find('/') != std::string_view::npos) {
    name.remove_prefix(name.find('/') + 1);
    out.push_back(name);
  }
  return out;
}

}  // namespace

std::optional<std::vector<std::string>> numbers_of(const ResolvedWorkflow& workflow, int index) {
  Collector collector(workflow, false);
  if (!collector.add_of_node(index, "")) return std::nullopt;
  return std::move(collector.found.names);
}

std::optional<EmittedNumbers> numbers_left(const ResolvedWorkflow& workflow, int stage) {
  Collector collector(workflow, true);
  if (!collector.add_of_node(stage, "")) return std::nullopt;
  for (const OutputInfo& output : workflow.nodes[static_cast<size_t>(stage)].component->outputs)
    if (is_number(output)) collector.found.names.push_back(output.name);
  return std::move(collector.found);
}

std::optional<std::vector<std::string>> numbers_in_slot(const ResolvedWorkflow& workflow, const Node& node,
                                                        std::string_view slot) {
  Collector collector(workflow, false);
  if (!node.component || !collector.add_of_slot(node, slot, "")) return std::nullopt;
  return std::move(collector.found.names);
}

bool is_like(std::string_view text, std::string_view pattern) {
  size_t t = 0, p = 0;
  size_t star = std::string_view::npos, taken = 0;  // the last *, and how far the text is that it stands for
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool is_like_one(std::string_view text, const std::vector<std::string>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return is_like(text, pattern); });
}

std::vector<std::string> plain_names(const std::vector<std::string>& patterns) {
  std::vector<std::string> out;
  for (const std::string& pattern : patterns)
    if (pattern.find_first_of("*?") == std::string::npos) out.push_back(pattern);
  return out;
}

bool is_named(std::string_view asked, std::string_view name) {
  if (is_like(asked, name)) return true;
  const std::vector<std::string_view> endings = endings_of(name);
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return ending != "*" && is_like(asked, ending); });
}

std::vector<std::string> short_names(const std::vector<std::string>& names) {
  std::vector<std::string> out;
  for (const std::string& name : plain_names(names))
    for (const std::string_view ending : endings_of(name)) out.emplace_back(ending);
  return out;
}

bool is_number(const OutputInfo& output) {
  return !(output.flags & ATELIER_PARAM_LIST) && (output.type == ATELIER_TYPE_INT || output.type == ATELIER_TYPE_FLOAT);
}

}  // namespace atelier::host
