// What could be given to an option: of the tables of this workflow, or of the components that are installed. For help.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog.hpp"
#include "named_tables.hpp"
#include "option_site.hpp"
#include "resolved.hpp"

namespace atelier::host {

// What a wire to the part itself brings, as an output without a name. Nothing, when only its outputs can be wired: of a
// stage, or of a part that gives objects by name.
std::optional<OutputInfo> part_itself(const ComponentInfo& component);

class Fitting {
 public:
  // All must outlive this; `nodes` may still grow.
  Fitting(const Catalog& catalog, const NamedTables& tables, const std::vector<Node>& nodes)
      : catalog_(catalog), tables_(tables), nodes_(nodes) {}

  // A sentence on what fits, or ""; `makes` is said of a table: "makes one", "makes one of the other".
  std::string help(const OptionSite& site, const char* makes) const;
  // The same for an option that is to be a wire, and was written as something else.
  std::string help_with_wire(const OptionSite& site, const Written& written) const;
  // "of kind loss/1 there are …", or "".
  std::string components_of(const std::string& kind) const;

 private:
  struct Found {
    const NamedTable* table = nullptr;
    std::string reference;  // "@name" or "@name.output"
  };
  std::optional<Found> first_table(const OptionSite& site) const;
  // The ids of the components that can stand in the slot, or be or give what the wire is to bring.
  std::vector<std::string> makers(const OptionSite& site) const;

  const Catalog& catalog_;
  const NamedTables& tables_;
  const std::vector<Node>& nodes_;
};

}  // namespace atelier::host
