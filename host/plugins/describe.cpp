#include "describe.hpp"

#include <atelier/environment.h>
#include <atelier/kinds.h>
#include <atelier/reports.h>
#include <spdlog/fmt/fmt.h>
#include <atelier/cpp/core.hpp>
#include <atelier/cpp/suggest.hpp>
#include <atelier/cpp/utf8.hpp>

#include <algorithm>
#include <cmath>
#include <set>

#include "describe_rules.hpp"
#include "described.hpp"
#include "interface_check.hpp"
#include "language/default_value.hpp"
#include "language/param_type.hpp"
#include "plugin_library.hpp"
#include "words/text.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

template <class T>
void check_table(const T* const* table, uint64_t count, const std::string& what) {
  if (count > kMostEntries) bad("{} has {} entries", what, count);
  if (count && !table) bad("{} is missing", what);
  for (uint64_t i = 0; i < count; ++i)
    if (!table[i]) bad("entry {} of {} is missing", i, what);
}

constexpr size_t kLongestDoc = 20000;

// owner.word/revision
bool is_kind(std::string_view kind) {
  const size_t slash = kind.find('/');
  if (slash == std::string_view::npos) return false;
  const std::string_view name = kind.substr(0, slash);
  const std::string_view revision = kind.substr(slash + 1);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return is_dotted_name(name, true) && name.find('.') != std::string_view::npos && !revision.empty() &&
         revision.size() < 10 && revision[0] != '0' && std::all_of(revision.begin(), revision.end(), digit);
}

// Kinds that begin with `atelier.` are the SDK's own: one that it does not have is a slip or of a later SDK.
void check_kind(const std::string& kind, const std::string& what) {
  constexpr std::string_view kOwner = "atelier.";
  if (!kind.starts_with(kOwner)) return;
  const std::string_view word = std::string_view(kind).substr(0, kind.find('/')).substr(kOwner.size());
  uint64_t count = 0;
  const atelier_kind_rule* rules = atelier_kind_rules(&count);
  std::vector<std::string> words;
  for (uint64_t i = 0; i < count; ++i) {
    const std::string known = str(rules[i].kind);
    if (known == kind) return;
    words.push_back(known.substr(0, known.find('/')).substr(kOwner.size()));
    if (words.back() == word)
      throw BadPlugin(
          fmt::format("needs a newer atelier: the kind of {} is {}, and this atelier has {}", what, kind, known));
  }
  const auto near = std::find(words.begin(), words.end(), nearest_name(word, words));
  const std::string hint =
      near == words.end() ? "" : fmt::format("; did you mean `{}`?", view(rules[near - words.begin()].kind));
  bad("the kind of {} is {}, which the SDK does not have{}", what, kind, hint);
}

bool is_plain_name(std::string_view name) {
  return is_dotted_name(name, false) && name.find('.') == std::string_view::npos;
}

// The rules between a parameter's flags, default, range and type.
void check_param(const ParamInfo& p, const std::string& what) {
  if (!is_plain_name(p.name)) bad("{} has a name that is not one lower-case word", what);
  if (is_reserved(p.name)) bad("{} has a reserved name", what);
  if (!param_type(p.type)) bad("{} has the unknown type {}", what, p.type);
  const bool object = is_object(p.type);
  if (object != is_kind(p.kind)) bad("{} has the kind \"{}\", which does not fit its type", what, shown(p.kind));
  if (object) check_kind(p.kind, what);
  if (!object && !p.kind.empty() && !is_plain_name(p.kind))
    bad("{} takes files of the sort \"{}\", which is not one lower-case word", what, shown(p.kind));
  for (const std::string& choice : p.choices)
    if (one_line(choice, kLongestLine) != choice)
      bad("{} has the choice \"{}\", which is not one short line", what, shown(choice));
  if (p.has(ATELIER_PARAM_TABLE) && object) bad("{} is a table of parts or wires, which cannot be", what);
  if (p.has(ATELIER_PARAM_TABLE) && p.has(ATELIER_PARAM_LIST)) bad("{} is a table and a list at once", what);
  if ((p.type == ATELIER_TYPE_ENUM) == p.choices.empty()) bad("{} must have choices exactly when it is an enum", what);
  const bool required = p.has(ATELIER_PARAM_REQUIRED);
  const bool optional = p.has(ATELIER_PARAM_OPTIONAL);
  if (required && (optional || !p.default_value.empty())) bad("{} is required, but may be left out", what);
  if (!required && !optional && p.default_value.empty())
    bad("{} is neither required nor optional and has no default (an empty text is written '')", what);
  if (p.has(ATELIER_PARAM_HAS_MIN) && p.has(ATELIER_PARAM_HAS_MAX) && !(p.min <= p.max))
    bad("{} has a minimum above its maximum", what);
  if ((p.has(ATELIER_PARAM_HAS_MIN) && std::isnan(p.min)) || (p.has(ATELIER_PARAM_HAS_MAX) && std::isnan(p.max)))
    bad("{} has a range that is not a number", what);
  if (p.max_items != 0 && p.min_items > p.max_items) bad("{} has a least length above its greatest", what);
  if (p.has(ATELIER_PARAM_EXTENDS) && p.has(ATELIER_PARAM_NO_RESULT))
    bad("{} says that it changes no result, and that the work for another value can be gone on from", what);
  if (p.has(ATELIER_PARAM_NAMED) && p.type != ATELIER_TYPE_PATH_IN)
    bad("{} says that the name of its file counts, but is no path to read", what);
  if (const std::string why = refuse_default(p); !why.empty()) bad("the default of {} {}", what, why);
}

