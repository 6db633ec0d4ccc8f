#include "options.hpp"

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <map>

#include "atelier/param.h"
#include "default_value.hpp"
#include "missing_path.hpp"
#include "param_type.hpp"
#include "reserved_keys.hpp"
#include "resolved_toml.hpp"

namespace atelier::host {
namespace {

bool among(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_elsewhere(const Position& at, const Written& written) {
  return at.line && (at.line != written.at.line || at.file != written.at.file);
}

// What a misspelt key may mean besides a parameter; `keep` does nothing.
std::string nearest_reserved(const std::string& key) {
  std::vector<std::string> keys = reserved_keys();
  std::erase(keys, "keep");
  return nearest_name(key, keys);
}

ResolvedValue not_given(const ParamInfo& param) {
  ResolvedValue out;
  out.origin = {"default", {}, LayerKind::kDefault};
  if (param.has(ATELIER_PARAM_LIST)) out.type = ATELIER_TYPE_LIST;
  if (param.has(ATELIER_PARAM_TABLE)) out.type = ATELIER_TYPE_TABLE;
  return out;
}

ResolvedValue key_value(const WrittenEntry& entry) {
  ResolvedValue out;
  out.type = ATELIER_TYPE_STRING;
  out.text = entry.key;
  out.origin = entry.value.origin();
  out.origin.at = entry.key_at;
  return out;
}

}  // namespace

std::vector<ResolvedValue> Options::resolve(const OptionSite& site, const Written& table) {
  const std::set<std::string> misspelt = report_unknown(site, table);
  std::vector<ResolvedValue> values;
  for (const ParamInfo& param : site.component->params) {
    const OptionSite option = site.below(param, "." + param.name);
    const Written* given = table.find(param.name);
    values.push_back(given ? any(option, *given) : missing(option, misspelt, table.at));
  }
  return values;
}

// Gives the parameters that misspelt keys seem to mean: they are not reported as missing too.
std::set<std::string> Options::report_unknown(const OptionSite& site, const Written& table) {
  std::set<std::string> misspelt;
  std::vector<std::string> names, free_names;
  for (const ParamInfo& param : site.component->params) {
    names.push_back(param.name);
    if (!table.find(param.name)) free_names.push_back(param.name);
  }
  const bool run = site.is_of_run();
  for (const WrittenEntry& entry : table.entries) {
    if (among(names, entry.key) || (!run && is_reserved(entry.key))) continue;
    std::string near = nearest_name(entry.key, free_names);
    if (near.empty()) near = nearest_name(entry.key, names);
    if (!near.empty()) misspelt.insert(near);
    if (near.empty() && !run) near = nearest_reserved(entry.key);
    Diagnostic& d = report_.error("E204", "`" + site.component->id + "` has no option `" + entry.key + "`",
                                  entry.value.is_default() ? site.use_at : entry.key_at,
                                  near.empty() ? "" : "did you mean `" + near + "`?");
    d.note = names.empty() ? "it takes no options" : "it takes " + list_names(names);
    if (!run) d.note += "      (atelier plugins show " + site.component->id + ")";
  }
  return misspelt;
}

ResolvedValue Options::missing(const OptionSite& site, const std::set<std::string>& misspelt,
                               const Position& table_at) {
  const ParamInfo& param = *site.param;
  if (!param.default_value.empty()) {
    if (const auto value = read_default(site.component->id, param, folder_)) return any(site, *value);
    report_
        .error("E410", "`" + site.component->id + "` has a default for `" + param.name + "` that is not TOML",
               site.use_at)
        .help = "give `" + param.name + "` in the workflow, and tell the plugin's author";
  } else if (!param.has(ATELIER_PARAM_REQUIRED)) {
    return not_given(param);
  } else if (!misspelt.count(param.name) && !site.disabled) {
    report_missing(site, table_at);
  }
  ResolvedValue none;
  none.origin = {"default", {}, LayerKind::kDefault};
  return none;
}

void Options::report_missing(const OptionSite& site, const Position& table_at) {
  const ParamInfo& param = *site.param;
  const std::string before = param.type == ATELIER_TYPE_PORT   ? "a wire that brings "
                             : param.type == ATELIER_TYPE_PART ? "a part of kind "
                                                               : "";
  Diagnostic& d = report_.error("E205", "`" + site.component->id + "` needs `" + param.name + "`", table_at,
                                "add `" + param.name + "`, " + before + type_words(param));
  if (!param.doc.empty()) d.note = param.name + ": " + param.doc;
  d.help = fitting_.help(site, "makes one");
}

ResolvedValue Options::any(const OptionSite& site, const Written& written) {
  if (site.param->has(ATELIER_PARAM_TABLE)) return table(site, written);
  return site.param->has(ATELIER_PARAM_LIST) ? list(site, written) : one(site, written);
}

ResolvedValue Options::list(const OptionSite& site, const Written& written) {
  ResolvedValue out;
  out.origin = written.origin();
  const Written* list = &written;
  if (const std::optional<Reference> reference = reference_in(written)) {
    if (!reference->is_to_value()) return wires_.resolve(site, *reference, written);
    list = parameters_.value(*reference, written.at);
    if (!list) return out;
    out.origin = list->origin();
  }
  if (!list->is_list()) {
    Diagnostic& d = report_.add(site.problem(
        "E401", site.quoted() + " takes " + type_words(*site.param) + ", not " + describe(*list), written));
    if (!list->is_table() || is_object(site.param->type)) d.help = "put it in brackets: [ … ]";
    if (list != &written) d.related.push_back({list->at, "the value is written here", false});
    return out;
  }
  out.type = ATELIER_TYPE_LIST;
  check_count(site, *list, written);
  const ParamInfo item = single(*site.param);
  const bool object = is_object(item.type);
  const std::vector<std::string> names = labels(site, *list);
  for (size_t i = 0; i < list->items.size(); ++i) {
    OptionSite inner = site.below(item, "[" + (names[i].empty() ? std::to_string(i) : names[i]) + "]");
    inner.label = names[i];
    // items of a referred-to list are reported at the reference
    out.items.push_back(list == &written || object ? one(inner, list->items[i])
                                                   : typed(inner, list->items[i], written));
  }
  return out;
}

void Options::check_count(const OptionSite& site, const Written& list, const Written& written) {
  const std::string takes = refuse_count(*site.param, list.items.size());
  if (!takes.empty())
    report_.add(
        site.problem("E405", site.quoted() + " " + takes + ", not " + std::to_string(list.items.size()), written));
}

// The `as` of each item of a list of slots, or "".
std::vector<std::string> Options::labels(const OptionSite& site, const Written& list) {
  std::vector<std::string> out;
  std::map<std::string, Position> seen;
  for (const Written& item : list.items) {
    const Written* as = is_object(site.param->type) ? item.find("as") : nullptr;
    out.push_back(as && as->is_string() ? as->text : "");
    if (!as || !as->is_string()) continue;
    const auto [first, fresh] = seen.try_emplace(as->text, as->at);
    if (!fresh)
      report_.add(site.problem("E211", "two slots of `" + site.name + "` are named `" + as->text + "`", *as))
          .related.push_back({first->second, "the first is here", false});
  }
  return out;
}

ResolvedValue Options::table(const OptionSite& site, const Written& written) {
  ResolvedValue out;
  out.origin = written.origin();
  const Written* table = meant_table(site, written);
  if (!table) return out;
  Written whole = *table;
  const WrittenEntry* use = written.entry("use");
  if (use && use->value.laid_over) {  // keys are laid over a table that is referred to
    table = meant_table(site, use->value);
    if (!table) return out;
    whole = *table;
    for (const WrittenEntry& entry : written.entries)
      if (&entry != use) whole.set(entry.key, entry.key_at, entry.value);
  }
  out.type = ATELIER_TYPE_TABLE;
  const ParamInfo param = single(*site.param);
  for (const WrittenEntry& entry : whole.entries) {
    const OptionSite inner = site.below(param, "." + toml_key(entry.key));
    out.items.push_back(key_value(entry));
    // what stands elsewhere is reported at the reference
    out.items.push_back(written.find(entry.key) ? value(inner, entry.value) : typed(inner, entry.value, written));
  }
  return out;
}

// The table that is written, or that a reference means; null when there is none, which is reported.
const Written* Options::meant_table(const OptionSite& site, const Written& written) {
  const std::optional<Reference> reference = reference_in(written);
  if (reference && !reference->is_to_value()) {
    wires_.resolve(site, *reference, written);  // nothing gives a table: it says so
    return nullptr;
  }
  const Written* target = reference ? parameters_.value(*reference, written.at) : &written;
  if (!target || target->is_table()) return target;
  Diagnostic& d = report_.add(site.problem(
      "E401", site.quoted() + " takes " + type_words(*site.param) + ", not " + describe(*target), written));
  d.help = "write a table: { key = value, … }";
  if (target != &written) d.related.push_back({target->at, "the value is written here", false});
  return nullptr;
}

ResolvedValue Options::one(const OptionSite& site, const Written& written) {
  if (site.param->type == ATELIER_TYPE_PART) return slots_.resolve(site, written, *this);
  return site.param->type == ATELIER_TYPE_PORT ? wire(site, written) : value(site, written);
}

ResolvedValue Options::wire(const OptionSite& site, const Written& written) {
  const std::optional<Reference> reference = reference_in(written);
  if (reference && !reference->is_to_value()) return wires_.resolve(site, *reference, written);
  ResolvedValue none;
  none.origin = written.origin();
  Diagnostic& d = report_.add(site.problem(
      "E311", site.quoted() + " takes a wire that brings " + type_words(*site.param) + ", not " + describe(written),
      written, "needs a wire"));
  d.help = fitting_.help_with_wire(site, written);
  return none;
}

ResolvedValue Options::value(const OptionSite& site, const Written& written) {
  ResolvedValue none;
  none.origin = written.origin();
  if (!written.is_string() || written.literal) return typed(site, written, written);
  if (const std::optional<Reference> reference = reference_in(written)) {
    if (!reference->is_to_value()) return wires_.resolve(site, *reference, written);
    const Written* target = parameters_.value(*reference, written.at);
    return target ? typed(site, *target, written) : none;
  }
  const std::optional<Written> literal = parameters_.literal(written);
  return literal ? typed(site, *literal, written) : none;
}

ResolvedValue Options::typed(const OptionSite& site, const Written& literal, const Written& written) {
  const auto outcome = typed_value(*site.param, literal);
  if (const auto* value = std::get_if<ResolvedValue>(&outcome)) {
    check_exists(site, *value, written);
    return *value;
  }
  const Misfit& misfit = std::get<Misfit>(outcome);
  Diagnostic& d =
      report_.add(site.problem(misfit.code.c_str(), site.quoted() + " " + misfit.message, written, misfit.label));
  d.help = misfit.help;
  if (is_elsewhere(literal.at, written)) d.related.push_back({literal.at, "the value is written here", false});
  ResolvedValue none;
  none.origin = literal.origin();
  return none;
}

void Options::check_exists(const OptionSite& site, const ResolvedValue& value, const Written& written) {
  if (value.type != ATELIER_TYPE_PATH_IN || value.text.empty() || !paths_.wanted || site.disabled) return;
  if (paths_.disk.facts(value.text).is_there()) return;
  const MissingPath missing = find_missing(paths_.disk, value.text);
  Diagnostic& d =
      report_.add(site.problem("E404", site.quoted() + ": no such file or folder", written,
                               missing.suggestion.empty() ? "" : "did you mean `" + missing.suggestion + "`?"));
  const std::string looked = "looked for " + value.text;
  d.note = d.note.empty() ? looked : looked + "; " + d.note;
  if (missing.folder / missing.name != value.text)
    d.note += "; `" + missing.name + "` is not in " + missing.folder.string();
  if (is_elsewhere(value.origin.at, written)) d.related.push_back({value.origin.at, "the path is written here", false});
  const std::optional<Reference> reference = reference_in(written);
  if (reference && reference->table == "params") d.help = "give another: --set params." + reference->port + "=PATH";
}

}  // namespace atelier::host
