#include <system_error>

#include "atelier/param.h"
#include "missing_path.hpp"
#include "reference.hpp"
#include "resolver.hpp"
#include "toml_reader.hpp"
#include "typed_value.hpp"
#include "words/suggest.hpp"

namespace atelier::host {
namespace {

bool is_object(const ParamInfo& param) { return param.type == ATELIER_TYPE_PART || param.type == ATELIER_TYPE_PORT; }

std::string counted_items(uint64_t count) { return std::to_string(count) + (count == 1 ? " item" : " items"); }

}  // namespace

// A default has no place in the workflow: what is wrong with it is said at the `use` that brings it in.
Diagnostic& Resolver::error(const Place& place, const char* code, std::string message, const Written& at,
                            std::string label) {
  const bool by_default = at.source && at.source->layer == "default";
  Diagnostic& d = report_.error(code, std::move(message), by_default ? place.use_at : at.at, std::move(label));
  if (by_default && place.param) d.note = "this is the default; give `" + place.param->name + "` to change it";
  return d;
}

ResolvedValue Resolver::resolve_missing(const Place& place, const std::set<std::string>& meant,
                                        const Position& table_at) {
  const ParamInfo& param = *place.param;
  ResolvedValue none;
  none.origin.layer = "default";
  if (!param.default_value.empty()) {
    const auto source = std::make_shared<const Source>(Source{place.component->id, "default", folder_, 0});
    std::vector<Diagnostic> problems;
    if (const auto value = read_toml_value(param.default_value, 1, source, problems))
      return resolve_param(place, *value);
    report_
        .error("E410", "`" + place.component->id + "` has a default for `" + param.name + "` that is not TOML",
               place.use_at)
        .help = "give `" + param.name + "` in the workflow, and tell the plugin's author";
    return none;
  }
  if (param.has(ATELIER_PARAM_OPTIONAL) || !param.has(ATELIER_PARAM_REQUIRED)) {
    if (param.has(ATELIER_PARAM_LIST)) none.type = ATELIER_TYPE_LIST;
    if (param.has(ATELIER_PARAM_TABLE)) none.type = ATELIER_TYPE_TABLE;
    return none;
  }
  if (meant.count(param.name) || place.disabled) return none;
  const std::string wanted = (param.type == ATELIER_TYPE_PORT   ? "a wire that brings "
                              : param.type == ATELIER_TYPE_PART ? "a part of kind "
                                                                : "") +
                             type_words(param);
  Diagnostic& d = report_.error("E205", "`" + place.component->id + "` needs `" + param.name + "`", table_at,
                                "add `" + param.name + "`, " + wanted);
  if (!param.doc.empty()) d.note = param.name + ": " + param.doc;
  if (is_object(param)) d.help = help_with_fitting(place, "makes one");
  return none;
}

ResolvedValue Resolver::resolve_param(const Place& place, const Written& written) {
  if (place.param->has(ATELIER_PARAM_TABLE)) return resolve_table(place, written);
  return place.param->has(ATELIER_PARAM_LIST) ? resolve_list(place, written) : resolve_single(place, written);
}

ResolvedValue Resolver::resolve_list(const Place& place, const Written& written) {
  ResolvedValue out;
  out.origin = written.origin();
  const Written* list = &written;
  if (written.is_string() && !written.literal) {
    if (const std::optional<Reference> reference = parse_reference(written.text)) {
      if (reference->table != "params" && reference->table != "run") return resolve_wire(place, *reference, written);
      list = parameters_.value(*reference, written.at);
      if (!list) return out;
      out.origin = list->origin();
    }
  }
  if (!list->is_list()) {
    Diagnostic& d = error(
        place, "E401", "`" + place.name + "` takes " + type_words(*place.param) + ", not " + describe(*list), written);
    if (!list->is_table() || is_object(*place.param)) d.help = "put it in brackets: [ … ]";
    if (list != &written) d.related.push_back({list->at, "the value is written here", false});
    return out;
  }
  out.type = ATELIER_TYPE_LIST;
  const ParamInfo& whole = *place.param;
  const bool few = list->items.size() < whole.min_items;
  const bool many = whole.max_items != 0 && list->items.size() > whole.max_items;
  if (few || many) {
    const std::string wants = whole.min_items == whole.max_items ? counted_items(whole.min_items)
                              : few                              ? "at least " + counted_items(whole.min_items)
                                                                 : "at most " + counted_items(whole.max_items);
    error(place, "E405", "`" + place.name + "` takes " + wants + ", not " + std::to_string(list->items.size()),
          written);
  }
  ParamInfo item = whole;
  item.flags &= ~ATELIER_PARAM_LIST;
  std::map<std::string, Position> names;
  for (size_t i = 0; i < list->items.size(); ++i) {
    const Written& value = list->items[i];
    const Written* as = is_object(item) ? value.find("as") : nullptr;
    std::string label = std::to_string(i);
    if (as && as->is_string()) {
      label = as->text;
      const auto [first, fresh] = names.try_emplace(as->text, as->at);
      if (!fresh)
        error(place, "E211", "two slots of `" + place.name + "` are named `" + as->text + "`", *as)
            .related.push_back({first->second, "the first is here", false});
    }
    Place inner = place;
    inner.param = &item;
    inner.name += "[" + label + "]";
    // items of a referred-to list are reported at the reference
    out.items.push_back(list == &written || is_object(item) ? resolve_single(inner, value)
                                                            : convert(inner, value, written));
  }
  return out;
}

ResolvedValue Resolver::resolve_single(const Place& place, const Written& written) {
  if (place.param->type == ATELIER_TYPE_PART) return resolve_slot(place, written);
  if (place.param->type != ATELIER_TYPE_PORT) return resolve_option(place, written);
  ResolvedValue none;
  none.origin = written.origin();
  const Written* wire = &written;
  std::optional<Reference> reference = wire->is_string() ? parse_reference(wire->text) : std::nullopt;
  if (reference && reference->table != "params" && reference->table != "run")
    return resolve_wire(place, *reference, written);
  Diagnostic& d =
      error(place, "E311",
            "`" + place.name + "` takes a wire that brings " + type_words(*place.param) + ", not " + describe(written),
            written, "needs a wire");
  d.help = written.is_string() && table_named(written.text) ? "a wire begins with @: \"@" + written.text + "\""
                                                            : help_with_fitting(place, "makes one");
  return none;
}

ResolvedValue Resolver::resolve_option(const Place& place, const Written& written) {
  ResolvedValue none;
  none.origin = written.origin();
  if (!written.is_string() || written.literal) return convert(place, written, written);
  if (const std::optional<Reference> reference = parse_reference(written.text)) {
    if (reference->table != "params" && reference->table != "run") return resolve_wire(place, *reference, written);
    const Written* target = parameters_.value(*reference, written.at);
    return target ? convert(place, *target, written) : none;
  }
  const std::optional<Written> literal = parameters_.literal(written);
  return literal ? convert(place, *literal, written) : none;
}

// `written` is what stands in the table; `literal` its meaning, which may come from elsewhere.
ResolvedValue Resolver::convert(const Place& place, const Written& literal, const Written& written) {
  ResolvedValue out;
  out.origin = literal.origin();
  const std::optional<Misfit> misfit = typed_value(*place.param, literal, out);
  if (!misfit) {
    check_exists(place, out, written);
    return out;
  }
  out.type = ATELIER_TYPE_NONE;
  Diagnostic& d = error(place, misfit->code.c_str(), "`" + place.name + "` " + misfit->message, written, misfit->label);
  d.help = misfit->help;
  const bool elsewhere = literal.at.line != written.at.line || literal.at.file != written.at.file;
  if (elsewhere && literal.at.line) d.related.push_back({literal.at, "the value is written here", false});
  return out;
}

void Resolver::check_exists(const Place& place, const ResolvedValue& value, const Written& written) {
  if (value.type != ATELIER_TYPE_PATH_IN || value.text.empty() || !check_paths_ || place.disabled) return;
  if (disk_.facts(value.text).is_there()) return;
  const MissingPath missing = find_missing(disk_, value.text);
  Diagnostic& d = error(place, "E404", "`" + place.name + "`: no such file or folder", written,
                        missing.suggestion.empty() ? "" : "did you mean `" + missing.suggestion + "`?");
  const std::string looked = "looked for " + value.text;
  d.note = d.note.empty() ? looked : looked + "; " + d.note;
  if (missing.folder / missing.name != value.text)
    d.note += "; `" + missing.name + "` is not in " + missing.folder.string();
  const Position& at = value.origin.at;
  if (at.line && (at.line != written.at.line || at.file != written.at.file))
    d.related.push_back({at, "the path is written here", false});
  const auto reference = written.is_string() ? parse_reference(written.text) : std::nullopt;
  if (reference && reference->table == "params") d.help = "give another: --set params." + reference->port + "=PATH";
}

}  // namespace atelier::host