ParamInfo take_param(const atelier_param& raw, const std::string& owner, uint64_t index) {
  std::string what = fmt::format("parameter {} of {}", index, owner);
  check_size(raw.struct_size, ATELIER_PARAM_FLOOR, what);
  ParamInfo p;
  p.name = take(raw.name, "name", what);
  what = fmt::format("parameter `{}` of {}", shown(p.name), owner);
  p.type = raw.type;
  p.flags = raw.flags;
  p.doc = take_line(raw.doc, "doc", what);
  p.unit = take_line(raw.unit, "unit", what);
  p.default_value = take(raw.default_value, "default", what);
  p.kind = take(raw.kind, "kind", what);
  if (raw.choice_count > kMostEntries || (raw.choice_count && !raw.choices)) bad("the choices of {} are missing", what);
  for (uint64_t i = 0; i < raw.choice_count; ++i)
    p.choices.push_back(take(raw.choices[i], fmt::format("choice {}", i), what));
  p.min = raw.min;
  p.max = raw.max;
  p.min_items = raw.min_items;
  p.max_items = raw.max_items;
  check_param(p, what);
  return p;
}

OutputInfo take_output(const atelier_output& raw, const std::string& owner, uint64_t index) {
  std::string what = fmt::format("output {} of {}", index, owner);
  check_size(raw.struct_size, ATELIER_OUTPUT_FLOOR, what);
  OutputInfo o;
  o.name = take(raw.name, "name", what);
  what = fmt::format("output `{}` of {}", shown(o.name), owner);
  o.type = raw.type;
  o.flags = raw.flags;
  o.doc = take_line(raw.doc, "doc", what);
  o.kind = take(raw.kind, "kind", what);
  if (!is_plain_name(o.name)) bad("{} has a name that is not one lower-case word", what);
  if (!may_be_output(o.type)) bad("{} has type {}, which no output can have", what, o.type);
  if (is_object(o.type) != is_kind(o.kind))
    bad("{} has the kind \"{}\", which does not fit its type", what, shown(o.kind));
  if (is_object(o.type)) check_kind(o.kind, what);
  if (!is_object(o.type) && !o.kind.empty() && !is_plain_name(o.kind))
    bad("{} is a file of the sort \"{}\", which is not one lower-case word", what, shown(o.kind));
  return o;
}

template <class Entries>
void check_names(const Entries& entries, std::string_view what, const std::string& owner) {
  std::set<std::string> seen;
  for (const auto& entry : entries)
    if (!seen.insert(entry.name).second) bad("{} has two {} named `{}`", owner, what, entry.name);
}

void check_functions(const atelier_component& raw, const ComponentInfo& c) {
  if (!raw.create || !raw.destroy) bad("`{}` has no create or no destroy function", c.id);
  if (raw.iface)
    if (const Result<void> checked = check_interface(c.kind, raw.iface); !checked)
      bad("`{}`: {}", c.id, checked.failure().reason);
  if (c.is_stage()) {
    if (!raw.iface) bad("stage `{}` has no interface", c.id);
    return;
  }
  if (!raw.iface && c.outputs.empty()) bad("`{}` has neither an interface nor outputs, so nothing can use it", c.id);
  if (!c.outputs.empty() && !raw.output) bad("`{}` has outputs but no function that gives them", c.id);
}

