#include "parameters.hpp"

#include "atelier/param.h"
#include "run_table.hpp"
#include "toml_reader.hpp"
#include "words/number_text.hpp"
#include "words/suggest.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

// The place of bytes [begin, end) of a string's text, when the text stands in its source as it is; else of the string.
Position part_of(const Written& string, size_t begin, size_t end, Report& report) {
  if (string.at.line == 0 || string.at.line != string.at.end_line) return string.at;
  const std::u32string line = decode_utf8(report.line(string.at));
  const std::u32string text = decode_utf8(string.text);
  for (const size_t quote : {size_t{1}, size_t{0}}) {
    const size_t start = string.at.column - 1 + quote;
    if (start > line.size() || line.compare(start, text.size(), text) != 0) continue;
    Position at = string.at;
    at.column = static_cast<uint32_t>(start + 1 + count_code_points(std::string_view(string.text).substr(0, begin)));
    at.end_column = static_cast<uint32_t>(start + 1 + count_code_points(std::string_view(string.text).substr(0, end)));
    return at;
  }
  return string.at;
}

}  // namespace

Parameters::Parameters(const Written& root, const Written* declared, const Environment& environment, Report& report)
    : declared_(declared), environment_(environment), report_(report) {
  const Written* params = root.find("params");
  if (params && params->is_table())
    for (const WrittenEntry& entry : params->entries) {
      if (!is_name(entry.key))
        report_.error("E207", "`" + entry.key + "` cannot name a parameter: a name has letters, digits, _ and -",
                      entry.key_at);
      items_["params." + entry.key] = {&entry.value, entry.key_at, State::kNew, {}};
    }
  const Written* run = root.find("run");
  const std::vector<ParamInfo>& table = run_table().params;
  defaults_.reserve(table.size());
  const auto source = std::make_shared<const Source>(Source{"run", "default", {}, 0});
  for (const ParamInfo& param : table) {
    if (param.type == ATELIER_TYPE_PART) continue;
    const Written* given = run && run->is_table() ? run->find(param.name) : nullptr;
    if (!given) {
      defaults_.push_back(*read_toml_value(param.default_value, 1, source, report_.diagnostics()));
      given = &defaults_.back();
    }
    items_["run." + param.name] = {given, given->at, State::kNew, {}};
  }
}

std::vector<std::string> Parameters::names() const {
  std::vector<std::string> out;
  for (const auto& [name, item] : items_) out.push_back(name);
  return out;
}

void Parameters::check() {
  for (auto& [name, item] : items_) {
    if (name.rfind("params.", 0) != 0) continue;  // those of [run] are checked like a component's options
    open_.emplace_back(name, item.written->at);
    if (resolve(name, item)) check_type(name.substr(7), item);
    open_.pop_back();
  }
}

void Parameters::check_type(const std::string& name, Item& item) {
  const Written* declared = declared_ && declared_->is_table() ? declared_->find(name) : nullptr;
  if (!declared || (declared->source == item.written->source && declared->at.line == item.written->at.line)) return;
  const std::optional<Written> type = resolved(*declared);
  if (!type || type->kind == item.value.kind) return;
  if (type->kind == Written::Kind::kFloat && item.value.kind == Written::Kind::kInt) {
    item.value.kind = Written::Kind::kFloat;
    item.value.real = static_cast<double>(item.value.integer);
    return;
  }
  item.state = State::kFailed;
  const std::string takes = type->is_list() ? "a list" : type->is_table() ? "a table" : kind_word(type->kind);
  Diagnostic& d = report_.error("E409", "parameter `" + name + "` takes " + takes + ", not " + describe(item.value),
                                item.written->at, "must be " + takes);
  d.related.push_back({declared->at, "its default gives the type", false});
  if (type->is_string()) d.help = help_in_quotes(item.value);
}

const Written* Parameters::value(const Reference& reference, const Position& at) {
  const std::string name = reference.table + "." + reference.port;
  const auto found = items_.find(name);
  if (found == items_.end()) {
    std::vector<std::string> group;
    for (const auto& [known, item] : items_)
      if (known.rfind(reference.table + ".", 0) == 0) group.push_back(known.substr(reference.table.size() + 1));
    const bool params = reference.table == "params";
    Diagnostic& d = report_.error(
        "E305", "there is no " + std::string(params ? "parameter" : "run setting") + " `" + reference.port + "`", at,
        did_you_mean(reference.port, group));
    d.note = "[" + reference.table + "] has " + (group.empty() ? "none" : list_names(group));
    return nullptr;
  }
  open_.emplace_back(name, at);
  const bool good = resolve(name, found->second);
  open_.pop_back();
  return good ? &found->second.value : nullptr;
}

