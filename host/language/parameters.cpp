#include "parameters.hpp"

#include <atelier/param.h>

#include <atelier/cpp/suggest.hpp>
#include <tuple>
#include <utility>

#include "default_value.hpp"
#include "param_type.hpp"
#include "run_table.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

constexpr size_t kLongestText = size_t{1} << 16;  // with what is spliced in
constexpr size_t kMostValues = size_t{1} << 16;   // of a list, with what its references bring
constexpr size_t kMostBrought = size_t{1} << 18;  // values that all references and defaults together bring
constexpr size_t kBytesOfValue = 256;             // of a text, that count as a value

// What to write for a value of another kind than `type`, or "".
std::string help_with_kind(const Written& type, const Written& value) {
  ParamInfo param;
  param.type = type.kind == Written::Kind::kInt     ? ATELIER_TYPE_INT
               : type.kind == Written::Kind::kFloat ? ATELIER_TYPE_FLOAT
                                                    : ATELIER_TYPE_BOOL;
  if (type.is_list())
    return "put it in brackets: [" + (value.is_string() ? clipped(without_parentheses(value.text)) : unquoted(value)) +
           "]";
  if (type.is_table() || type.kind == Written::Kind::kDate) return "";
  const auto typed = typed_value(param, value);
  const Misfit* misfit = std::get_if<Misfit>(&typed);
  return misfit ? misfit->help : "";
}

// Adds what follows each "params." in a text: a reference, a splice, a condition.
void add_mentioned(std::string_view text, std::set<std::string>& to) {
  constexpr std::string_view kBefore = "params.";
  for (size_t at = text.find(kBefore); at != std::string_view::npos; at = text.find(kBefore, at)) {
    at += kBefore.size();
    size_t end = at;
    while (end < text.size() && is_name(text.substr(at, end + 1 - at))) ++end;
    to.emplace(text.substr(at, end - at));
  }
}

size_t count_values(const Written& value) {
  size_t count = 1 + value.text.size() / kBytesOfValue;
  for (const Written& item : value.items) count += count_values(item);
  for (const WrittenEntry& entry : value.entries) count += count_values(entry.value);
  return count;
}

}  // namespace

void add_mentioned_parameters(const Written& value, std::set<std::string>& to) {
  if (value.is_string()) add_mentioned(value.text, to);
  for (const Written& item : value.items) add_mentioned_parameters(item, to);
  for (const WrittenEntry& entry : value.entries) add_mentioned_parameters(entry.value, to);
}

void report_other_type(const std::string& name, const Written& type, const Written& value, const Position& at,
                       Report& report) {
  const std::string takes = type.is_list() ? "a list" : type.is_table() ? "a table" : kind_word(type.kind);
  Diagnostic& d = report.error("E409", "parameter `" + name + "` takes " + takes + ", not " + describe(value), at,
                               "must be " + takes);
  d.related.push_back({type.at, "its default gives the type", false});
  d.help = type.is_string() ? help_in_quotes(value) : help_with_kind(type, value);
}

Parameters::Parameters(const Written& root, const Written* declared, const Environment& environment, Report& report)
    : written_(root.find("params")), environment_(environment), report_(report) {
  if (declared && declared->is_table())
    for (const WrittenEntry& entry : declared->entries) declared_.emplace(entry.key, &entry.value);
  if (const Written* params = root.find("params"))
    for (const WrittenEntry& entry : params->entries) {
      if (!is_name(entry.key))
        report_.error("E207", "`" + entry.key + "` cannot name a parameter: a name has letters, digits, _ and -",
                      entry.key_at);
      items_[{"params", entry.key}] = {&entry.value, State::kNew, {}, false};
    }
  const Written* run = root.find("run");
  defaults_.reserve(run_table().params.size());
  for (const ParamInfo& param : run_table().params) {
    if (is_object(param.type)) continue;
    const Written* given = run ? run->find(param.name) : nullptr;
    if (!given) given = &defaults_.emplace_back(*read_default(run_table().id, param, {}));
    items_[{"run", param.name}] = {given, State::kNew, {}, false};
  }
}

void Parameters::check() {
  for (auto& [key, item] : items_) {
    if (key.table != "params") continue;  // those of [run] are checked like a component's options
    if (resolve(key, item, item.written->at)) check_type(key.name, item);
  }
}

void Parameters::check_type(const std::string& name, Item& item) {
  const auto found = declared_.find(name);
  const Written* declared = found == declared_.end() ? nullptr : found->second;
  if (!declared || (declared->source == item.written->source && declared->at.line == item.written->at.line)) return;
  const std::optional<Written> type = resolved(*declared);
  if (!type || type->kind == item.value.kind) return;
  if (type->kind == Written::Kind::kFloat && item.value.kind == Written::Kind::kInt) {
    item.value.kind = Written::Kind::kFloat;
    item.value.real = static_cast<double>(item.value.integer);
    return;
  }
  item.state = State::kFailed;
  report_other_type(name, *type, item.value, item.written->at, report_);
}

