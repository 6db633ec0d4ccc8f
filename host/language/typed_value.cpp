#include "typed_value.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "atelier/param.h"
#include "words/number_text.hpp"
#include "words/suggest.hpp"

namespace atelier::host {
namespace {

std::string base_type(uint32_t type, const std::string& kind) {
  switch (type) {
    case ATELIER_TYPE_BOOL:
      return "bool";
    case ATELIER_TYPE_INT:
      return "int";
    case ATELIER_TYPE_FLOAT:
      return "float";
    case ATELIER_TYPE_STRING:
      return "string";
    case ATELIER_TYPE_ENUM:
      return "one of its choices";
    case ATELIER_TYPE_PATH_IN:
    case ATELIER_TYPE_PATH_OUT:
      return "path";
    case ATELIER_TYPE_DURATION:
      return "duration";
    default:
      return short_kind(kind);
  }
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

std::optional<Misfit> check_range(const ParamInfo& param, long double value, const std::string& written) {
  const bool low = param.has(ATELIER_PARAM_HAS_MIN) &&
                   (param.has(ATELIER_PARAM_ABOVE_MIN) ? !(value > param.min) : value < param.min);
  const bool high = param.has(ATELIER_PARAM_HAS_MAX) && value > param.max;
  if (!low && !high) return std::nullopt;
  return Misfit{"E402", "must be " + range_words(param) + ", not " + written, "must be " + range_words(param), ""};
}

std::string help_with_text(const ParamInfo& param, const Written& literal) {
  const auto& choices = param.choices;
  const bool fits =
      param.type != ATELIER_TYPE_ENUM || std::find(choices.begin(), choices.end(), unquoted(literal)) != choices.end();
  return fits ? help_in_quotes(literal) : "its choices are " + list_names(choices);
}

Misfit wrong_type(const ParamInfo& param, const Written& literal) {
  Misfit out{"E401", "takes " + type_words(param) + ", not " + describe(literal), "", ""};
  if (is_text_type(param.type)) out.help = help_with_text(param, literal);
  const bool number = param.type == ATELIER_TYPE_INT || param.type == ATELIER_TYPE_FLOAT;
  const bool quoted_number = number && literal.text.find_first_of("0123456789") != std::string::npos &&
                             literal.text.find_first_not_of("+-.0123456789eE_") == std::string::npos;
  const bool quoted_bool = param.type == ATELIER_TYPE_BOOL && (literal.text == "true" || literal.text == "false");
  if (literal.is_string() && (quoted_number || quoted_bool)) out.help = "write it without quotes";
  return out;
}

std::optional<Misfit> check_finite(const ParamInfo& param, double value) {
  if (std::isfinite(value)) return std::nullopt;
  return Misfit{"E402", "must be a finite number, not " + float_text(value), "",
                param.doc.empty() ? "" : "it is: " + param.doc};
}

std::optional<Misfit> typed_number(const ParamInfo& param, const Written& literal, ResolvedValue& out) {
  const bool is_int = literal.kind == Written::Kind::kInt;
  if (!is_int && (literal.kind != Written::Kind::kFloat || param.type == ATELIER_TYPE_INT))
    return wrong_type(param, literal);
  if (param.type == ATELIER_TYPE_INT) {
    out.integer = literal.integer;
    return check_range(param, literal.integer, std::to_string(literal.integer));
  }
  out.real = is_int ? static_cast<double>(literal.integer) : literal.real;
  if (auto misfit = check_finite(param, out.real)) return misfit;
  return check_range(param, out.real, is_int ? std::to_string(literal.integer) : float_text(out.real));
}

std::optional<Misfit> typed_duration(const ParamInfo& param, const Written& literal, ResolvedValue& out) {
  if (!literal.is_string()) return typed_number(param, literal, out);
  const std::optional<double> seconds = parse_duration(literal.text);
  if (!seconds)
    return Misfit{"E406", "takes a duration, not " + describe(literal), "",
                  "write seconds as a number, or \"90s\", \"5m\", \"1h30m\", \"250ms\""};
  out.real = *seconds;
  return check_range(param, out.real, literal.text);
}

std::optional<Misfit> typed_path(const ParamInfo& param, const Written& literal, ResolvedValue& out) {
  if (!literal.is_string()) return wrong_type(param, literal);
  if (literal.text.find('\0') != std::string::npos) return Misfit{"E401", "is no path: it has a NUL in it", "", ""};
  if (literal.text.empty()) return std::nullopt;
  std::string path = ((literal.source ? literal.source->folder : "") / std::filesystem::path(literal.text))
                         .lexically_normal()
                         .string();
  if (path.size() > 1 && path.back() == '/') path.pop_back();
  out.text = std::move(path);
  return std::nullopt;
}

}  // namespace

bool is_text_type(uint32_t type) {
  return type == ATELIER_TYPE_STRING || type == ATELIER_TYPE_ENUM || type == ATELIER_TYPE_PATH_IN ||
         type == ATELIER_TYPE_PATH_OUT;
}

std::string type_words(const ParamInfo& param) {
  const std::string base = base_type(param.type, param.kind);
  if (param.has(ATELIER_PARAM_TABLE)) return "a table of " + base;
  return param.has(ATELIER_PARAM_LIST) ? "a list of " + base : base;
}

std::string type_words(const OutputInfo& output) {
  const std::string base = base_type(output.type, output.kind);
  return (output.flags & ATELIER_PARAM_LIST) != 0 ? "a list of " + base : base;
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

std::optional<Misfit> typed_value(const ParamInfo& param, const Written& literal, ResolvedValue& out) {
  out.type = param.type;
  switch (param.type) {
    case ATELIER_TYPE_BOOL:
      if (literal.kind != Written::Kind::kBool) return wrong_type(param, literal);
      out.integer = literal.boolean;
      return std::nullopt;
    case ATELIER_TYPE_INT:
    case ATELIER_TYPE_FLOAT:
      return typed_number(param, literal, out);
    case ATELIER_TYPE_DURATION:
      return typed_duration(param, literal, out);
    case ATELIER_TYPE_PATH_IN:
    case ATELIER_TYPE_PATH_OUT:
      return typed_path(param, literal, out);
    default:
      break;
  }
  if (!literal.is_string()) return wrong_type(param, literal);
  out.text = literal.text;
  if (param.type != ATELIER_TYPE_ENUM) return std::nullopt;
  for (const std::string& choice : param.choices)
    if (choice == literal.text) return std::nullopt;
  return Misfit{"E403", "has no choice \"" + literal.text + "\"", did_you_mean(literal.text, param.choices),
                "its choices are " + list_names(param.choices, 24)};
}

}  // namespace atelier::host