bool Parameters::resolve(const std::string& name, Item& item) {
  if (item.state == State::kDone) return true;
  if (item.state == State::kFailed) return false;
  if (item.state == State::kOpen) {
    report_circle(name, open_.back().second);
    return false;
  }
  constexpr size_t kLongestChain = 200;
  if (open_.size() > kLongestChain) {
    report_.error("E306", "more than " + std::to_string(kLongestChain) + " references follow one another",
                  open_.back().second);
    item.state = State::kFailed;
    return false;
  }
  item.state = State::kOpen;
  std::optional<Written> value = resolved(*item.written);
  if (item.state != State::kFailed) item.state = value ? State::kDone : State::kFailed;
  if (value) item.value = std::move(*value);
  return item.state == State::kDone;
}

void Parameters::report_circle(const std::string& name, const Position& at) {
  size_t first = open_.size() - 1;
  while (first > 0 && open_[first - 1].first != name) --first;
  std::string way = "`" + name + "`";
  std::vector<Related> lines;
  for (size_t i = first; i < open_.size(); ++i) {
    items_[open_[i].first].state = State::kFailed;
    way += " -> `" + open_[i].first + "`";
    if (i + 1 < open_.size()) lines.push_back({open_[i].second, "", true});
  }
  report_.error("E306", "these refer to each other in a circle: " + way, at, "this closes the circle").related =
      std::move(lines);
}

std::optional<Written> Parameters::resolved(const Written& written) {
  if (written.is_table()) return resolved_table(written);
  if (written.is_list()) {
    Written out = written;
    for (Written& item : out.items) {
      std::optional<Written> value = resolved(item);
      if (!value) return std::nullopt;
      item = std::move(*value);
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
  const std::string& text = string.text;
  size_t at = text.compare(0, 2, "@@") == 0 ? 1 : 0;
  while (at < text.size()) {
    const size_t dollar = text.find('$', at);
    out.text.append(text, at, dollar - at);
    if (dollar == std::string::npos) break;
    at = dollar;
    if (text.compare(at, 3, "$${") == 0) {
      out.text += "${";
      at += 3;
    } else if (text.compare(at, 2, "${") == 0) {
      const size_t close = text.find('}', at);
      const size_t end = close == std::string::npos ? text.size() : close + 1;
      const std::string_view inside =
          close == std::string::npos ? "" : std::string_view(text).substr(at + 2, close - at - 2);
      const std::optional<std::string> value = spliced(string, inside, at, end);
      if (!value) return std::nullopt;
      out.text += *value;
      at = end;
    } else {
      out.text += text[at++];
    }
  }
  return out;
}

std::string Parameters::text_of(const Written& table, const char* key) {
  const Written* text = table.find(key);
  if (!text) return "";
  if (text->is_string()) {
    const std::optional<Written> meant = literal(*text);
    return meant ? meant->text : "";
  }
  report_.error("E401", "`" + std::string(key) + "` takes a string, not " + describe(*text), text->at).help =
      help_in_quotes(*text);
  return "";
}

std::optional<std::string> Parameters::spliced(const Written& string, std::string_view inside, size_t begin,
                                               size_t end) {
  const Position at = part_of(string, begin, end, report_);
  const size_t fallback = inside.find(":-");
  const std::string name(inside.substr(0, 4) == "env." ? inside.substr(4, fallback - 4) : "");
  if (is_name(name)) {
    const std::optional<std::string> set = environment_.find(name);
    if (set && first_invalid_utf8(*set) == kAllValid) return set;
    if (fallback != std::string_view::npos) return std::string(inside.substr(fallback + 2));
    report_.error("E407", "the environment has no variable `" + name + "`", at).help =
        "set it, or give what to use instead: ${env." + name + ":-…}";
    return std::nullopt;
  }
  const std::optional<Reference> reference = parse_reference("@" + std::string(inside));
  if (!reference || reference->table != "params" || reference->port.empty()) {
    report_.error("E408", "only ${params.x}, ${env.X} and ${env.X:-default} can be spliced into a text", at).help =
        "for a literal `${` write `$${`";
    return std::nullopt;
  }
  const Written* value = this->value(*reference, at);
  if (!value) return std::nullopt;
  switch (value->kind) {
    case Written::Kind::kBool:
      return value->boolean ? "true" : "false";
    case Written::Kind::kInt:
      return std::to_string(value->integer);
    case Written::Kind::kFloat:
      return float_text(value->real);
    case Written::Kind::kString:
      return value->text;
    default:
      break;
  }
  report_
      .error("E408", "parameter `" + reference->port + "` is " + describe(*value) + ": it cannot stand in a text", at)
      .related.push_back({value->at, "it is written here", false});
  return std::nullopt;
}

}  // namespace atelier::host
