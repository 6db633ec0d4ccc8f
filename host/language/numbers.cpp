#include "numbers.hpp"

#include <algorithm>
#include <utility>

namespace atelier::host {
namespace {

const ResolvedValue* value_of(const Node& node, std::string_view option) {
  for (size_t i = 0; i < node.values.size(); ++i)
    if (node.component->params[i].name == option) return &node.values[i];
  return nullptr;
}

constexpr int kDeepest = 32;
constexpr size_t kMostParts = 1000;

// Gathers names, those of parts in slots and of parts in their slots. Parts that refer to each other in a circle, or
// that are too many, do not tell what they give: the circle is reported where stages are put in order.
class Gatherer {
 public:
  explicit Gatherer(const ResolvedWorkflow& workflow) : workflow_(workflow) {}

  // False when they are not known.
  bool add(int index, const std::string& prefix) {
    const Node& node = workflow_.nodes[static_cast<size_t>(index)];
    if (!node.component || node.component->numbers.empty()) return false;
    if (depth_ >= kDeepest || ++parts_ > kMostParts) return false;
    ++depth_;
    const auto& numbers = node.component->numbers;
    const bool known = std::all_of(numbers.begin(), numbers.end(), [&](const NumberInfo& number) {
      if (number.name.empty()) return add_of_slot(node, number.slot, prefix + number.prefix);
      names.push_back(prefix + number.name);
      return true;
    });
    --depth_;
    return known;
  }

  bool add_of_slot(const Node& node, std::string_view slot, const std::string& prefix) {
    const ResolvedValue* value = value_of(node, slot);
    if (!value) return false;
    const auto add_part = [&](const ResolvedValue& item) {
      return item.is_wire() && item.wire.port.empty() && add(item.wire.node, prefix);
    };
    return value->is_wire() ? add_part(*value) : std::all_of(value->items.begin(), value->items.end(), add_part);
  }

  std::vector<std::string> names;

 private:
  const ResolvedWorkflow& workflow_;
  int depth_ = 0;
  size_t parts_ = 0;
};

}  // namespace

std::optional<std::vector<std::string>> numbers_of(const ResolvedWorkflow& workflow, int index) {
  Gatherer gatherer(workflow);
  return gatherer.add(index, "") ? std::optional(std::move(gatherer.names)) : std::nullopt;
}

std::optional<std::vector<std::string>> numbers_in_slot(const ResolvedWorkflow& workflow, const Node& node,
                                                        std::string_view slot) {
  Gatherer gatherer(workflow);
  const bool known = node.component && gatherer.add_of_slot(node, slot, "");
  return known ? std::optional(std::move(gatherer.names)) : std::nullopt;
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