std::vector<ParameterValue> Parameters::values() const {
  std::vector<ParameterValue> out;
  if (!written_) return out;
  for (const WrittenEntry& entry : written_->entries) {
    const auto item = items_.find({"params", entry.key});
    if (item != items_.end() && item->second.state == State::kDone)
      out.push_back({entry.key, item->second.value, entry.value});
  }
  return out;
}

void Parameters::warn_of_unused(const std::set<std::string>& mentioned, Report& report) const {
  for (const auto& [key, item] : items_) {
    if (key.table != "params" || item.used || !item.written->source) continue;
    const Source& source = *item.written->source;
    if (source.layer == "include") continue;
    const std::string name = "`" + key.name + "`";
    if (source.kind == LayerKind::kSet)
      report.warning("W005", "this --set has no effect: nothing uses parameter " + name, item.written->at);
    else if (mentioned.count(key.name) == 0)
      report.warning("W004", "nothing uses parameter " + name, item.written->at).help =
          "refer to it as \"@params." + key.name + "\", or take it out";
  }
}

const Written* Parameters::value(const Reference& reference, const Position& at) {
  const Key key{reference.table, reference.port};
  const auto found = items_.find(key);
  if (found == items_.end()) {
    report_unknown(key, at);
    return nullptr;
  }
  Item& item = found->second;
  item.used = true;
  if (!resolve(key, item, at)) return nullptr;
  if (item.count == 0) item.count = count_values(item.value);
  return brings(item.count, at) ? &item.value : nullptr;
}

bool Parameters::brings(const Written& value, const Position& at) { return brings(count_values(value), at); }

bool Parameters::brings(size_t values, const Position& at) {
  const bool was_full = is_full();
  brought_ += values;
  if (is_full() && !was_full)
    report_.error("E408", "this workflow is too large: references and defaults bring more than 262,144 values", at);
  return !is_full();
}

bool Parameters::is_full() const { return brought_ > kMostBrought; }

const Written* Parameters::meant_by(const Written& written) {
  const std::optional<Reference> reference = reference_in(written);
  return reference ? value(*reference, written.at) : &written;
}

const std::vector<std::string>& Parameters::names_in(const std::string& table) {
  std::vector<std::string>& names = names_[table];
  if (names.empty())
    for (const auto& [key, item] : items_)
      if (key.table == table) names.push_back(key.name);
  return names;
}

void Parameters::report_unknown(const Key& key, const Position& at) {
  const std::string what = key.table == "params" ? "parameter" : "run setting";
  const std::string message = "there is no " + what + " `" + key.name + "`";
  if (Diagnostic* said = report_.find("E305", message)) {  // once for all that ask for it
    const bool before =
        at.file == said->range.file && std::tie(at.line, at.column) < std::tie(said->range.line, said->range.column);
    said->related.push_back({before ? std::exchange(said->range, at) : at, "it is asked for here too"});
    return;
  }
  const std::vector<std::string>& group = names_in(key.table);
  Diagnostic& d = report_.error("E305", message, at, report_.near(key.name, group));
  d.note = "[" + key.table + "] has " + (group.empty() ? "none" : list_names(group));
}

bool Parameters::resolve(const Key& key, Item& item, const Position& at) {
  constexpr size_t kLongestChain = 200;
  if (item.state == State::kDone || item.state == State::kFailed) return item.state == State::kDone;
  open_.emplace_back(key, at);
  if (item.state == State::kOpen) {
    report_circle(key, at);
  } else if (open_.size() > kLongestChain) {
    report_.error("E306", "more than " + std::to_string(kLongestChain) + " references follow one another", at);
    item.state = State::kFailed;
  } else {
    item.state = State::kOpen;
    std::optional<Written> value = resolved(*item.written);
    if (item.state != State::kFailed) item.state = value ? State::kDone : State::kFailed;
    if (value) item.value = std::move(*value);
  }
  open_.pop_back();
  return item.state == State::kDone;
}

void Parameters::report_circle(const Key& key, const Position& at) {
  size_t first = open_.size() - 1;
  while (first > 0 && open_[first - 1].first != key) --first;
  std::string way = "`" + key.words() + "`";
  std::vector<Related> lines;
  for (size_t i = first; i < open_.size(); ++i) {
    items_[open_[i].first].state = State::kFailed;
    way += " -> `" + open_[i].first.words() + "`";
    if (i + 1 < open_.size()) lines.push_back({open_[i].second, "", true});
  }
  report_.error("E306", "these refer to each other in a circle: " + way, at, "this closes the circle").related =
      std::move(lines);
}

