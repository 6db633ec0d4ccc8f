#include "param_type.hpp"

#include <atelier/param.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <atelier/cpp/words.hpp>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>

#include "other_words.hpp"
#include "words/number_text.hpp"

namespace atelier::host {
namespace {

template <class... Types>
constexpr uint32_t bits(Types... types) {
  return ((1u << types) | ...);
}

constexpr ParamType kTypes[] = {
    {ATELIER_TYPE_BOOL, Carrier::kInteger, "bool", "bool", "true", 0},
    {ATELIER_TYPE_INT, Carrier::kInteger, "int", "int", "1", bits(ATELIER_TYPE_INT, ATELIER_TYPE_FLOAT)},
    {ATELIER_TYPE_FLOAT, Carrier::kReal, "float", "float", "1.0", bits(ATELIER_TYPE_FLOAT)},
    {ATELIER_TYPE_STRING, Carrier::kText, "string", "string", "\"…\"", bits(ATELIER_TYPE_STRING)},
    {ATELIER_TYPE_ENUM, Carrier::kText, "one of its choices", "choice", "\"…\"", 0},
    {ATELIER_TYPE_PATH_IN, Carrier::kText, "path", "path", "\"…\"", bits(ATELIER_TYPE_PATH_IN, ATELIER_TYPE_STRING)},
    {ATELIER_TYPE_PATH_OUT, Carrier::kText, "path", "path to write", "\"…\"", 0},
    {ATELIER_TYPE_DURATION, Carrier::kReal, "duration", "duration", "\"10s\"", 0},
    {ATELIER_TYPE_PART, Carrier::kObject, "", "part ", "{ use = \"…\" }", 0},
    {ATELIER_TYPE_PORT, Carrier::kObject, "", "wire ", "\"@…\"", bits(ATELIER_TYPE_PORT, ATELIER_TYPE_PART)},
};

bool is_carried(uint32_t type, Carrier carrier) {
  const ParamType* row = param_type(type);
  return row && row->carrier == carrier;
}

std::string words(uint32_t type, uint32_t flags, const std::string& kind) {
  const ParamType* row = param_type(type);
  const bool sort = row && !row->words.empty() && !kind.empty();
  const std::string one = sort                         ? std::string(row->words) + " (" + kind + ")"
                          : row && !row->words.empty() ? std::string(row->words)
                                                       : short_kind(kind);
  if ((flags & ATELIER_PARAM_TABLE) != 0) return "a table of " + one;
  return (flags & ATELIER_PARAM_LIST) != 0 ? "a list of " + one : one;
}

std::string number_words(double value) {
  if (value == std::floor(value) && std::fabs(value) < 1e15) return std::to_string(static_cast<int64_t>(value));
  return float_text(value);
}

std::string range_words(const ParamInfo& param) {
  std::string out;
  if (param.has(ATELIER_PARAM_HAS_MIN))
    out = (param.has(ATELIER_PARAM_ABOVE_MIN) ? "above " : "at least ") + number_words(param.min);
  if (param.has(ATELIER_PARAM_HAS_MAX)) out += (out.empty() ? "at most " : " and at most ") + number_words(param.max);
  return out + (param.unit.empty() ? "" : " " + param.unit);
}

bool is_choice(const ParamInfo& param, const std::string& text) {
  return std::find(param.choices.begin(), param.choices.end(), text) != param.choices.end();
}

std::string help_with_text(const ParamInfo& param, const Written& literal) {
  const bool fits = param.type != ATELIER_TYPE_ENUM || is_choice(param, unquoted(literal));
  return fits ? help_in_quotes(literal) : "its choices are " + list_names(param.choices);
}

std::string number_in_quotes(const ParamInfo& param, const std::string& text) {
  const bool number = text.find_first_of("0123456789") != std::string::npos &&
                      text.find_first_not_of("+-.0123456789eE_") == std::string::npos;
  if (!number) return text.ends_with('%') ? "a share is written as 0.5 for 50 %, without quotes" : "";
  const bool whole = text.find_first_of(".eE") == std::string::npos;
  return param.type == ATELIER_TYPE_INT && !whole ? "an int is a whole number, without quotes"
                                                  : "write it without quotes: " + clipped(text);
}

std::string bool_word(const std::string& text) {
  std::string word;
  for (const char c : text.substr(0, 8)) word += static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  if (word == "true" || word == "yes" || word == "on" || word == "1") return "write it without quotes: true";
  return word == "false" || word == "no" || word == "off" || word == "0" ? "write it without quotes: false" : "";
}

}  // namespace

std::string help_with_bool(const Written& value) {
  return value.is_string()        ? bool_word(value.text)
         : unquoted(value) == "1" ? "write true"
         : unquoted(value) == "0" ? "write false"
                                  : "";
}

namespace {

// What to write where a bool or a number is wanted.
std::string help_with_number(const ParamInfo& param, const Written& literal) {
  const bool boolean = param.type == ATELIER_TYPE_BOOL;
  if (boolean) return help_with_bool(literal);
  if (literal.is_string()) return number_in_quotes(param, literal.text);
  if (param.type != ATELIER_TYPE_INT || literal.kind != Written::Kind::kFloat) return "";
  const bool whole = literal.real == std::floor(literal.real) && std::fabs(literal.real) < 1e15;
  return whole ? "write " + number_words(literal.real) : "an int is a whole number";
}

// [8] where 8 is wanted.
std::string help_with_brackets(const Written& list) {
  if (list.items.size() != 1) return "it takes one value, not a list";
  const Written& item = list.items[0];
  const std::string text = item.is_string() ? '"' + clipped(item.text) + '"' : unquoted(item);
  return "take the brackets away" + (text.empty() ? "" : ": " + text);
}

Misfit wrong_type(const ParamInfo& param, const Written& literal) {
  Misfit out{"E401", "takes " + type_words(param) + ", not " + describe(literal), "", "", true};
  if (literal.is_list())
    out.help = help_with_brackets(literal);
  else
    out.help = is_text(param.type) ? help_with_text(param, literal) : help_with_number(param, literal);
  return out;
}

using Typed = std::variant<ResolvedValue, Misfit>;

// `shown`: the number as it was written.
Typed in_range(const ParamInfo& param, ResolvedValue value, long double number, const std::string& shown) {
  const std::string must = refuse_number(param, number);
  if (must.empty()) return value;
  const bool share = param.has(ATELIER_PARAM_HAS_MAX) && param.max == 1 && number >= 2 && number <= 100;
  if (std::isfinite(number))
    return Misfit{"E402", must + ", not " + shown, must, share ? "a share is written as 0.5 for 50 %" : ""};
  return Misfit{"E402", must + ", not " + shown, "", param.doc.empty() ? "" : "it is: " + param.doc};
}

Typed typed_integer(const ParamInfo& param, const Written& literal, ResolvedValue value) {
  if (literal.kind != Written::Kind::kInt) return wrong_type(param, literal);
  value.integer = literal.integer;
  return in_range(param, value, literal.integer, std::to_string(literal.integer));
}

Typed typed_real(const ParamInfo& param, const Written& literal, ResolvedValue value) {
  const bool whole = literal.kind == Written::Kind::kInt;
  if (!whole && literal.kind != Written::Kind::kFloat) return wrong_type(param, literal);
  value.real = whole ? static_cast<double>(literal.integer) : literal.real;
  return in_range(param, value, value.real, whole ? std::to_string(literal.integer) : float_text(value.real));
}

// "5 minutes" -> "write \"5m\"", or "".
std::string mended_duration(const std::string& text) {
  constexpr size_t kLongest = 40;
  if (text.size() > kLongest) return "";
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = static_cast<char>(text[i] >= 'A' && text[i] <= 'Z' ? text[i] + ('a' - 'A') : text[i]);
    const bool in_word = i > 0 && std::isalpha(static_cast<unsigned char>(text[i - 1])) != 0;
    const bool milli =
        c == 's' && in_word && out.ends_with('m') && text[i - 1] == 'm' && (i + 1 == text.size() || text[i + 1] == ' ');
    if ((c >= '0' && c <= '9') || c == '.' || (std::isalpha(static_cast<unsigned char>(c)) && (!in_word || milli)))
      out += c;
  }
  return parse_duration(out) ? "write \"" + out + "\"" : "";
}

Typed typed_duration(const ParamInfo& param, const Written& literal, ResolvedValue value) {
  if (!literal.is_string()) return typed_real(param, literal, value);
  const std::optional<double> seconds = parse_duration(literal.text);
  if (!seconds)
    return Misfit{"E406", "takes a duration, not " + describe(literal), mended_duration(literal.text),
                  "write seconds as a number, or \"90s\", \"5m\", \"1h30m\", \"250ms\"", true};
  value.real = *seconds;
  return in_range(param, value, value.real, literal.text);
}

// ~/data and $HOME/data: nothing but ${…} is expanded in a workflow. What to write instead; "" for any other path.
std::string help_with_shell_path(const std::string& text) {
  std::string variable = "HOME";
  size_t end = 1;
  if (text[0] == '$') {
    while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_')) ++end;
    variable = text.substr(1, end - 1);
  }
  const bool home = text == "~" || text.starts_with("~/");
  if (!home && (text[0] != '$' || variable.empty())) return "";
  return "write \"${env." + clipped(variable) + "}" + clipped(text.substr(end)) + "\"; for a file of that name, \"./" +
         clipped(text) + "\"";
}

Typed typed_path(const Written& literal, ResolvedValue value) {
  if (literal.text.find('\0') != std::string::npos)
    return Misfit{"E401", "is no path: it has a NUL in it", "", "", true};
  if (literal.text.empty()) return value;
  if (const std::string help = help_with_shell_path(literal.text); !help.empty())
    return Misfit{"E408", "begins with what only a shell expands: " + describe(literal), "", help, true};
  const std::filesystem::path folder = literal.source ? literal.source->folder : "";
  value.text = (folder / literal.text).lexically_normal().string();
  if (value.text.size() > 1 && value.text.back() == '/') value.text.pop_back();
  return value;
}

Typed typed_text(const ParamInfo& param, const Written& literal, ResolvedValue value) {
  if (!literal.is_string()) return wrong_type(param, literal);
  if (param.type == ATELIER_TYPE_PATH_IN || param.type == ATELIER_TYPE_PATH_OUT) return typed_path(literal, value);
  if (param.type == ATELIER_TYPE_ENUM && !is_choice(param, literal.text))
    return Misfit{"E403", "has no choice \"" + clipped(literal.text) + "\"",
                  ask_for_likely(literal.text, param.choices), "its choices are " + list_names(param.choices, 24)};
  value.text = literal.text;
  return value;
}

Typed typed_bool(const ParamInfo& param, const Written& literal, ResolvedValue value) {
  if (literal.kind != Written::Kind::kBool) return wrong_type(param, literal);
  value.integer = literal.boolean;
  return value;
}

}  // namespace

