// `use`: which component a table means, and whether it may stand there.
#pragma once

#include <optional>
#include <string>

#include "catalog.hpp"
#include "fitting.hpp"
#include "option_site.hpp"
#include "parameters.hpp"
#include "report.hpp"

namespace atelier::host {

class ComponentFinder {
 public:
  // All must outlive this.
  ComponentFinder(const Catalog& catalog, Parameters& parameters, const Fitting& fitting, Report& report)
      : catalog_(catalog), parameters_(parameters), fitting_(fitting), report_(report) {}

  // What `use` names, for a stage's or a part's own table, or for a part in a slot. Null when there is no such
  // component, or none that fits: why is reported.
  const ComponentInfo* for_table(const Written& use, bool stage);
  const ComponentInfo* for_slot(const Written& use, const OptionSite& slot);

 private:
  // The id, through a parameter if need be; nothing when there is none, which is reported. `option`: how the table
  // itself is called, for an example.
  std::optional<Written> id_of(const Written& use, const Position& at, const std::string& option);
  std::optional<Written> id_by_reference(const Reference& reference, const Position& at);
  bool fits_by_default(const OptionSite& slot, const std::string& id, const ComponentInfo* component);
  bool is_left_out(const std::string& id) const;
  // The diagnostics are for adding where the id comes from. `slot`: null for a table.
  Diagnostic& report_unknown(const Written& id, const Position& at, const OptionSite* slot, bool stage);
  Diagnostic& report_shadowed(const std::string& id, const Shadow& shadow, const Position& at);
  Diagnostic& report_refused(const std::string& id, const Refusal& refusal, const Position& at);

  const Catalog& catalog_;
  Parameters& parameters_;
  const Fitting& fitting_;
  Report& report_;
};

}  // namespace atelier::host
