// References to other tables: "@part", "@stage.output".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fitting.hpp"
#include "named_tables.hpp"
#include "option_site.hpp"
#include "parameters.hpp"
#include "reference.hpp"
#include "report.hpp"
#include "resolved.hpp"

namespace atelier::host {

// What is wrong only if the node is needed after all: a part that refers to a disabled stage.
struct DeferredProblem {
  int node = -1;
  Diagnostic diagnostic;
};

class Wires {
 public:
  // All must outlive this; `nodes` may still grow.
  Wires(NamedTables& tables, const std::vector<Node>& nodes, const Parameters& parameters, const Fitting& fitting,
        Report& report)
      : tables_(tables), nodes_(nodes), parameters_(parameters), fitting_(fitting), report_(report) {}

  // Where the reference leads, marked as used. Of type NONE when it leads nowhere, or to what does not fit the site's
  // parameter: why is reported. `written` is the reference as it stands in the workflow.
  ResolvedValue resolve(const OptionSite& site, const Reference& reference, const Written& written);

  const std::vector<DeferredProblem>& deferred() const { return deferred_; }

 private:
  NamedTable* table_of(const OptionSite& site, const Reference& reference, const Written& written);
  bool may_lead_to(const NamedTable& table, const OptionSite& site, const Reference& reference, const Written& written);
  void report_disabled(const OptionSite& site, const NamedTable& table, const Written& written);
  // Nothing when there is no such output, or no saying which is meant: that is reported.
  std::optional<OutputInfo> named_output(const OptionSite& site, const Reference& reference, const NamedTable& table,
                                         const Written& written);
  std::optional<OutputInfo> obvious_output(const OptionSite& site, const NamedTable& table, const Written& written);
  void report_choice(const OptionSite& site, const NamedTable& table, const std::vector<OutputInfo>& outputs,
                     const Written& written);
  void report_mismatch(const OptionSite& site, const NamedTable& table, const std::string& gives,
                       const Written& written, const Reference& reference);

  NamedTables& tables_;
  const std::vector<Node>& nodes_;
  const Parameters& parameters_;
  const Fitting& fitting_;
  Report& report_;
  std::vector<DeferredProblem> deferred_;
};

}  // namespace atelier::host