const ParamType* param_type(uint32_t type) {
  const auto* found =
      std::find_if(std::begin(kTypes), std::end(kTypes), [&](const auto& row) { return row.type == type; });
  return found == std::end(kTypes) ? nullptr : found;
}

bool is_text(uint32_t type) { return is_carried(type, Carrier::kText); }
bool is_object(uint32_t type) { return is_carried(type, Carrier::kObject); }

bool may_be_output(uint32_t type) {
  const ParamType* row = param_type(type);
  return row && row->feeds != 0;
}

bool feeds(uint32_t given, uint32_t wanted) {
  const ParamType* row = param_type(given);
  return row && param_type(wanted) && (row->feeds & bits(wanted)) != 0;
}

bool feeds(const OutputInfo& output, const ParamInfo& param) {
  const bool list = (output.flags & ATELIER_PARAM_LIST) != 0;
  return !param.has(ATELIER_PARAM_TABLE) && param.has(ATELIER_PARAM_LIST) == list && feeds(output.type, param.type) &&
         (output.kind == param.kind || (!is_object(param.type) && (output.kind.empty() || param.kind.empty())));
}

ParamInfo single(ParamInfo param) {
  param.flags &= ~(ATELIER_PARAM_LIST | ATELIER_PARAM_TABLE);
  return param;
}

