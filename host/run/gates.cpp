#include "gates.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <cmath>
#include <limits>

#include "language/numbers.hpp"
#include "language/selection.hpp"

namespace atelier::host {
namespace {

constexpr size_t kNamesTold = 12;

// In six digits, or all of them.
std::string number_text(double value, bool exact) {
  if (!std::isfinite(value)) return "not a finite number";
  return exact ? fmt::format("{}", value) : fmt::format("{:.6g}", value);
}

// Whether six digits are too few to see why it holds or does not: 0.3999999 is less than 0.4.
bool needs_all_digits(const Condition& condition, const std::vector<double>& values) {
  std::vector<double> rounded;
  for (const double value : values)
    rounded.push_back(std::isfinite(value) ? std::stod(number_text(value, false)) : value);
  return holds(condition, rounded) != holds(condition, values);
}

struct Found {
  double value = std::numeric_limits<double>::quiet_NaN();
  std::string missing;  // why there is none, or ""
};

Found find_number(const Asked& asked, const Numbers& numbers) {
  std::vector<std::string> names;
  for (const auto& [name, value] : numbers) names.push_back(name);
  const std::vector<std::string> meant = numbers_meant(asked.number, names);
  if (meant.size() == 1) return {numbers.at(meant[0]), ""};
  const std::string stage = "`" + asked.table + "`", number = "`" + asked.number + "`";
  if (meant.size() > 1)
    return {.missing = fmt::format("{} left more than one number {}: {}", stage, number, list_names(meant))};
  const std::string near = did_you_mean(asked.number, short_names(names));
  const std::string has = names.empty() ? "it left none" : "it left " + list_names(names, kNamesTold);
  return {.missing = fmt::format("{} left no number {}; {}", stage, number, near.empty() ? has : near + "; " + has)};
}

GateResult decide(const Gate& gate, const std::map<int, Numbers>& ended) {
  std::vector<double> values;
  std::string missing;
  for (size_t i = 0; i < gate.nodes.size(); ++i) {
    const Asked& asked = gate.condition.asked[i];
    const Found found = find_number(asked, ended.at(gate.nodes[i]));
    if (missing.empty()) missing = found.missing;
    values.push_back(found.value);
  }
  if (!missing.empty()) return {&gate, false, false, missing};
  const bool exact = needs_all_digits(gate.condition, values);
  std::vector<std::string> said;
  for (size_t i = 0; i < values.size(); ++i) {
    const Asked& asked = gate.condition.asked[i];
    const std::string words = fmt::format("{}.{} is {}", asked.table, asked.number, number_text(values[i], exact));
    if (std::find(said.begin(), said.end(), words) == said.end()) said.push_back(words);
  }
  return {&gate, holds(gate.condition, values), true, fmt::format("{}", fmt::join(said, ", "))};
}

// What must hold, as far as it is not said already: the right side of a plain comparison, else the whole condition.
std::string must_words(const Gate& gate) {
  const auto& [asked, left, right, compare] = gate.condition;
  const bool plain = left.size() == 1 && left[0].kind == Condition::Step::Kind::kAsked && asked.size() == 1;
  if (!plain) return "and this does not hold: " + gate.that;
  return fmt::format("and must be {} {}", sign_of(compare), number_text(value_of(right, {}), true));
}

}  // namespace

std::vector<const Gate*> gates_of(const ResolvedWorkflow& workflow, const std::vector<int>& stages) {
  const auto is_run = [&](int node) { return std::find(stages.begin(), stages.end(), node) != stages.end(); };
  std::vector<const Gate*> out;
  for (const Gate& gate : workflow.gates)
    if (std::all_of(gate.nodes.begin(), gate.nodes.end(), is_run)) out.push_back(&gate);
  return out;
}

std::vector<GateResult> decide_gates(const ResolvedWorkflow& workflow, const std::map<int, Numbers>& ended, int stage) {
  const auto has_ended = [&](int node) { return ended.count(node) != 0; };
  std::vector<GateResult> out;
  for (const Gate& gate : workflow.gates)
    if (gate.asks(stage) && std::all_of(gate.nodes.begin(), gate.nodes.end(), has_ended))
      out.push_back(decide(gate, ended));
  return out;
}

std::set<int> stopped_by(const ResolvedWorkflow& workflow, const Gate& gate) {
  const std::set<int> before = upstream_of(workflow, gate.nodes);
  std::set<int> out;
  for (const int stage : workflow.stages) {
    if (before.count(stage)) continue;
    const std::set<int> needed = upstream_of(workflow, {stage});
    if (std::any_of(gate.nodes.begin(), gate.nodes.end(), [&](int node) { return needed.count(node) != 0; }))
      out.insert(stage);
  }
  return out;
}

std::string failure_words(const GateResult& result) {
  const Gate& gate = *result.gate;
  const Position& at = gate.origin.at;
  const std::string place = at.line ? fmt::format(" ({}:{}:{})", at.file, at.line, at.column) : "";
  return fmt::format("check `{}` failed: {}{}{}", gate.name, result.said,
                     result.complete ? ", " + must_words(gate) : "", place);
}

}  // namespace atelier::host
