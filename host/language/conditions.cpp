#include "conditions.hpp"

#include <atelier/param.h>
#include <atelier/rules.h>

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "default_value.hpp"
#include "numbers.hpp"
#include "param_type.hpp"
#include "rule_kinds.hpp"
#include "words/number_text.hpp"

namespace atelier::host {
namespace {

Answer answer(bool yes) { return yes ? Answer::kYes : Answer::kNo; }

const Node& node_at(const RuleSite& site, int index) { return site.workflow.nodes[static_cast<size_t>(index)]; }

std::optional<OptionPlace> option_of(const Node& node, std::string_view name) {
  if (!node.component || node.values.size() != node.component->params.size()) return std::nullopt;
  for (size_t i = 0; i < node.values.size(); ++i)
    if (node.component->params[i].name == name) return OptionPlace{&node, &node.component->params[i], &node.values[i]};
  return std::nullopt;
}

bool is_wrong(const ResolvedValue& value) { return value.type == ATELIER_TYPE_NONE && value.origin.at.line != 0; }

bool is_part(const ResolvedValue& value) { return value.is_wire() && value.wire.port.empty(); }

// A value that nothing stands in the way of looking at: not one that comes of the work, or that is wrong and told.
bool is_known(const OptionPlace& place) {
  const ResolvedValue& v = *place.value;
  if (is_wrong(v) || (v.type == ATELIER_TYPE_NONE && place.node->misread)) return false;
  if (v.is_wire()) return is_object(place.param->type) && !place.param->has(ATELIER_PARAM_LIST);
  return std::all_of(v.items.begin(), v.items.end(), [&](const ResolvedValue& item) {
    return item.type != ATELIER_TYPE_NONE && (!item.is_wire() || is_object(place.param->type));
  });
}

// How many items there are is known though they come of the work.
bool has_known_length(const OptionPlace& place) {
  const ResolvedValue& v = *place.value;
  if (v.is_wire() || is_wrong(v) || (v.type == ATELIER_TYPE_NONE && place.node->misread)) return false;
  return std::none_of(v.items.begin(), v.items.end(), is_wrong);
}

// The items of a list; of anything else, itself. Of a table its values.
std::vector<const ResolvedValue*> items_of(const OptionPlace& place) {
  std::vector<const ResolvedValue*> out;
  const ResolvedValue& v = *place.value;
  const bool table = v.type == ATELIER_TYPE_TABLE;
  if (v.type != ATELIER_TYPE_LIST && !table) return {&v};
  for (size_t i = table ? 1 : 0; i < v.items.size(); i += table ? 2 : 1) out.push_back(&v.items[i]);
  return out;
}

size_t count_of(const ResolvedValue& v) { return v.type == ATELIER_TYPE_TABLE ? v.items.size() / 2 : v.items.size(); }

Answer is_given(const OptionPlace& place) {
  const ResolvedValue& v = *place.value;
  if (is_wrong(v)) return Answer::kYes;  // so or otherwise, it is there
  if (v.is_wire()) return Answer::kYes;
  if (v.type == ATELIER_TYPE_NONE) return place.node->misread ? Answer::kUnknown : Answer::kNo;
  if (v.type == ATELIER_TYPE_LIST || v.type == ATELIER_TYPE_TABLE) return answer(!v.items.empty());
  return answer(!is_text(v.type) || !v.text.empty());
}

bool same_value(const ResolvedValue& a, const ResolvedValue& b) {
  return a.type == b.type && a.integer == b.integer && a.real == b.real && a.text == b.text &&
         a.wire.node == b.wire.node && a.wire.port == b.wire.port && a.items.size() == b.items.size() &&
         std::equal(a.items.begin(), a.items.end(), b.items.begin(), same_value);
}

// What a text condition is held against: the text, or the id of the part. Nothing when that is not known.
std::optional<std::string> text_of(const RuleSite& site, const ResolvedValue& v) {
  if (!v.is_wire()) return v.text;
  const Node& from = node_at(site, v.wire.node);
  return is_part(v) && from.component ? std::optional(from.component->id) : std::nullopt;
}

std::optional<ResolvedValue> value_of_word(const ParamInfo& param, const std::string& word) {
  ParamInfo with = single(param);
  with.flags &= ~(ATELIER_PARAM_HAS_MIN | ATELIER_PARAM_HAS_MAX);
  with.default_value = word;
  const std::optional<Written> written = read_default("", with, {});
  if (!written) return std::nullopt;
  const auto typed = typed_value(with, *written);
  const auto* value = std::get_if<ResolvedValue>(&typed);
  return value ? std::optional(*value) : std::nullopt;
}

Answer equals_a_word(const RuleSite& site, const OptionPlace& place, const ConditionInfo& c) {
  const auto [meant, fresh] = site.words.try_emplace({&c, place.param});
  if (fresh)
    for (const std::string& word : c.words) meant->second.push_back(value_of_word(*place.param, word));
  bool unknown = false;
  for (const std::optional<ResolvedValue>& value : meant->second) {
    unknown |= !value;
    if (value && same_value(*value, *place.value)) return Answer::kYes;
  }
  return unknown ? Answer::kUnknown : Answer::kNo;
}

double number_of(const ParamInfo& param, const ResolvedValue& v) {
  return param.type == ATELIER_TYPE_INT ? static_cast<double>(v.integer) : v.real;
}

bool compares(uint32_t kind, double a, double b) {
  switch (kind) {
    case ATELIER_CONDITION_ABOVE:
      return a > b;
    case ATELIER_CONDITION_BELOW:
      return a < b;
    case ATELIER_CONDITION_AT_MOST:
    case ATELIER_CONDITION_AT_MOST_OF:
      return a <= b;
    default:
      return a >= b;
  }
}

Answer each_number(const OptionPlace& place, uint32_t kind, double bound) {
  const auto items = items_of(place);
  return answer(std::all_of(items.begin(), items.end(), [&](const ResolvedValue* item) {
    return compares(kind, number_of(*place.param, *item), bound);
  }));
}

Answer like_words(const RuleSite& site, const OptionPlace& place, const ConditionInfo& c) {
  bool all = true, one = false;
  for (const ResolvedValue* item : items_of(place)) {
    const std::optional<std::string> text = text_of(site, *item);
    if (!text) return Answer::kUnknown;
    const bool like = is_like_one(*text, c.words);
    all = all && like;
    one = one || like;
  }
  if (c.kind == ATELIER_CONDITION_LIKE) return answer(all);
  return answer(one == (c.kind == ATELIER_CONDITION_HAS));
}

Answer is_there_as(const RuleSite& site, const OptionPlace& place, bool folder) {
  if (!site.disk) return Answer::kUnknown;
  for (const ResolvedValue* item : items_of(place)) {
    const FileFacts facts = item->text.empty() ? FileFacts() : site.disk->facts(item->text);
    const bool told = facts.kind == FileKind::kOther && item->type == ATELIER_TYPE_PATH_IN;  // a device: with E404
    if (!facts.is_there() || told) return Answer::kUnknown;
    if (facts.is_folder() != folder) return Answer::kNo;
  }
  return Answer::kYes;
}

// The first item that stands in the wrong relation to the one before it.
int first_out_of_order(const OptionPlace& place, bool rising) {
  const auto items = items_of(place);
  for (size_t i = 1; i < items.size(); ++i) {
    const double before = number_of(*place.param, *items[i - 1]), now = number_of(*place.param, *items[i]);
    if (rising ? !(now > before) : now < before) return static_cast<int>(i);
  }
  return -1;
}

// Equal for equal values, and seldom for others.
size_t hash_of(const ResolvedValue& v) {
  size_t hash = std::hash<std::string>()(v.text);
  const auto mix = [&](size_t more) { hash = (hash ^ more) * 0x100000001b3u; };
  mix(std::hash<double>()(v.real));
  mix(static_cast<size_t>(v.integer));
  mix(static_cast<size_t>(v.wire.node));
  for (const ResolvedValue& item : v.items) mix(hash_of(item));
  return hash;
}

WrongItem first_equal_value(const OptionPlace& place) {
  std::unordered_map<size_t, std::vector<int>> seen;
  const auto items = items_of(place);
  for (size_t i = 0; i < items.size(); ++i) {
    if (!same_value(*items[i], *items[i])) continue;  // not a number, which equals nothing
    std::vector<int>& alike = seen[hash_of(*items[i])];
    for (const int k : alike)
      if (same_value(*items[static_cast<size_t>(k)], *items[i])) return {static_cast<int>(i), k};
    alike.push_back(static_cast<int>(i));
  }
  return {};
}

// The first item that has a name in common with one before it.
WrongItem first_sharing(const OptionPlace& place, const auto& names_of_item) {
  std::unordered_map<std::string, int> seen;  // each name, and the first item that has it
  const auto items = items_of(place);
  for (size_t i = 0; i < items.size(); ++i) {
    const std::vector<std::string> names = names_of_item(*items[i]);
    int before = static_cast<int>(i);
    for (const std::string& name : names)
      before = std::min(before, seen.try_emplace(name, static_cast<int>(i)).first->second);
    if (before < static_cast<int>(i)) return {static_cast<int>(i), before};
  }
  return {};
}

WrongItem first_equal(const RuleSite& site, const OptionPlace& place) {
  if (!is_object(place.param->type)) return first_equal_value(place);
  return first_sharing(place, [&](const ResolvedValue& v) {
    const std::optional<std::string> text = text_of(site, v);
    return text ? std::vector<std::string>{*text} : std::vector<std::string>();
  });
}

WrongItem first_same_number(const RuleSite& site, const OptionPlace& place) {
  return first_sharing(place, [&](const ResolvedValue& v) {
    const auto all = is_part(v) ? numbers_of(site.workflow, v.wire.node) : std::nullopt;
    return all ? plain_names(*all) : std::vector<std::string>();
  });
}

// How many items the other option has, or the number that it is.
double amount_of(const OptionPlace& place) {
  const ResolvedValue& v = *place.value;
  const bool many = v.type == ATELIER_TYPE_LIST || v.type == ATELIER_TYPE_TABLE;
  return many ? static_cast<double>(count_of(v)) : number_of(*place.param, v);
}

Answer against_other(const RuleSite& site, const OptionPlace& place, const ConditionInfo& c) {
  const std::optional<OptionPlace> other = find_option(site, c.other);
  if (!other || !may_be_other(c.kind, *other->param)) return Answer::kUnknown;
  const bool slot = c.kind == ATELIER_CONDITION_NUMBER_OF;  // its parts are asked one by one
  if (!slot && (!is_known(*other) || other->value->type == ATELIER_TYPE_NONE)) return Answer::kUnknown;
  switch (c.kind) {
    case ATELIER_CONDITION_SAME_AS:
      return answer(same_value(*place.value, *other->value));
    case ATELIER_CONDITION_OTHER_THAN:
      return answer(!same_value(*place.value, *other->value));
    case ATELIER_CONDITION_AS_LONG_AS:
      return answer(static_cast<double>(count_of(*place.value)) == amount_of(*other));
    case ATELIER_CONDITION_NUMBER_OF: {
      if (is_like_one(place.value->text, c.words)) return Answer::kYes;
      const auto names = numbers_in_slot(site.workflow, *other->node, other->param->name);
      return names ? answer(is_like_one(place.value->text, *names)) : Answer::kUnknown;
    }
    default:
      return each_number(place, c.kind, amount_of(*other));
  }
}

Answer has_items(const OptionPlace& place, const ConditionInfo& c) {
  const std::string count = std::to_string(count_of(*place.value));
  return answer(std::find(c.words.begin(), c.words.end(), count) != c.words.end());
}

Answer is_used(const RuleSite& site, const std::string& output) {
  bool used = false;
  const auto look = [&](const ResolvedValue& value) {
    used |= value.wire.node == site.node && value.wire.port == output;
  };
  for (const Node& node : site.workflow.nodes) for_each_wire(node.values, look);
  for_each_wire(site.workflow.run, look);
  return answer(used);
}

Answer of_known(const RuleSite& site, const OptionPlace& place, const ConditionInfo& c) {
  switch (c.kind) {
    case ATELIER_CONDITION_EQUAL:
      return equals_a_word(site, place, c);
    case ATELIER_CONDITION_UNEQUAL: {
      const Answer equal = equals_a_word(site, place, c);
      return equal == Answer::kUnknown ? equal : answer(equal == Answer::kNo);
    }
    case ATELIER_CONDITION_ABOVE:
    case ATELIER_CONDITION_AT_LEAST:
    case ATELIER_CONDITION_BELOW:
    case ATELIER_CONDITION_AT_MOST:
      return each_number(place, c.kind, c.number);
    case ATELIER_CONDITION_LIKE:
    case ATELIER_CONDITION_HAS:
    case ATELIER_CONDITION_LACKS:
      return like_words(site, place, c);
    case ATELIER_CONDITION_IS_FILE:
    case ATELIER_CONDITION_IS_FOLDER:
      return is_there_as(site, place, c.kind == ATELIER_CONDITION_IS_FOLDER);
    case ATELIER_CONDITION_ASCENDING:
    case ATELIER_CONDITION_RISING:
      return answer(first_out_of_order(place, c.kind == ATELIER_CONDITION_RISING) < 0);
    case ATELIER_CONDITION_DISTINCT:
      return answer(first_equal(site, place).item < 0);
    case ATELIER_CONDITION_DISTINCT_NUMBERS:
      return answer(first_same_number(site, place).item < 0);
    case ATELIER_CONDITION_ITEMS:
      return has_items(place, c);
    default:
      return against_other(site, place, c);
  }
}

}  // namespace

std::optional<OptionPlace> find_option(const RuleSite& site, const std::string& path) {
  const Node* node = &node_at(site, site.node);
  std::string_view rest = path;
  for (;;) {
    const size_t dot = rest.find('.');
    const std::optional<OptionPlace> place = option_of(*node, rest.substr(0, dot));
    if (!place || dot == std::string_view::npos) return place;
    if (!is_part(*place->value)) return std::nullopt;
    node = &node_at(site, place->value->wire.node);
    if (node->stage) return std::nullopt;
    rest.remove_prefix(dot + 1);
  }
}

Answer holds(const RuleSite& site, const ConditionInfo& c) {
  if (c.kind == ATELIER_CONDITION_USED) return is_used(site, c.option);
  const std::optional<OptionPlace> place = find_option(site, c.option);
  if (!place || !may_be_asked(c.kind, *place->param)) return Answer::kUnknown;  // it may be anybody's
  if (c.kind == ATELIER_CONDITION_GIVEN) return is_given(*place);
  if (c.kind == ATELIER_CONDITION_NOT_GIVEN) {
    const Answer given = is_given(*place);
    return given == Answer::kUnknown ? given : answer(given == Answer::kNo);
  }
  const bool by_length = c.kind == ATELIER_CONDITION_ITEMS || c.kind == ATELIER_CONDITION_AS_LONG_AS;
  const bool known = by_length ? has_known_length(*place) : is_known(*place);
  if (!known || place->value->type == ATELIER_TYPE_NONE) return Answer::kUnknown;
  return of_known(site, *place, c);
}

WrongItem wrong_item(const RuleSite& site, const ConditionInfo& c) {
  const std::optional<OptionPlace> place = find_option(site, c.option);
  if (!place || !is_known(*place)) return {};
  if (c.kind == ATELIER_CONDITION_DISTINCT) return first_equal(site, *place);
  if (c.kind == ATELIER_CONDITION_DISTINCT_NUMBERS) return first_same_number(site, *place);
  if (c.kind == ATELIER_CONDITION_ASCENDING || c.kind == ATELIER_CONDITION_RISING)
    return {first_out_of_order(*place, c.kind == ATELIER_CONDITION_RISING), -1};
  return {};
}

}  // namespace atelier::host
