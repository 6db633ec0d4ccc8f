#include "atelier/param.h"
#include "resolver.hpp"
#include "typed_value.hpp"
#include "words/suggest.hpp"

namespace atelier::host {
namespace {

bool takes_object(const ParamInfo& param) { return param.type == ATELIER_TYPE_PART || param.type == ATELIER_TYPE_PORT; }

bool fits(const ParamInfo& param, const OutputInfo& output) {
  if (param.has(ATELIER_PARAM_TABLE)) return false;
  if (param.has(ATELIER_PARAM_LIST) != ((output.flags & ATELIER_PARAM_LIST) != 0)) return false;
  if (takes_object(param)) return output.type == ATELIER_TYPE_PORT && output.kind == param.kind;
  switch (output.type) {
    case ATELIER_TYPE_INT:
      return param.type == ATELIER_TYPE_INT || param.type == ATELIER_TYPE_FLOAT;
    case ATELIER_TYPE_PATH_IN:
      return param.type == ATELIER_TYPE_PATH_IN || param.type == ATELIER_TYPE_STRING;
    case ATELIER_TYPE_BOOL:
    case ATELIER_TYPE_FLOAT:
    case ATELIER_TYPE_STRING:
      return param.type == output.type;
    default:
      return false;
  }
}

// A part whose interface can be wired, unless it offers objects by name instead.
bool gives_itself(const NamedTable& table, const ComponentInfo& component) {
  if (table.stage || !component.wirable) return false;
  for (const OutputInfo& output : component.outputs)
    if (output.type == ATELIER_TYPE_PORT) return false;
  return true;
}

std::vector<std::string> output_names(const ComponentInfo& component) {
  std::vector<std::string> names;
  for (const OutputInfo& output : component.outputs) names.push_back(output.name);
  return names;
}

std::string what(const NamedTable& table) { return (table.stage ? "stage `" : "part `") + table.name + "`"; }

}  // namespace

NamedTable* Resolver::table_named(std::string_view name) {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &tables_[found->second];
}

std::vector<std::string> Resolver::table_names() const {
  std::vector<std::string> names;
  for (const NamedTable& table : tables_) names.push_back(table.name);
  return names;
}

ResolvedValue Resolver::resolve_wire(const Place& place, const Reference& reference, const Written& written) {
  ResolvedValue out;
  out.origin = written.origin();
  if (reference.table.empty() || reference.table == "env" || reference.table == "matrix") {
    Diagnostic& d = error(place, "E304", "\"" + written.text + "\" is not a reference", written);
    d.help = reference.table == "env"
                 ? "the environment is spliced in: \"${env." + reference.port + "}\""
                 : "write \"@part\", \"@stage.output\", \"@params.x\" or \"@run.seed\"; for a literal `@` write `@@`";
    return out;
  }
  NamedTable* table = table_named(reference.table);
  if (!table) {
    Diagnostic& d = error(place, "E301", "there is no part or stage `" + reference.table + "`", written,
                          did_you_mean(reference.table, table_names()));
    for (const std::string& name : parameters_.names())
      if (name == "params." + reference.table) d.help = "the parameter is \"@" + name + "\"";
    return out;
  }
  table->used = true;
  const bool observer = takes_object(*place.param) && reference.port.empty();
  if (place.node < 0 && !observer) {
    error(place, "E304", "`" + place.name + "` must be known before anything runs: it cannot come from " + what(*table),
          written);
    return out;
  }
  if (!table->enabled && !place.disabled) {
    error(place, "E307", "`" + place.name + "` needs stage `" + table->name + "`, which is not enabled", written)
        .related.push_back({table->written->find("enabled")->at, "it is disabled here", false});
    if (place.node >= 0 && !(*nodes_)[owners_[place.node]].stage) {
      held_.emplace_back(place.node, std::move(report_.diagnostics().back()));
      report_.diagnostics().pop_back();
    }
    return out;
  }
  const ComponentInfo* component = (*nodes_)[table->node].component;
  if (!component) return out;  // its own error is reported
  const OutputInfo* output = nullptr;
  if (!reference.port.empty()) {
    output = component->output(reference.port);
    if (!output) {
      const std::vector<std::string> names = output_names(*component);
      Diagnostic& d = error(place, "E302", what(*table) + " has no output `" + reference.port + "`", written,
                            did_you_mean(reference.port, names));
      d.note = !names.empty() ? "`" + component->id + "` gives " + list_names(names)
               : table->stage
                   ? "`" + component->id + "` has no outputs"
                   : "`" + component->id + "` has no named outputs; \"@" + table->name + "\" is the part itself";
      return out;
    }
  } else {
    bool itself = false;
    output = choose_output(place, *table, *component, written, itself);
    if (!output && !itself) return out;
    if (itself &&
        (!takes_object(*place.param) || place.param->kind != component->kind || place.param->has(ATELIER_PARAM_LIST))) {
      report_mismatch(place, *table, table->name, short_kind(component->kind), written);
      return out;
    }
  }
  if (output && !fits(*place.param, *output)) {
    const std::string name = reference.port.empty() ? table->name : table->name + "." + output->name;
    report_mismatch(place, *table, name, type_words(*output), written);
    return out;
  }
  out.type = place.param->has(ATELIER_PARAM_LIST) ? ATELIER_TYPE_LIST : place.param->type;
  out.wire = {table->node, output ? output->name : ""};
  return out;
}

// What "@x" alone means. Null with `itself` unset: reported.
const OutputInfo* Resolver::choose_output(const Place& place, const NamedTable& table, const ComponentInfo& component,
                                          const Written& written, bool& itself) {
  const bool object = takes_object(*place.param);
  const bool whole = gives_itself(table, component);
  if (object && whole) return itself = true, nullptr;
  std::vector<const OutputInfo*> candidates;
  for (const OutputInfo& output : component.outputs)
    if ((output.type == ATELIER_TYPE_PORT) == object) candidates.push_back(&output);
  if (candidates.size() == 1) return candidates[0];
  if (candidates.empty() && whole) return itself = true, nullptr;  // to be refused by its type
  if (candidates.empty() && component.outputs.size() == 1) return &component.outputs[0];
  std::vector<std::string> references;
  for (const OutputInfo& output : component.outputs)
    if (candidates.empty() || (output.type == ATELIER_TYPE_PORT) == object)
      references.push_back("\"@" + table.name + "." + output.name + "\"");
  if (references.empty()) {
    error(place, "E303", what(table) + " gives nothing that can be wired", written);
    return nullptr;
  }
  Diagnostic& d = error(place, "E303", what(table) + " has more than one output: say which", written);
  for (const OutputInfo& output : component.outputs)
    if (fits(*place.param, output) && d.label.empty())
      d.label = "for instance \"@" + table.name + "." + output.name + "\"";
  d.help = "there are " + list_names(references);
  return nullptr;
}

void Resolver::report_mismatch(const Place& place, const NamedTable& table, const std::string& what,
                               const std::string& gives, const Written& written) {
  Diagnostic& d =
      error(place, "E310",
            "`" + place.name + "` takes " + type_words(*place.param) + ", but `" + what + "` gives " + gives, written);
  d.related.push_back({table.written->at, "`" + table.name + "` is here", false});
  d.help = help_with_fitting(place, "makes one of the other");
}

// "@name" or "@name.output" of the first table that gives what the parameter takes, or "".
std::string Resolver::fitting_reference(const Place& place) const {
  if (!takes_object(*place.param)) return "";  // any int would do, but which is meant?
  const int own = place.node < 0 ? -1 : owners_[place.node];
  for (const NamedTable& table : tables_) {
    const ComponentInfo* component = table.node < 0 ? nullptr : (*nodes_)[table.node].component;
    if (!component || table.node == own || !table.enabled) continue;
    if (gives_itself(table, *component)) {
      if (component->kind == place.param->kind && !place.param->has(ATELIER_PARAM_LIST)) return "@" + table.name;
      continue;
    }
    size_t alike = 0;
    const OutputInfo* found = nullptr;
    for (const OutputInfo& output : component->outputs) {
      alike += output.type == ATELIER_TYPE_PORT;
      if (!found && fits(*place.param, output)) found = &output;
    }
    if (found) return "@" + table.name + (alike == 1 ? "" : "." + found->name);
  }
  return "";
}

std::string Resolver::help_with_fitting(const Place& place, const char* makes) const {
  const std::string reference = fitting_reference(place);
  if (!reference.empty()) {
    const auto table = by_name_.find(reference.substr(1, reference.find('.') - 1));
    return what(tables_[table->second]) + " " + makes + ": \"" + reference + "\"";
  }
  if (!takes_object(*place.param)) return "";
  const bool slot = place.param->type == ATELIER_TYPE_PART;
  std::vector<std::string> ids;
  for (const ComponentInfo* component : catalog_.components()) {
    bool makes = component->wirable && component->kind == place.param->kind;
    if (!slot)
      for (const OutputInfo& output : component->outputs) makes = makes || fits(*place.param, output);
    if (makes) ids.push_back(component->id);
  }
  const std::string kind = short_kind(place.param->kind);
  if (slot && !ids.empty()) return "these can stand in the slot: " + list_names(ids);
  return ids.empty() ? "no plugin that is installed makes " + kind
                     : "nothing in this workflow makes " + kind + "; these would: " + list_names(ids);
}

}  // namespace atelier::host
