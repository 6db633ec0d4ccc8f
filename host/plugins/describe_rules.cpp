#include "describe_rules.hpp"

#include <atelier/numbers.h>
#include <atelier/rules.h>

#include <atelier/cpp/core.hpp>
#include <optional>

#include "described.hpp"
#include "language/default_value.hpp"
#include "language/param_type.hpp"
#include "language/rule_kinds.hpp"
#include "words/text.hpp"

namespace atelier::host {
namespace {

constexpr uint64_t kMostConditions = 100;

template <class Table>
const Table* table_of(const atelier_component& raw, atelier_str id, uint32_t floor, const std::string& what) {
  const void* found = raw.extension ? raw.extension(&raw, id) : nullptr;
  if (!found) return nullptr;
  const auto* table = static_cast<const Table*>(found);
  check_size(table->struct_size, floor, what);
  return table;
}

std::string first_word(const std::string& path) { return path.substr(0, path.find('.')); }

// The parameter that a condition's option means; null when it lies in another component's table.
const ParamInfo* named_param(const ComponentInfo& c, const std::string& path, const std::string& what) {
  const ParamInfo* param = c.param(first_word(path));
  if (!param) bad("{} is of the option \"{}\", which `{}` does not have", what, shown(path), c.id);
  if (path.find('.') == std::string::npos) return param;
  if (!is_object(param->type) || param->has(ATELIER_PARAM_LIST) || !is_dotted_name(path, false))
    bad("{} is of \"{}\", but `{}` is no slot or wire to reach through", what, shown(path), param->name);
  return nullptr;
}

void check_words(const ConditionInfo& condition, const ParamInfo* param, const std::string& what) {
  if (!param || !takes_values(condition.kind)) return;
  for (const std::string& word : condition.words) {
    ParamInfo with = single(*param);
    with.flags &= ~(ATELIER_PARAM_HAS_MIN | ATELIER_PARAM_HAS_MAX);
    with.default_value = word;
    if (const std::string why = refuse_default(with); word.empty() || !why.empty())
      bad("{} has the word \"{}\", which is no value of `{}` ({})", what, shown(word), param->name, why);
  }
}

// Nothing for a condition that is not known here.
std::optional<ConditionInfo> take_condition(const atelier_condition& raw, const ComponentInfo& c,
                                            const std::string& what) {
  if (!is_condition(raw.kind)) return std::nullopt;
  ConditionInfo out;
  out.kind = raw.kind;
  out.option = take(raw.option, "option", what);
  out.other = take(raw.other, "other option", what);
  out.number = raw.number;
  if (raw.word_count > kMostConditions || (raw.word_count && !raw.words)) bad("the words of {} are missing", what);
  for (uint64_t i = 0; i < raw.word_count; ++i) out.words.push_back(take(raw.words[i], "word", what));
  if (raw.kind == ATELIER_CONDITION_USED) {
    if (!c.output(out.option))
      bad("{} is of the output \"{}\", which `{}` does not have", what, shown(out.option), c.id);
    return out;
  }
  const ParamInfo* param = named_param(c, out.option, what);
  if (param && !may_be_asked(out.kind, *param)) bad("{} cannot be asked of `{}`", what, param->name);
  if (has_other(out.kind)) {
    const ParamInfo* other = named_param(c, out.other, what);
    if (other && !may_be_other(out.kind, *other)) bad("{} cannot be asked against `{}`", what, other->name);
  }
  check_words(out, param, what);
  return out;
}

// False when one of them is not known here.
bool take_conditions(const atelier_condition* raw, uint64_t count, const ComponentInfo& c, const std::string& what,
                     std::vector<ConditionInfo>& to) {
  if (count > kMostConditions || (count && !raw)) bad("the conditions of {} are missing", what);
  for (uint64_t i = 0; i < count; ++i) {
    std::optional<ConditionInfo> condition = take_condition(raw[i], c, fmt::format("condition {} of {}", i, what));
    if (!condition) return false;
    to.push_back(*std::move(condition));
  }
  return true;
}

NumberInfo take_number(const atelier_number& raw, const ComponentInfo& c, const std::string& what) {
  NumberInfo out;
  out.name = take_line(raw.name, "name", what);
  out.slot = take(raw.slot, "slot", what);
  out.prefix = take_line(raw.prefix, "prefix", what);
  out.doc = take_line(raw.doc, "doc", what);
  if (out.name.empty() == out.slot.empty()) bad("{} has a name and a slot, or neither", what);
  if (out.slot.empty()) return out;
  const ParamInfo* param = c.param(out.slot);
  if (!param || param->type != ATELIER_TYPE_PART)
    bad("{} is of the slot \"{}\", which there is not", what, shown(out.slot));
  return out;
}

// With a condition that is not known here it may be given or not, and counts as given.
void take_terms(const atelier_number_terms& raw, const ComponentInfo& c, const std::string& what, NumberInfo& to) {
  to.per_class = (raw.flags & ATELIER_NUMBER_PER_CLASS) != 0;
  to.items = take(raw.items, "items", what);
  if (!take_conditions(raw.when, raw.when_count, c, what, to.when)) to.when.clear();
  if (to.items.empty()) return;
  const ParamInfo* param = c.param(to.items);
  const bool texts = param && param->has(ATELIER_PARAM_LIST) && (is_text(param->type) || is_object(param->type));
  if (!texts) bad("{} is one for each item of \"{}\", which is no list of texts or parts", what, shown(to.items));
  if (to.name.find('*') == std::string::npos)
    bad("{} is one for each item of `{}`, and has no * where they stand", what, to.items);
}

}  // namespace

void take_rules(const atelier_component& raw, ComponentInfo& c) {
  const std::string what = fmt::format("the rules of `{}`", c.id);
  const auto* table = table_of<atelier_component_rules_v1>(raw, ATELIER_STR(ATELIER_EXTENSION_COMPONENT_RULES),
                                                           ATELIER_COMPONENT_RULES_V1_FLOOR, what);
  if (!table) return;
  if (!table->rules) bad("{} lack their function", what);
  uint64_t count = 0;
  const atelier_rule* rules = table->rules(&raw, &count);
  if (count > kMostEntries || (count && !rules)) bad("{} are missing", what);
  for (uint64_t i = 0; i < count; ++i) {
    const std::string place = fmt::format("rule {} of `{}`", i, c.id);
    RuleInfo rule;
    rule.warning = (rules[i].flags & ATELIER_RULE_WARNING) != 0;
    rule.sentence = take_line(rules[i].sentence, "sentence", place);
    rule.remedy = take_line(rules[i].remedy, "remedy", place);
    if (rule.sentence.empty()) bad("{} does not say what is wrong when it is broken", place);
    if (rules[i].must_count == 0) bad("{} asks for nothing", place);
    const bool known = take_conditions(rules[i].when, rules[i].when_count, c, place, rule.when) &&
                       take_conditions(rules[i].must, rules[i].must_count, c, place, rule.must);
    if (known) c.rules.push_back(std::move(rule));
  }
}

void take_numbers(const atelier_component& raw, ComponentInfo& c) {
  const std::string what = fmt::format("the numbers of `{}`", c.id);
  const auto* table = table_of<atelier_component_numbers_v1>(raw, ATELIER_STR(ATELIER_EXTENSION_COMPONENT_NUMBERS),
                                                             ATELIER_COMPONENT_NUMBERS_V1_FLOOR, what);
  if (!table) return;
  if (!table->numbers) bad("{} lack their function", what);
  uint64_t count = 0;
  const atelier_number* numbers = table->numbers(&raw, &count);
  if (count > kMostEntries || (count && !numbers)) bad("{} are missing", what);
  const auto terms_of = ATELIER_HAS(table, terms) ? table->terms : nullptr;
  const atelier_number_terms* terms = terms_of ? terms_of(&raw) : nullptr;
  if (terms_of && count && !terms) bad("what is said of {} is missing", what);
  for (uint64_t i = 0; i < count; ++i) {
    const std::string place = fmt::format("number {} of `{}`", i, c.id);
    c.numbers.push_back(take_number(numbers[i], c, place));
    if (terms) take_terms(terms[i], c, place, c.numbers.back());
  }
  c.tells_numbers = true;
  c.tells_terms = terms_of != nullptr;
}

}  // namespace atelier::host