// Who it is, without its tables.
ComponentInfo take_head(const atelier_component& raw, uint64_t index) {
  const std::string place = fmt::format("component {}", index);
  check_size(raw.struct_size, ATELIER_COMPONENT_FLOOR, place);
  ComponentInfo c;
  c.id = take(raw.id, "id", place);
  if (!is_dotted_name(c.id, false))
    bad("{} has the id \"{}\"; ids are lower-case words with dots between", place, shown(c.id));
  const std::string what = fmt::format("`{}`", c.id);
  c.kind = take(raw.kind, "kind", what);
  if (!is_kind(c.kind)) bad("{} has the kind \"{}\"; kinds have the form owner.word/revision", what, shown(c.kind));
  check_kind(c.kind, what);
  c.summary = take_line(raw.summary, "summary", what);
  c.doc = many_lines(take(raw.doc, "doc", what), kLongestDoc);
  c.revision = raw.revision;
  c.serial = (raw.flags & ATELIER_COMPONENT_SERIAL) != 0;
  c.wirable = raw.iface != nullptr;
  c.resumes = (raw.flags & ATELIER_COMPONENT_RESUMES) != 0;
  if (c.revision == 0) bad("{} has revision 0; revisions start at 1", what);
  if (c.resumes && !c.is_stage()) bad("{} says that it goes on from unfinished work, but is no stage", what);
  if (c.summary.empty()) bad("{} has no summary", what);
  return c;
}

ComponentInfo take_component(const atelier_component& raw, uint64_t index) {
  ComponentInfo c = take_head(raw, index);
  const std::string what = fmt::format("`{}`", c.id);
  check_table(raw.params, raw.param_count, "the parameter table of " + what);
  check_table(raw.outputs, raw.output_count, "the output table of " + what);
  for (uint64_t i = 0; i < raw.param_count; ++i) c.params.push_back(take_param(*raw.params[i], what, i));
  for (uint64_t i = 0; i < raw.output_count; ++i) c.outputs.push_back(take_output(*raw.outputs[i], what, i));
  for (const ParamInfo& p : c.params)
    if (p.has(ATELIER_PARAM_EXTENDS) && !c.is_stage())
      bad("parameter `{}` of {} says that the work for another value can be gone on from, but {} is no stage", p.name,
          what, what);
  check_names(c.params, "parameters", what);
  check_names(c.outputs, "outputs", what);
  check_functions(raw, c);
  take_rules(raw, c);
  take_numbers(raw, c);
  return c;
}

EnvironmentVariable take_variable(const atelier_variable& raw, const std::string& what) {
  EnvironmentVariable v;
  v.name = take(raw.name, "name", what);
  if (v.name.empty() || v.name.find_first_of(std::string_view("=\0", 2)) != std::string::npos)
    bad("{} has the name \"{}\", which none can have", what, shown(v.name));
  v.value = take(raw.value, "value", what);
  if (v.value.find('\0') != std::string::npos) bad("{} has a value with a zero byte", what);
  v.why = take_line(raw.why, "reason", what);
  return v;
}

// Adds what a component wants to find in the environment. Of two wishes for one name the first counts.
void take_environment(const atelier_component& raw, const std::string& id, std::vector<EnvironmentVariable>& to) {
  const void* found =
      raw.extension ? raw.extension(&raw, ATELIER_STR(ATELIER_EXTENSION_COMPONENT_ENVIRONMENT)) : nullptr;
  if (!found) return;
  const auto& table = *static_cast<const atelier_component_environment_v1*>(found);
  const std::string what = fmt::format("the environment of `{}`", id);
  check_size(table.struct_size, ATELIER_COMPONENT_ENVIRONMENT_V1_FLOOR, what);
  if (!table.variables) bad("{} lacks its function", what);
  uint64_t count = 0;
  const atelier_variable* variables = table.variables(&raw, &count);
  if (count > kMostEntries || (count && !variables)) bad("{} is missing", what);
  for (uint64_t i = 0; i < count; ++i) {
    EnvironmentVariable v = take_variable(variables[i], fmt::format("variable {} of {}", i, what));
    const auto same = [&](const EnvironmentVariable& other) { return other.name == v.name; };
    if (std::none_of(to.begin(), to.end(), same)) to.push_back(std::move(v));
  }
}