std::optional<Written> Parameters::resolved(const Written& written) {
  if (written.is_table()) return resolved_table(written);
  if (written.is_list()) {
    Written out = empty_at(written.at, written.source);
    out.kind = written.kind;
    out.under = written.under;
    size_t values = 0;
    for (const Written& item : written.items) {
      std::optional<Written> value = resolved(item);
      if (!value) return std::nullopt;
      values += count_values(*value);
      out.items.push_back(std::move(*value));
      if (values > kMostValues) {
        report_.error("E408", "with what its references bring, this list has more than 65,536 values", written.at);
        return std::nullopt;
      }
    }
    return out;
  }
  if (!written.is_string() || written.literal) return written;
  const std::optional<Reference> reference = parse_reference(written.text);
  if (!reference) return literal(written);
  if (reference->table != "params" && reference->table != "run") {
    report_.error("E304", "a parameter can refer only to other parameters and to run settings", written.at).help =
        "write \"@params.x\" or \"@run.seed\"; for a literal `@` write `@@`";
    return std::nullopt;
  }
  const Written* target = value(*reference, written.at);
  if (!target) return std::nullopt;
  return *target;
}

std::optional<Written> Parameters::resolved_table(const Written& written) {
  Written out = written;
  for (WrittenEntry& entry : out.entries) {
    const Position at = entry.value.at;
    const bool nested = entry.value.is_table() || entry.value.is_list();
    std::optional<Written> value = nested ? std::move(entry.value) : resolved(entry.value);
    if (!value) return std::nullopt;
    if (value->is_table() || value->is_list()) {
      report_.error("E401",
                    "a parameter that is a table holds single values: `" + entry.key + "` is " + describe(*value), at);
      return std::nullopt;
    }
    entry.value = std::move(*value);
  }
  return out;
}

std::optional<Written> Parameters::literal(const Written& string) {
  Written out = string;
  out.literal = true;
  if (string.literal) return out;
  out.text.clear();
  for (const TextPiece& piece : split_splices(string.text)) {
    const std::optional<std::string> text = piece.is_splice ? spliced(string, piece) : piece.text;
    if (!text) return std::nullopt;
    out.text += *text;
    if (out.text.size() > kLongestText) {
      report_.error("E408", "with what is spliced in, this text has more than 64 KiB", string.at);
      return std::nullopt;
    }
  }
  if (string.text.starts_with("@@")) out.text.erase(0, 1);
  return out;
}

std::string Parameters::text_of(const Written& table, const char* key) {
  const Written* text = table.find(key);
  if (!text) return "";
  if (text->is_string()) {
    const std::optional<Written> final = literal(*text);
    return final ? final->text : "";
  }
  report_.error("E401", "`" + std::string(key) + "` takes a string, not " + describe(*text), text->at).help =
      help_in_quotes(*text);
  return "";
}

std::optional<std::string> Parameters::spliced(const Written& string, const TextPiece& piece) {
  const auto at = [&] { return report_.part_of(string, piece.begin, piece.end); };  // slow: only for what is wrong
  const std::string_view inside = piece.text;
  const size_t fallback = inside.find(":-");
  const std::string variable(inside.starts_with("env.") ? inside.substr(4, fallback - 4) : "");
  if (is_name(variable)) {
    const std::optional<std::string> set = environment_.find(variable);
    if (set && is_utf8(*set)) return set;
    if (fallback != std::string_view::npos) return std::string(inside.substr(fallback + 2));
    report_.error("E407", "the environment has no variable `" + variable + "`", at()).help =
        "set it, or give what to use instead: ${env." + variable + ":-…}";
    return std::nullopt;
  }
  const std::optional<Reference> reference = parse_reference("@" + piece.text);
  if (reference && reference->table == "params" && !reference->port.empty()) return text_of_parameter(*reference, at);
  Diagnostic& d =
      report_.error("E408", "only ${params.x}, ${env.X} and ${env.X:-default} can be spliced into a text", at());
  d.help = "for a literal `${` write `$${`";
  if (string.text[piece.end - 1] != '}')
    d.label = "a closing `}` is missing";
  else
    d.label = meant_splice(inside);
  return std::nullopt;
}

std::string Parameters::meant_splice(std::string_view inside) const {
  const std::string name(inside.substr(0, inside.find(":-")));
  const std::string last = name.substr(name.rfind('.') + 1);
  if (last != name && !name.starts_with("run.") && has_parameter(last)) return "write ${params." + last + "}";
  const bool taken = name == "params" || name == "env" || name == "run";
  if (!is_name(name) || taken) return "";
  return "write ${" + std::string(has_parameter(name) ? "params." : "env.") + std::string(inside) + "}";
}

std::optional<std::string> Parameters::text_of_parameter(const Reference& reference,
                                                         const std::function<Position()>& at) {
  const auto item = items_.find({reference.table, reference.port});
  const bool done = item != items_.end() && item->second.state == State::kDone;
  const Written* value = this->value(reference, done ? Position{} : at());
  if (!value) return std::nullopt;
  if (value->is_string()) return value->text;
  const bool single = !value->is_list() && !value->is_table() && value->kind != Written::Kind::kDate;
  if (single) return unquoted(*value);
  report_
      .error("E408", "parameter `" + reference.port + "` is " + describe(*value) + ": it cannot stand in a text", at())
      .related.push_back({value->at, "it is written here", false});
  return std::nullopt;
}

}  // namespace atelier::host