std::string type_words(const ParamInfo& param) { return words(param.type, param.flags, param.kind); }
std::string type_words(const OutputInfo& output) { return words(output.type, output.flags, output.kind); }

std::string refuse_number(const ParamInfo& param, long double value) {
  if (!std::isfinite(value)) return "must be a finite number";
  const bool above = param.has(ATELIER_PARAM_ABOVE_MIN);
  const bool low = param.has(ATELIER_PARAM_HAS_MIN) && (above ? value <= param.min : value < param.min);
  const bool high = param.has(ATELIER_PARAM_HAS_MAX) && value > param.max;
  return low || high ? "must be " + range_words(param) : "";
}

std::string refuse_count(const ParamInfo& param, uint64_t items) {
  const bool few = items < param.min_items;
  const bool many = param.max_items != 0 && items > param.max_items;
  if (!few && !many) return "";
  const std::string bound = counted(few ? param.min_items : param.max_items, "item", "items");
  if (param.min_items == param.max_items) return "takes " + bound;
  return (few ? "takes at least " : "takes at most ") + bound;
}

std::optional<double> parse_duration(std::string_view text) {
  struct Unit {
    std::string_view name;
    double seconds;
  };
  static constexpr Unit kUnits[] = {{"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};
  if (text.empty()) return std::nullopt;
  double total = 0;
  while (!text.empty()) {
    double amount = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount, std::chars_format::fixed);
    if (error != std::errc() || text[0] == '-' || !std::isfinite(amount)) return std::nullopt;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    const size_t letters = std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), text.size());
    const Unit* unit = nullptr;
    for (const Unit& candidate : kUnits)
      if (candidate.name == text.substr(0, letters)) unit = &candidate;
    if (!unit) return std::nullopt;
    total += amount * unit->seconds;
    text.remove_prefix(letters);
  }
  return std::isfinite(total) ? std::optional(total) : std::nullopt;
}

Typed typed_value(const ParamInfo& param, const Written& literal) {
  ResolvedValue value;
  value.type = param.type;
  value.origin = literal.origin();
  if (param.type == ATELIER_TYPE_BOOL) return typed_bool(param, literal, value);
  if (param.type == ATELIER_TYPE_INT) return typed_integer(param, literal, value);
  if (param.type == ATELIER_TYPE_FLOAT) return typed_real(param, literal, value);
  if (param.type == ATELIER_TYPE_DURATION) return typed_duration(param, literal, value);
  return typed_text(param, literal, value);
}

}  // namespace atelier::host
