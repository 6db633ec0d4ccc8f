// From the layered tree to nodes: which component each table is, what each of its options is, where each wire goes.
//
// A file for each piece: named_tables.cpp (parts and stages by name), resolver.cpp (tables and [run]),
// find_component.cpp (`use`), options.cpp (a component's table), slots.cpp (parts inside), wires.cpp (references to
// other tables), fitting.cpp (what could be given instead); then gates.cpp ([check]) and graph.cpp (what needs what).
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalog.hpp"
#include "parameters.hpp"
#include "report.hpp"
#include "resolved.hpp"
#include "system/disk.hpp"

namespace atelier::host {

// A `[part.x]` or `[stage.x]`.
struct NamedTable {
  std::string name;
  const Written* written = nullptr;
  Position key_at;
  bool stage = false;
  bool enabled = true;
  bool used = false;  // a reference names it
  int node = -1;

  std::string words() const { return (stage ? "stage `" : "part `") + name + "`"; }
};

// The `enabled` of a stage's or a check's table; true where it is wrong, which is reported.
bool is_enabled(const Written& table, Parameters& parameters, Report& report);

// In the order of the text. The node of each is its index.
class NamedTables {
 public:
  // Reports names that cannot be, or that are given twice. `root` must outlive this.
  NamedTables(const Written& root, Parameters& parameters, Report& report);

  NamedTable* find(std::string_view name);  // or null
  bool contains(std::string_view name) const { return by_name_.find(name) != by_name_.end(); }
  const std::vector<std::string>& names() const { return names_; }

  auto begin() const { return tables_.begin(); }
  auto end() const { return tables_.end(); }

 private:
  std::vector<NamedTable> tables_;
  std::vector<std::string> names_;
  std::map<std::string, size_t, std::less<>> by_name_;
};

// Which option of which component is being resolved: what the pieces need to know of it.
struct OptionSite {
  int node = -1;                             // whose option it is; -1: [run]'s
  int owner = -1;                            // Node::owner of it
  const ComponentInfo* component = nullptr;  // of the node
  std::string name = {};                     // "train.optimizer.lr"
  Position use_at = {};                      // stands in for the place of a default
  int depth = 0;                             // how many slots it is in
  bool disabled = false;                     // it is in a disabled stage
  const ParamInfo* param = nullptr;          // of one item, inside a list; null: the table as a whole
  std::string label = {};                    // of an item in a list of slots: its `as`, or ""

  bool is_of_run() const { return node < 0; }
  std::string quoted() const { return "`" + name + "`"; }

  // The same for another parameter: an option of the table, or one item or entry of it.
  OptionSite below(const ParamInfo& other, const std::string& suffix) const;
  // What is wrong with its value, which is written `at`. Of a default, which has no place in the workflow, it is said
  // at the `use` that brings it in.
  Diagnostic problem(const char* code, std::string message, const Written& at, std::string label = "") const;
};

// A value of type NONE: one that was not given, or one that is wrong, which is reported.
inline ResolvedValue no_value(Origin origin) {
  ResolvedValue none;
  none.origin = std::move(origin);
  return none;
}

// A reference to a disabled stage. One of a part is wrong only if that is needed after all.
struct DisabledUse {
  int part = -1;  // the node whose option it is in; -1: it is wrong in any case
  std::string stage;
  Diagnostic diagnostic;
};

// A value that does not fit the option that takes it from a parameter.
struct BadParameter {
  std::string name;
  Position value_at;      // where the value is written
  Position used_at;       // the reference
  Diagnostic diagnostic;  // as of the reference
  bool fits = false;      // it is of the right type all the same: a path that is not there
};

// What the pieces work on. All that it refers to must outlive it.
struct Resolver {
  const Catalog& catalog;
  NamedTables& tables;  // a table that a reference names is marked as used
  Parameters& parameters;
  const Disk& disk;
  bool check_paths;              // input paths must exist
  std::filesystem::path folder;  // what relative paths in defaults start from
  std::vector<Node>& nodes;
  Report& report;
  std::vector<DisabledUse> disabled_uses = {};
  bool too_deep = false;                                        // reported once; no more slots are opened
  std::map<std::string, std::vector<Diagnostic>> unknown = {};  // references to each name that no table has
  std::vector<BadParameter> bad_parameters = {};
  std::set<std::string> bad_settings = {};     // run settings whose values are wrong, which is told at [run]
  std::set<std::string> good_parameters = {};  // those whose value fits some option

