#include "component_text.hpp"

#include <atelier/param.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>

#include "language/param_type.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

std::string listing(uint32_t type, const std::string& kind) {
  const std::string sort = kind.empty() ? "" : ": " + kind;  // of a file
  return std::string(param_type(type)->listing) + (is_object(type) ? short_kind(kind) : sort);
}

std::string item_count(const ParamInfo& p) {
  if (p.min_items != 0 && p.min_items == p.max_items) return fmt::format("list of {}: ", p.min_items);
  if (p.min_items != 0 && p.max_items != 0) return fmt::format("list of {} to {}: ", p.min_items, p.max_items);
  if (p.min_items != 0) return fmt::format("list of at least {}: ", p.min_items);
  if (p.max_items != 0) return fmt::format("list of at most {}: ", p.max_items);
  return "list: ";
}

// "list of 2 integers", "part of kind overlap-policy/1", "one of skip, void, class".
std::string type_text(const ParamInfo& p) {
  if (p.has(ATELIER_PARAM_TABLE)) return "table of " + listing(p.type, p.kind);
  return (p.has(ATELIER_PARAM_LIST) ? item_count(p) : "") + listing(p.type, p.kind);
}

std::string range_text(const ParamInfo& p) {
  std::string out;
  if (p.has(ATELIER_PARAM_HAS_MIN)) out = fmt::format("{} {}", p.has(ATELIER_PARAM_ABOVE_MIN) ? ">" : ">=", p.min);
  if (p.has(ATELIER_PARAM_HAS_MAX)) out += fmt::format("{}<= {}", out.empty() ? "" : ", ", p.max);
  return out;
}

std::string param_text(const ParamInfo& p) {
  std::string out = fmt::format("  {}\n      {}", p.name, type_text(p));
  if (const std::string range = range_text(p); !range.empty()) out += ", " + range;
  if (!p.unit.empty()) out += ", in " + p.unit;
  if (!p.default_value.empty())
    out += ", default " + one_line(p.default_value, 1000);
  else
    out += p.has(ATELIER_PARAM_REQUIRED) ? ", required" : ", optional";
  if (!p.choices.empty()) out += "\n      one of " + list_names(p.choices, p.choices.size());
  if (!p.doc.empty()) out += "\n      " + p.doc;
  if (p.has(ATELIER_PARAM_EXTENDS)) out += "\n      Work for another value of it can be gone on from.";
  return out + "\n";
}

std::string rule_text(const RuleInfo& rule) {
  const std::string warns = rule.warning ? "only a warning: " : "";
  return "  " + warns + rule.sentence + (rule.remedy.empty() ? "" : "\n      " + rule.remedy) + "\n";
}

// A name, or "validate/…, for each that the parts in `metrics` give".
std::string number_text(const NumberInfo& number) {
  std::string out = "  " + number.name;
  if (number.name.empty()) out += number.prefix + "…, for each that the parts in `" + number.slot + "` give";
  if (number.per_class && !number.name.empty()) out += "/CLASS";
  if (!number.items.empty()) out += ", for each of `" + number.items + "`";
  for (const ConditionInfo& condition : number.when) out += ", with `" + condition.option + "`";
  return out + (number.doc.empty() ? "" : "\n      " + number.doc) + "\n";
}

std::string example_value(const ParamInfo& p) {
  if (!p.default_value.empty()) return p.default_value;
  std::string one(param_type(p.type)->example);
  if (!p.choices.empty()) one = fmt::format("\"{}\"", p.choices.front());
  if (p.type == ATELIER_TYPE_INT && p.has(ATELIER_PARAM_HAS_MIN))
    one = fmt::format("{}", static_cast<int64_t>(p.min) + p.has(ATELIER_PARAM_ABOVE_MIN));
  if (p.has(ATELIER_PARAM_TABLE)) return "{ name = " + one + " }";
  if (!p.has(ATELIER_PARAM_LIST)) return one;
  std::string items = one;
  for (uint64_t i = 1; i < std::min<uint64_t>(p.min_items, 8); ++i) items += ", " + one;
  return "[" + items + "]";
}

// A table of a workflow that uses the component with its defaults, and with … where something must be given.
std::string example_toml(const ComponentInfo& c) {
  size_t widest = 3;
  for (const ParamInfo& p : c.params) widest = std::max(widest, p.name.size());
  const std::string word = c.id.substr(c.id.rfind('.') + 1);
  std::string out =
      fmt::format("[{}.{}]\n{:<{}} = \"{}\"\n", c.is_stage() ? "stage" : "part", word, "use", widest, c.id);
  for (const ParamInfo& p : c.params) {
    const bool left_out = p.default_value.empty() && !p.has(ATELIER_PARAM_REQUIRED);
    const std::string line = fmt::format("{}{:<{}} = {}", left_out ? "# " : "", p.name, widest, example_value(p));
    out += p.doc.empty() ? line + "\n" : fmt::format("{}  # {}\n", line, p.doc);
  }
  return out;
}

}  // namespace

std::string text_of(const ComponentInfo& c) {
  std::string out = fmt::format("{} ({}, revision {})\n{}\n", c.id, short_kind(c.kind), c.revision, c.summary);
  if (!c.doc.empty()) out += "\n" + c.doc + "\n";
  if (!c.params.empty()) out += "\nparameters\n";
  for (const ParamInfo& p : c.params) out += param_text(p);
  if (!c.outputs.empty()) out += "\noutputs\n";
  for (const OutputInfo& o : c.outputs)
    out += fmt::format("  {} ({}{})\n      {}\n", o.name, (o.flags & ATELIER_PARAM_LIST) ? "list: " : "",
                       is_object(o.type) ? short_kind(o.kind) : listing(o.type, o.kind), o.doc);
  if (!c.numbers.empty()) out += "\nnumbers\n";
  for (const NumberInfo& number : c.numbers) out += number_text(number);
  if (!c.rules.empty()) out += "\nwrong where\n";
  for (const RuleInfo& rule : c.rules) out += rule_text(rule);
  out += fmt::format("\nexample\n{}", example_toml(c));
  return out + fmt::format("\nplugin {} {}, {}\n", c.plugin_id, c.plugin_version, c.library.string());
}

std::string text_of(const PluginInfo& p) {
  std::string out =
      fmt::format("{} {}\nfile      {}\nbuilt by  {}\nbuild id  {}\nABI       {}.{}\n\n", p.id, p.version,
                  p.library.string(), p.build, p.build_id.empty() ? "none" : p.build_id, p.abi_major, p.abi_minor);
  std::string environment;
  for (const EnvironmentVariable& v : p.environment)
    environment += fmt::format("  {}={}\n      {}\n", v.name, one_line(v.value, 200), v.why);
  if (!environment.empty()) out += "set before it is loaded, unless it is set already\n" + environment + "\n";
  out += "components\n";
  size_t widest = 0;
  for (const ComponentInfo& c : p.components) widest = std::max(widest, c.id.size());
  for (const ComponentInfo& c : p.components)
    out += fmt::format("  {:<{}}  {} ({})\n", c.id, widest, c.summary, short_kind(c.kind));
  return out;
}

}  // namespace atelier::host
