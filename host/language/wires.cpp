#include <atelier/param.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>

#include "param_type.hpp"
#include "resolver.hpp"

namespace atelier::host {
namespace {

NamedTable* table_of(Resolver& in, const OptionSite& site, const Reference& reference, const Written& written) {
  if (reference.table.empty() || reference.table == "env" || reference.table == "matrix") {
    in.problem(site, "E304", "\"" + written.text + "\" is not a reference", written).help =
        reference.table == "env"
            ? "the environment is spliced in: \"${env." + reference.port + "}\""
            : "write \"@part\", \"@stage.output\", \"@params.x\" or \"@run.seed\"; for a literal `@` write `@@`";
    return nullptr;
  }
  if (NamedTable* table = in.tables.find(reference.table)) return table;
  std::vector<std::string> names;
  if (in.report.may_search()) names = in.tables.names();
  const std::string nearest = nearest_name(reference.table, names);
  names.insert(names.end(), {"params", "run"});
  Diagnostic& d = in.unknown[reference.table].emplace_back(site.problem(
      "E301", "there is no part or stage `" + reference.table + "`", written, did_you_mean(reference.table, names)));
  if (const NamedTable* near = in.tables.find(nearest)) d.related.push_back({near->key_at, near->words() + " is here"});
  if (in.parameters.has_parameter(reference.table)) d.help = "the parameter is \"@params." + reference.table + "\"";
  return nullptr;
}

void report_disabled(Resolver& in, const OptionSite& site, const NamedTable& table, const Written& written) {
  Diagnostic d =
      site.problem("E307", site.quoted() + " needs stage `" + table.name + "`, which is not enabled", written);
  d.related.push_back({table.written->find("enabled")->at, "it is disabled here"});
  if (site.owner >= 0 && !in.nodes[site.owner].stage)
    in.deferred.push_back({site.node, std::move(d)});
  else
    in.report.add(std::move(d));
}

bool may_lead_to(Resolver& in, const NamedTable& table, const OptionSite& site, const Reference& reference,
                 const Written& written) {
  const bool observer = is_object(site.param->type) && reference.port.empty();
  if (site.is_of_run() && !observer) {
    const std::string must = " must be known before anything runs: it cannot come from ";
    in.problem(site, "E304", site.quoted() + must + table.words(), written);
    return false;
  }
  if (table.enabled || site.disabled) return true;
  report_disabled(in, site, table, written);
  return false;
}

// Nothing when there is no such output, which is reported.
std::optional<OutputInfo> named_output(Resolver& in, const OptionSite& site, const Reference& reference,
                                       const NamedTable& table, const Written& written) {
  const ComponentInfo& component = *in.nodes[table.node].component;
  if (const OutputInfo* output = component.output(reference.port)) return *output;
  std::vector<std::string> names;
  for (const OutputInfo& output : component.outputs) names.push_back(output.name);
  Diagnostic& d = in.problem(site, "E302", table.words() + " has no output `" + reference.port + "`", written,
                             did_you_mean(reference.port, names));
  d.note = "`" + component.id + "` ";
  if (!names.empty())
    d.note += "gives " + list_names(names);
  else
    d.note += table.stage ? "has no outputs" : "has no named outputs; \"@" + table.name + "\" is the part itself";
  return std::nullopt;
}

void report_choice(Resolver& in, const OptionSite& site, const NamedTable& table,
                   const std::vector<OutputInfo>& outputs, const Written& written) {
  if (outputs.empty()) {
    in.problem(site, "E303", table.words() + " gives nothing that can be wired", written);
    return;
  }
  std::vector<std::string> references;
  std::string label;
  for (const OutputInfo& output : outputs) {
    references.push_back("\"@" + table.name + "." + output.name + "\"");
    if (label.empty() && feeds(output, *site.param)) label = "for instance " + references.back();
  }
  in.problem(site, "E303", table.words() + " has more than one output: say which", written, label).help =
      "there are " + list_names(references);
}

// What "@x" alone means: the part itself, or the only output that is an object, or a value, as the parameter wants.
// Nothing when there is no saying which is meant, which is reported.
std::optional<OutputInfo> obvious_output(Resolver& in, const OptionSite& site, const NamedTable& table,
                                         const Written& written) {
  const ComponentInfo& component = *in.nodes[table.node].component;
  std::vector<OutputInfo> alike;
  std::copy_if(component.outputs.begin(), component.outputs.end(), std::back_inserter(alike),
               [&](const OutputInfo& output) { return is_object(output.type) == is_object(site.param->type); });
  if (alike.size() == 1) return alike[0];
  if (alike.empty()) {  // what there is will be refused by its type
    if (const std::optional<OutputInfo> itself = part_itself(component)) return itself;
    if (component.outputs.size() == 1) return component.outputs[0];
  }
  report_choice(in, site, table, alike.empty() ? component.outputs : alike, written);
  return std::nullopt;
}

}  // namespace

ResolvedValue resolve_wire(Resolver& in, const OptionSite& site, const Reference& reference, const Written& written) {
  ResolvedValue out = no_value(written.origin());
  NamedTable* table = table_of(in, site, reference, written);
  if (!table) return out;
  table->used = true;
  if (!may_lead_to(in, *table, site, reference, written)) return out;
  if (!in.nodes[table->node].component) return out;  // its own error is reported
  const std::optional<OutputInfo> output = reference.port.empty() ? obvious_output(in, site, *table, written)
                                                                  : named_output(in, site, reference, *table, written);
  if (!output) return out;
  if (!feeds(*output, *site.param)) {
    const std::string from = reference.port.empty() ? table->name : table->name + "." + reference.port;
    const std::string takes = site.quoted() + " takes " + type_words(*site.param);
    Diagnostic& d = in.problem(site, "E310", takes + ", but `" + from + "` gives " + type_words(*output), written);
    d.related.push_back({table->written->at, "`" + table->name + "` is here"});
    d.help = help_with_fitting(in, site, "makes one of the other");
    return out;
  }
  out.type = site.param->has(ATELIER_PARAM_LIST) ? ATELIER_TYPE_LIST : site.param->type;
  out.wire = {table->node, output->name};
  return out;
}

}  // namespace atelier::host