  Diagnostic& problem(const OptionSite& site, const char* code, std::string message, const Written& at,
                      std::string label = "") {
    return report.add(site.problem(code, std::move(message), at, std::move(label)));
  }
};

// Fills the run's settings and all nodes of `workflow`, those of disabled stages too. `in.nodes` are the workflow's.
void resolve_nodes(Resolver& in, const Written& root, ResolvedWorkflow& workflow);

// Takes out disabled stages and, unless `keep_parts`, parts that no enabled stage or observer needs, with the parts in
// their slots. Reports what refers to disabled stages and stays.
void drop_idle(ResolvedWorkflow& workflow, const Resolver& resolver, bool keep_parts, Report& report);

// Fills `workflow.gates` from [check], and Node::behind of what they hold up. After drop_idle.
void resolve_gates(Resolver& in, const Written& root, ResolvedWorkflow& workflow);

// Sets `workflow.stages`: each stage after what it needs, through parts too; where that leaves a choice, in the order
// of the nodes. Circles are reported (E320) as the lines that make them.
void order_stages(ResolvedWorkflow& workflow, Report& report);

// One error for all of `all`, at the first of their places; of the others it says `too`.
void tell_once(std::vector<Diagnostic> all, const char* too, Report& report);

// One error for each name that references ask for and no table has, and for each parameter whose value fits nowhere:
// that is told where the value is written.
void report_references(Resolver& in);

// The key of a table without `use` that was probably meant to be it, or null.
const WrittenEntry* misspelt_use(const Written& table);
// A table without `use`: E208, at the key that was probably meant to be it, else at the table.
Diagnostic& report_no_use(Report& report, const std::string& name, const Written& table, const Position& at);

// A key that a table cannot have: `why` reads after it, "belongs to a stage; …".
void report_misplaced(Report& report, const Written& table, std::string_view key, const char* why);
// `keep` is for a later version.
void report_keep(Report& report, const Written& table);

// What `use` names, for a stage's or a part's own table, or for a part in a slot. Null when there is no such component,
// or none that fits: why is reported.
const ComponentInfo* component_for_table(Resolver& in, const Written& use, bool stage);
const ComponentInfo* component_for_slot(Resolver& in, const Written& use, const OptionSite& slot);

// Reports the keys that the component has no option for (E204). Gives the options that they seem to mean, which are not
// reported as missing too. `use_at` stands in for the place of a default.
std::set<std::string> report_unknown_options(Report& report, const ComponentInfo& component, const Written& table,
                                             const Position& use_at);

// Where the id that `use` means is written. Only for one that names a component.
Origin origin_of_use(Resolver& in, const Written& use);

// One value for each parameter of the component, in its order. `site` is the table as a whole.
std::vector<ResolvedValue> resolve_options(Resolver& in, const OptionSite& site, const Written& table);

// The part that fills the slot: a table, the bare id of a component, or a reference to a part.
ResolvedValue resolve_slot(Resolver& in, const OptionSite& slot, const Written& written);

// Where a reference to another table leads. `written` is the reference as it stands in the workflow.
ResolvedValue resolve_wire(Resolver& in, const OptionSite& site, const Reference& reference, const Written& written);

// What a wire to the part itself brings, as an output without a name. Nothing, when only its outputs can be wired: of a
// stage, or of a part that gives objects by name.
std::optional<OutputInfo> part_itself(const ComponentInfo& component);
// Whether an output, or a part, has the option's name, or nearly: `val` for `train.validate`.
bool is_named_for(const OptionSite& site, std::string_view output);
// A sentence on what fits the option, or "": what is nearest to the reference that was written and to the option's own
// name. `which`: "one", "one of the other".
std::string help_with_fitting(const Resolver& in, const OptionSite& site, const std::string& which,
                              std::string_view written = "");
// "of kind loss/1 there are …", or "".
std::string components_of(const Catalog& catalog, const std::string& kind);

}  // namespace atelier::host
