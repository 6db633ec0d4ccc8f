#include "wires.hpp"

#include <algorithm>
#include <atelier/cpp/suggest.hpp>

#include "atelier/param.h"
#include "param_type.hpp"

namespace atelier::host {

ResolvedValue Wires::resolve(const OptionSite& site, const Reference& reference, const Written& written) {
  ResolvedValue out;
  out.origin = written.origin();
  NamedTable* table = table_of(site, reference, written);
  if (!table) return out;
  table->used = true;
  if (!may_lead_to(*table, site, reference, written)) return out;
  if (!nodes_[table->node].component) return out;  // its own error is reported
  const std::optional<OutputInfo> output =
      reference.port.empty() ? obvious_output(site, *table, written) : named_output(site, reference, *table, written);
  if (!output) return out;
  if (!feeds(*output, *site.param)) {
    report_mismatch(site, *table, type_words(*output), written, reference);
    return out;
  }
  out.type = site.param->has(ATELIER_PARAM_LIST) ? ATELIER_TYPE_LIST : site.param->type;
  out.wire = {table->node, output->name};
  return out;
}

NamedTable* Wires::table_of(const OptionSite& site, const Reference& reference, const Written& written) {
  if (reference.table.empty() || reference.table == "env" || reference.table == "matrix") {
    report_.add(site.problem("E304", "\"" + written.text + "\" is not a reference", written)).help =
        reference.table == "env"
            ? "the environment is spliced in: \"${env." + reference.port + "}\""
            : "write \"@part\", \"@stage.output\", \"@params.x\" or \"@run.seed\"; for a literal `@` write `@@`";
    return nullptr;
  }
  if (NamedTable* table = tables_.find(reference.table)) return table;
  Diagnostic& d = report_.add(site.problem("E301", "there is no part or stage `" + reference.table + "`", written,
                                           did_you_mean(reference.table, tables_.names())));
  if (parameters_.has_parameter(reference.table)) d.help = "the parameter is \"@params." + reference.table + "\"";
  return nullptr;
}

bool Wires::may_lead_to(const NamedTable& table, const OptionSite& site, const Reference& reference,
                        const Written& written) {
  const bool observer = is_object(site.param->type) && reference.port.empty();
  if (site.is_of_run() && !observer) {
    report_.add(site.problem(
        "E304", site.quoted() + " must be known before anything runs: it cannot come from " + table.words(), written));
    return false;
  }
  if (table.enabled || site.disabled) return true;
  report_disabled(site, table, written);
  return false;
}

void Wires::report_disabled(const OptionSite& site, const NamedTable& table, const Written& written) {
  Diagnostic d =
      site.problem("E307", site.quoted() + " needs stage `" + table.name + "`, which is not enabled", written);
  d.related.push_back({table.written->find("enabled")->at, "it is disabled here", false});
  if (site.owner >= 0 && !nodes_[site.owner].stage)
    deferred_.push_back({site.node, std::move(d)});
  else
    report_.add(std::move(d));
}

std::optional<OutputInfo> Wires::named_output(const OptionSite& site, const Reference& reference,
                                              const NamedTable& table, const Written& written) {
  const ComponentInfo& component = *nodes_[table.node].component;
  if (const OutputInfo* output = component.output(reference.port)) return *output;
  std::vector<std::string> names;
  for (const OutputInfo& output : component.outputs) names.push_back(output.name);
  Diagnostic& d = report_.add(site.problem("E302", table.words() + " has no output `" + reference.port + "`", written,
                                           did_you_mean(reference.port, names)));
  if (!names.empty())
    d.note = "`" + component.id + "` gives " + list_names(names);
  else if (table.stage)
    d.note = "`" + component.id + "` has no outputs";
  else
    d.note = "`" + component.id + "` has no named outputs; \"@" + table.name + "\" is the part itself";
  return std::nullopt;
}

// What "@x" alone means: the part itself, or the only output that is an object, or a value, as the parameter wants.
std::optional<OutputInfo> Wires::obvious_output(const OptionSite& site, const NamedTable& table,
                                                const Written& written) {
  const ComponentInfo& component = *nodes_[table.node].component;
  std::vector<OutputInfo> alike;
  std::copy_if(component.outputs.begin(), component.outputs.end(), std::back_inserter(alike),
               [&](const OutputInfo& output) { return is_object(output.type) == is_object(site.param->type); });
  if (alike.size() == 1) return alike[0];
  if (alike.empty()) {  // what there is will be refused by its type
    if (const std::optional<OutputInfo> itself = part_itself(component)) return itself;
    if (component.outputs.size() == 1) return component.outputs[0];
  }
  report_choice(site, table, alike.empty() ? component.outputs : alike, written);
  return std::nullopt;
}

void Wires::report_choice(const OptionSite& site, const NamedTable& table, const std::vector<OutputInfo>& outputs,
                          const Written& written) {
  if (outputs.empty()) {
    report_.add(site.problem("E303", table.words() + " gives nothing that can be wired", written));
    return;
  }
  const auto reference = [&](const OutputInfo& output) { return "\"@" + table.name + "." + output.name + "\""; };
  std::vector<std::string> references;
  std::string label;
  for (const OutputInfo& output : outputs) {
    references.push_back(reference(output));
    if (label.empty() && feeds(output, *site.param)) label = "for instance " + reference(output);
  }
  report_.add(site.problem("E303", table.words() + " has more than one output: say which", written, label)).help =
      "there are " + list_names(references);
}

void Wires::report_mismatch(const OptionSite& site, const NamedTable& table, const std::string& gives,
                            const Written& written, const Reference& reference) {
  const std::string from = reference.port.empty() ? table.name : table.name + "." + reference.port;
  Diagnostic& d = report_.add(site.problem(
      "E310", site.quoted() + " takes " + type_words(*site.param) + ", but `" + from + "` gives " + gives, written));
  d.related.push_back({table.written->at, "`" + table.name + "` is here", false});
  d.help = fitting_.help(site, "makes one of the other");
}

}  // namespace atelier::host
