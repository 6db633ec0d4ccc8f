#include "numbers.hpp"

#include <algorithm>

namespace atelier::host {
namespace {

const ResolvedValue* value_of(const Node& node, std::string_view option) {
  for (size_t i = 0; i < node.values.size(); ++i)
    if (node.component->params[i].name == option) return &node.values[i];
  return nullptr;
}

// Adds the names that a part gives. False when they are not known.
bool add_of_part(const ResolvedWorkflow& workflow, const ResolvedValue& value, const std::string& prefix,
                 std::vector<std::string>& to) {
  if (!value.is_wire() || !value.wire.port.empty()) return false;
  const auto names = numbers_of(workflow, value.wire.node);
  if (!names) return false;
  for (const std::string& name : *names) to.push_back(prefix + name);
  return true;
}

bool add_of_slot(const ResolvedWorkflow& workflow, const Node& node, std::string_view slot, const std::string& prefix,
                 std::vector<std::string>& to) {
  const ResolvedValue* value = value_of(node, slot);
  if (!value) return false;
  if (value->is_wire()) return add_of_part(workflow, *value, prefix, to);
  return std::all_of(value->items.begin(), value->items.end(),
                     [&](const ResolvedValue& item) { return add_of_part(workflow, item, prefix, to); });
}

}  // namespace

std::optional<std::vector<std::string>> numbers_of(const ResolvedWorkflow& workflow, int index) {
  const Node& node = workflow.nodes[static_cast<size_t>(index)];
  if (!node.component || node.component->numbers.empty()) return std::nullopt;
  std::vector<std::string> out;
  for (const NumberInfo& number : node.component->numbers) {
    if (!number.name.empty())
      out.push_back(number.name);
    else if (!add_of_slot(workflow, node, number.slot, number.prefix, out))
      return std::nullopt;
  }
  return out;
}

std::optional<std::vector<std::string>> numbers_in_slot(const ResolvedWorkflow& workflow, const Node& node,
                                                        std::string_view slot) {
  std::vector<std::string> out;
  if (!node.component || !add_of_slot(workflow, node, slot, "", out)) return std::nullopt;
  return out;
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

}  // namespace atelier::host
