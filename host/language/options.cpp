#include <atelier/param.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <map>
#include <set>

#include "default_value.hpp"
#include "meant_list.hpp"
#include "other_words.hpp"
#include "param_type.hpp"
#include "resolved_toml.hpp"
#include "resolver.hpp"
#include "run_table.hpp"

namespace atelier::host {
namespace {

bool among(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

void add_where_written(Diagnostic& d, const Position& at, const Written& written, const char* what = "the value") {
  if (at.line && (at.line != written.at.line || at.file != written.at.file))
    d.related.push_back({at, std::string(what) + " is written here"});
}

void report_missing(Resolver& in, const OptionSite& site, const Position& table_at) {
  const ParamInfo& param = *site.param;
  const std::string before = param.type == ATELIER_TYPE_PORT   ? "a wire that brings "
                             : param.type == ATELIER_TYPE_PART ? "a part of kind "
                                                               : "";
  Diagnostic& d = in.report.error("E205", "`" + site.component->id + "` needs `" + param.name + "`", table_at,
                                  "add `" + param.name + "`, " + before + type_words(param));
  if (!param.doc.empty()) d.note = param.name + ": " + param.doc;
  d.help = help_with_fitting(in, site, "one");
}

// Tells what is wrong with a value. One that comes from a parameter is told when all uses of that are known.
void tell(Resolver& in, const Written& written, const Position& value_at, Diagnostic d) {
  const std::optional<Reference> reference = reference_in(written);
  const bool missing_path = d.code == "E404";
  if (reference && reference->table == "run" && in.bad_settings.count(reference->port) != 0) return;  // told at [run]
  if (reference && reference->table == "params")
    in.bad_parameters.push_back({reference->port, value_at, written.at, std::move(d), missing_path});
  else
    in.report.add(std::move(d));
}

void report_type(Resolver& in, const OptionSite& site, const Written& meant, const Written& written,
                 const std::string& help) {
  Diagnostic d =
      site.problem("E401", site.quoted() + " takes " + type_words(*site.param) + ", not " + describe(meant), written);
  d.help = help;
  if (&meant != &written) d.related.push_back({meant.at, "the value is written here"});
  tell(in, written, meant.at, std::move(d));
}

// Of a text that is nearly a reference: "params.x", "stage.output", "${params.x}" alone. Or "".
std::string help_with_reference(const Resolver& in, const Written& written) {
  if (!written.is_string() || written.literal) return "";
  std::string text = written.text;
  if (text.starts_with("${params.") && text.ends_with("}") && text.find('}') == text.size() - 1)
    return "to take the value as it is write \"@" + text.substr(2, text.size() - 3) + "\"";
  const std::optional<Reference> meant = parse_reference("@" + text);
  const bool known =
      meant && !meant->port.empty() &&
      (meant->table == "params" ? in.parameters.has_parameter(meant->port) : in.tables.contains(meant->table));
  return known ? "a reference begins with @: \"@" + clipped(text) + "\"" : "";
}

void check_exists(Resolver& in, const OptionSite& site, const ResolvedValue& value, const Written& written) {
  if (value.type != ATELIER_TYPE_PATH_IN || value.text.empty() || !in.check_paths || site.disabled) return;
  const FileFacts facts = in.disk.facts(value.text);
  if (facts.kind == FileKind::kOther) {
    Diagnostic d = site.problem("E404", site.quoted() + " is a pipe, a socket or a device, not a file", written);
    d.note = "looked at " + value.text;
    add_where_written(d, value.origin.at, written, "the path");
    return tell(in, written, value.origin.at, std::move(d));
  }
  if (facts.is_there()) return;
  const MissingPath missing = find_missing(in.disk, value.text);
  Diagnostic d = site.problem("E404", site.quoted() + ": no such file or folder", written,
                              missing.suggestion.empty() ? "" : "did you mean `" + missing.suggestion + "`?");
  d.note = "looked for " + value.text + (d.note.empty() ? "" : "; " + d.note);
  if (missing.folder / missing.name != value.text)
    d.note += "; `" + missing.name + "` is not in " + missing.folder.string();
  add_where_written(d, value.origin.at, written, "the path");
  const std::optional<Reference> reference = reference_in(written);
  d.help = help_with_reference(in, written);
  if (reference && reference->table == "params") d.help = "give another: --set params." + reference->port + "=PATH";
  tell(in, written, value.origin.at, std::move(d));
}

// The reference that a value is given by, for its origin.
std::shared_ptr<const Written> through(const Written& written) {
  return reference_in(written) ? std::make_shared<const Written>(written) : nullptr;
}

// `written` is what stands in the table; `literal` its meaning, which may come from elsewhere.
ResolvedValue typed(Resolver& in, const OptionSite& site, const Written& literal, const Written& written) {
  const auto outcome = typed_value(*site.param, literal);
  if (const auto* value = std::get_if<ResolvedValue>(&outcome)) {
    check_exists(in, site, *value, written);
    ResolvedValue out = *value;
    out.origin.through = through(written);
    return out;
  }
  const Misfit& misfit = std::get<Misfit>(outcome);
  Diagnostic d = site.problem(misfit.code.c_str(), site.quoted() + " " + misfit.message, written, misfit.label);
  d.help = misfit.help;
  if (const std::string help = help_with_reference(in, written); !help.empty()) d.help = help;
  add_where_written(d, literal.at, written);
  tell(in, written, literal.at, std::move(d));
  return no_value(literal.origin());
}

ResolvedValue single_value(Resolver& in, const OptionSite& site, const Written& written) {
  if (const std::optional<Reference> wire = wire_in(written)) return resolve_wire(in, site, *wire, written);
  if (reference_in(written)) {
    const Written* target = in.parameters.meant_by(written);
    if (!target) return no_value(written.origin());
    ResolvedValue value = typed(in, site, *target, written);
    if (value.type != ATELIER_TYPE_NONE) in.good_parameters.insert(reference_in(written)->port);
    return value;
  }
  const std::optional<Written> literal = written.is_string() ? in.parameters.literal(written) : written;
  return literal ? typed(in, site, *literal, written) : no_value(written.origin());
}

ResolvedValue one(Resolver& in, const OptionSite& site, const Written& written) {
  if (site.param->type == ATELIER_TYPE_PART) return resolve_slot(in, site, written);
  if (site.param->type != ATELIER_TYPE_PORT) return single_value(in, site, written);
  if (const std::optional<Reference> wire = wire_in(written)) return resolve_wire(in, site, *wire, written);
  const std::string takes = " takes a wire that brings " + type_words(*site.param) + ", not ";
  in.problem(site, "E311", site.quoted() + takes + describe(written), written, "needs a wire").help =
      help_with_fitting(in, site, "one", written.is_string() ? written.text : "");
  return no_value(written.origin());
}

// The `as` of each item of a list of slots, or "".
std::vector<std::string> labels(Resolver& in, const OptionSite& site, const Written& list) {
  std::vector<std::string> out;
  std::map<std::string, Position> seen;
  for (const Written& item : list.items) {
    const Written* as = is_object(site.param->type) ? item.find("as") : nullptr;
    out.push_back(as && as->is_string() ? as->text : "");
    if (!as || !as->is_string()) continue;
    const auto [first, fresh] = seen.try_emplace(as->text, as->at);
    if (!fresh)
      in.problem(site, "E211", "two slots of `" + site.name + "` are named `" + as->text + "`", *as)
          .related.push_back({first->second, "the first is here"});
  }
  return out;
}

// "write a list of int: [1, 1]"
std::string list_example(const ParamInfo& param) {
  const ParamType* type = param_type(param.type);
  if (!type) return "";
  std::string items(type->example);
  for (size_t i = 1; i < std::min<size_t>(param.min_items, 4); ++i) items += ", " + std::string(type->example);
  return "write " + type_words(param) + ": [" + items + "]";
}

// Of what stands where a list is wanted.
std::string help_with_list(const Written& value, const ParamInfo& param) {
  if (value.is_table()) return is_object(param.type) ? "put it in brackets: [{ … }]" : "";
  if (value.is_string() && value.text.starts_with('[')) return "write it without quotes: " + clipped(value.text);
  const bool bare = !is_text(param.type) && !is_object(param.type);
  const std::string numbers = meant_numbers(
      value.is_string() ? std::string(without_parentheses(value.text)) : unquoted(value), param.min_items);
  if (bare && !numbers.empty())
    return (value.is_string() ? "write it in brackets, without quotes: [" : "put it in brackets: [") + numbers + "]";
  if (value.is_string() && bare) return list_example(param);
  const std::string text = value.is_string() ? '"' + clipped(value.text) + '"' : unquoted(value);
  return "put it in brackets: [" + text + "]";
}

ResolvedValue list_value(Resolver& in, const OptionSite& site, const Written& written) {
  if (const std::optional<Reference> wire = wire_in(written)) return resolve_wire(in, site, *wire, written);
  const Written* list = in.parameters.meant_by(written);
  ResolvedValue out = no_value((list ? *list : written).origin());
  if (!list) return out;
  out.origin.through = through(written);
  const bool object = is_object(site.param->type);
  if (!list->is_list()) {
    report_type(in, site, *list, written, help_with_list(*list, *site.param));
    return out;
  }
  out.type = ATELIER_TYPE_LIST;
  if (const std::string takes = refuse_count(*site.param, list->items.size()); !takes.empty())
    tell(in, written, list->at,
         site.problem("E405", site.quoted() + " " + takes + ", not " + std::to_string(list->items.size()), written));
  const ParamInfo item = single(*site.param);
  const std::vector<std::string> names = labels(in, site, *list);
  for (size_t i = 0; i < list->items.size(); ++i) {
    OptionSite inner = site.below(item, "[" + (names[i].empty() ? std::to_string(i) : names[i]) + "]");
    inner.label = names[i];
    // items of a referred-to list are reported at the reference
    out.items.push_back(list == &written || object ? one(in, inner, list->items[i])
                                                   : typed(in, inner, list->items[i], written));
  }
  return out;
}

// The table that is written, or that a reference means; null when there is none, which is reported.
const Written* meant_table(Resolver& in, const OptionSite& site, const Written& written) {
  if (const std::optional<Reference> wire = wire_in(written)) {
    resolve_wire(in, site, *wire, written);  // nothing gives a table: it says so
    return nullptr;
  }
  const Written* target = in.parameters.meant_by(written);
  if (!target || target->is_table()) return target;
  report_type(in, site, *target, written, "write a table: { key = value, … }");
  return nullptr;
}

ResolvedValue table_value(Resolver& in, const OptionSite& site, const Written& written) {
  ResolvedValue out = no_value(written.origin());
  const WrittenEntry* use = written.entry("use");
  const bool laid_over = use && use->value.laid_over;  // keys are laid over a table that is referred to
  const Written* table = meant_table(in, site, laid_over ? use->value : written);
  if (!table) return out;
  Written whole = *table;
  if (laid_over)
    for (const WrittenEntry& entry : written.entries)
      if (&entry != use) whole.set(entry.key, entry.key_at, entry.value);
  out.type = ATELIER_TYPE_TABLE;
  const ParamInfo param = single(*site.param);
  for (const WrittenEntry& entry : whole.entries) {
    const OptionSite inner = site.below(param, "." + toml_key(entry.key));
    ResolvedValue key = no_value(entry.value.origin());
    key.type = ATELIER_TYPE_STRING;
    key.text = entry.key;
    key.origin.at = entry.key_at;
    out.items.push_back(std::move(key));
    // what stands elsewhere is reported at the reference
    const bool here = table == &written || written.find(entry.key);
    out.items.push_back(here ? single_value(in, inner, entry.value) : typed(in, inner, entry.value, written));
  }
  return out;
}

ResolvedValue any(Resolver& in, const OptionSite& site, const Written& written) {
  if (site.param->has(ATELIER_PARAM_TABLE)) return table_value(in, site, written);
  return site.param->has(ATELIER_PARAM_LIST) ? list_value(in, site, written) : one(in, site, written);
}

ResolvedValue not_written(Resolver& in, const OptionSite& site, const std::set<std::string>& misspelt,
                          const Position& table_at) {
  const ParamInfo& param = *site.param;
  ResolvedValue out = no_value({"default", {}, LayerKind::kDefault});
  if (!param.default_value.empty()) {
    if (in.parameters.is_full()) return out;
    if (const auto value = read_default(site.component->id, param, in.folder))
      return in.parameters.brings(*value, site.use_at) ? any(in, site, *value) : out;
    const std::string has = "` has a default for `" + param.name + "` that is not TOML";
    in.report.error("E410", "`" + site.component->id + has, site.use_at).help =
        "give `" + param.name + "` in the workflow, and tell the plugin's author";
  } else if (!param.has(ATELIER_PARAM_REQUIRED)) {
    if (param.has(ATELIER_PARAM_LIST)) out.type = ATELIER_TYPE_LIST;
    if (param.has(ATELIER_PARAM_TABLE)) out.type = ATELIER_TYPE_TABLE;
  } else if (!misspelt.count(param.name) && !site.disabled) {
    report_missing(in, site, table_at);
  }
  return out;
}

// What a layer below gave, and the layer that changed `use` did not give anew.
void warn_of_dropped(Resolver& in, const OptionSite& site, const Written& table) {
  const Written* use = table.find("use");
  std::vector<std::string> names, quoted;
  std::vector<Related> places;
  for (const WrittenEntry& entry : table.dropped) {
    if (table.find(entry.key) || entry.value.is_default() || among(names, entry.key)) continue;
    names.push_back(entry.key);
    quoted.push_back("`" + entry.key + "`");
    places.push_back({entry.key_at, "`" + entry.key + "` is here"});
  }
  if (names.empty() || !use) return;
  const std::string what = "`" + site.name + "` is another component now, which drops ";
  Diagnostic& d = in.report.warning("W006", what + list_names(quoted), use->at);
  d.related = std::move(places);
  d.note = "a layer that changes `use` starts the table afresh";
  const bool all =
      std::all_of(names.begin(), names.end(), [&](const auto& name) { return site.component->param(name); });
  if (all) d.help = "give " + list_names(quoted) + " again where `use` is changed";
}

}  // namespace

std::set<std::string> report_unknown_options(Report& report, const ComponentInfo& component, const Written& table,
                                             const Position& use_at) {
  const bool of_run = &component == &run_table();
  std::set<std::string> misspelt;
  std::vector<std::string> names, fitting;
  for (const ParamInfo& param : component.params) {
    names.push_back(param.name);
    if (!table.find(param.name)) fitting.push_back(param.name);
  }
  const std::vector<std::string> reserved = of_run ? std::vector<std::string>() : reserved_keys();
  for (const std::string& key : reserved)
    if (key != "keep") fitting.push_back(key);  // `keep` does nothing
  for (const WrittenEntry& entry : table.entries) {
    if (among(names, entry.key) || among(reserved, entry.key)) continue;
    std::vector<std::string> near;
    const bool search = report.may_suggest();
    if (search) near = nearest_names(entry.key, fitting);
    if (search && near.empty()) near = nearest_names(entry.key, names);
    if (search && near.empty()) near = other_words_for(entry.key, fitting);
    misspelt.insert(near.begin(), near.end());
    Diagnostic& d = report.error("E204", "`" + component.id + "` has no option `" + clipped(entry.key) + "`",
                                 entry.value.is_default() ? use_at : entry.key_at, did_you_mean_one_of(near));
    d.note = names.empty() ? "it takes no options" : "it takes " + list_names(names);
    if (!of_run) d.note += "      (atelier plugins show " + component.id + ")";
  }
  return misspelt;
}

std::vector<ResolvedValue> resolve_options(Resolver& in, const OptionSite& site, const Written& table) {
  const size_t said = in.report.diagnostics().size();
  const std::set<std::string> misspelt = report_unknown_options(in.report, *site.component, table, site.use_at);
  if (!site.is_of_run()) in.nodes[static_cast<size_t>(site.node)].misread = in.report.diagnostics().size() > said;
  if (!site.is_of_run() && !site.disabled) warn_of_dropped(in, site, table);
  std::vector<ResolvedValue> values;
  for (const ParamInfo& param : site.component->params) {
    const OptionSite option = site.below(param, "." + param.name);
    const Written* given = table.find(param.name);
    values.push_back(given ? any(in, option, *given) : not_written(in, option, misspelt, table.at));
  }
  return values;
}

}  // namespace atelier::host