// "a/b.json" or "a/": a name within the stage's folder.
bool is_name_within(std::string_view name) {
  const std::filesystem::path path(name);
  const bool leaves =
      std::any_of(path.begin(), path.end(), [](const auto& part) { return part == ".." || part == "."; });
  return !name.empty() && !leaves && path.is_relative() && name.find('\0') == std::string_view::npos;
}

// Which files of a stage's folder no output hangs on.
void take_reports(const atelier_component& raw, ComponentInfo& to) {
  const void* found = raw.extension ? raw.extension(&raw, ATELIER_STR(ATELIER_EXTENSION_STAGE_REPORTS)) : nullptr;
  if (!found) return;
  const auto& table = *static_cast<const atelier_stage_reports_v1*>(found);
  const std::string what = fmt::format("the list of reports of `{}`", to.id);
  if (!to.is_stage()) bad("`{}` has a list of reports, but is no stage", to.id);
  check_size(table.struct_size, ATELIER_STAGE_REPORTS_V1_FLOOR, what);
  if (!table.names) bad("{} lacks its function", what);
  uint64_t count = 0;
  const atelier_str* names = table.names(&raw, &count);
  if (count > kMostEntries || (count && !names)) bad("{} is missing", what);
  for (uint64_t i = 0; i < count; ++i) {
    to.reports.push_back(take(names[i], fmt::format("name {}", i), what));
    if (!is_name_within(to.reports.back()))
      bad("{} has the name \"{}\", which is none within the stage's folder", what, shown(to.reports.back()));
  }
}

// What slots are filled with by default, where that is the plugin's own. Of other plugins' components the workflow
// that takes the default is told.
void check_default_parts(const PluginInfo& info) {
  for (const ComponentInfo& c : info.components)
    for (const ParamInfo& p : c.params)
      for (const std::string& id : default_parts(p))
        for (const ComponentInfo& part : info.components)
          if (part.id == id && part.kind != p.kind)
            bad("the default of parameter `{}` of `{}` is `{}`, which is {}, not {}", p.name, c.id, id,
                short_kind(part.kind), short_kind(p.kind));
}

// Who it is, without its components.
PluginInfo take_head(const atelier_plugin* plugin, const Manifest& manifest) {
  check_size(plugin->struct_size, ATELIER_PLUGIN_FLOOR, "its description");
  if (const Result<void> fits = check_abi(plugin->abi_major, plugin->abi_minor); !fits)
    throw BadPlugin(fits.failure().reason);
  PluginInfo info;
  info.id = take(plugin->id, "id", "the plugin");
  info.version = take_line(plugin->version, "version", "the plugin");
  info.build = manifest.build;
  info.build_id = manifest.build_id;
  info.abi_major = plugin->abi_major;
  info.abi_minor = plugin->abi_minor;
  if (!is_dotted_name(info.id, true))
    bad("it has the id \"{}\"; ids are lower-case words with dots between", shown(info.id));
  if (info.id != manifest.id || info.version != manifest.version)
    bad("its manifest says {} {}, its entry function {} {}", manifest.id, manifest.version, info.id, info.version);
  return info;
}

PluginInfo take_plugin(const atelier_plugin* plugin, const Manifest& manifest, const std::filesystem::path& library) {
  PluginInfo info = take_head(plugin, manifest);
  info.library = library;
  check_table(plugin->components, plugin->component_count, "its component table");
  if (plugin->component_count == 0) bad("it has no components, so that nothing can use it");
  std::set<std::string> ids;
  for (uint64_t i = 0; i < plugin->component_count; ++i) {
    ComponentInfo c = take_component(*plugin->components[i], i);
    if (!ids.insert(c.id).second) bad("it has two components `{}`", c.id);
    take_environment(*plugin->components[i], c.id, info.environment);
    take_reports(*plugin->components[i], c);
    c.library = library;
    c.plugin_id = info.id;
    c.plugin_version = info.version;
    info.components.push_back(std::move(c));
  }
  check_default_parts(info);
  return info;
}

}  // namespace

Result<PluginInfo> describe(const atelier_plugin* plugin, const Manifest& manifest,
                            const std::filesystem::path& library) {
  if (!plugin) return no_description();
  try {
    return take_plugin(plugin, manifest, library);
  } catch (const BadPlugin& e) {
    return Failure{e.what()};
  }
}

}  // namespace atelier::host
