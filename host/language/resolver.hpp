// From the layered tree to nodes: which component each table is, what each of its options is, where each wire goes.
//
// resolver.cpp has the tables, resolve_value.cpp the options, resolve_table.cpp those that are tables, resolve_slot.cpp
// the parts in slots, resolve_wire.cpp the references to other tables.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "catalog.hpp"
#include "parameters.hpp"
#include "report.hpp"
#include "resolved.hpp"
#include "system/disk.hpp"
#include "workflow.hpp"

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
};

class Resolver {
 public:
  // All must outlive this.
  // `disk`: where input paths are looked for, if they are to be.
  Resolver(const Catalog& catalog, Parameters& parameters, bool check_paths, const Disk& disk, Report& report);

  // Fills the run's settings and all nodes of `out`, those of disabled stages too.
  void resolve(const Written& root, ResolvedWorkflow& out);

  const std::vector<NamedTable>& tables() const { return tables_; }
  // For each node, the index of the named node it belongs to (itself, when it is one); -1: to the run.
  const std::vector<int>& owners() const { return owners_; }
  // What is wrong only if a node is needed after all: parts that refer to a disabled stage.
  const std::vector<std::pair<int, Diagnostic>>& held() const { return held_; }

 private:
  // What is being resolved, for messages.
  struct Place {
    int node = -1;  // -1: [run]
    const ComponentInfo* component = nullptr;
    const ParamInfo* param = nullptr;  // of one item, inside a list
    std::string name;                  // "train.optimizer.lr"
    Position use_at;                   // stands in for the place of a default
    int depth = 0;
    bool disabled = false;  // inside a disabled stage
  };

  // resolver.cpp
  void collect_tables(const Written& root);
  void add_table(const WrittenEntry& entry, bool stage);
  void sort_tables();
  void make_node(NamedTable& table);
  void resolve_reserved(const NamedTable& table);
  void report_keep(const Written& table);
  void resolve_after(const NamedTable& table, const Written& after);
  bool read_flag(const Written& table, const char* key, bool otherwise);
  void resolve_run(const Written& root);
  // The table's keys against the component's parameters: one value for each.
  std::vector<ResolvedValue> resolve_options(const Place& place, const Written& table);
  std::set<std::string> report_unknown(const Place& place, const Written& table);
  const ComponentInfo* component_named(const Written& use, const Place* slot, bool stage);
  bool fits_by_default(const Place& slot, const std::string& id, const ComponentInfo* component);
  void report_shadowed(const std::string& id, const Shadow& shadow, const Position& at);
  void report_unknown_component(const std::string& id, const Position& at, const Place* slot, bool stage);

  // resolve_value.cpp
  Diagnostic& error(const Place& place, const char* code, std::string message, const Written& at,
                    std::string label = "");
  ResolvedValue resolve_missing(const Place& place, const std::set<std::string>& meant, const Position& table_at);
  ResolvedValue resolve_param(const Place& place, const Written& written);
  ResolvedValue resolve_list(const Place& place, const Written& written);
  ResolvedValue resolve_single(const Place& place, const Written& written);
  ResolvedValue resolve_option(const Place& place, const Written& written);
  ResolvedValue convert(const Place& place, const Written& literal, const Written& written);
  void check_exists(const Place& place, const ResolvedValue& value, const Written& written);

  // resolve_table.cpp
  ResolvedValue resolve_table(const Place& place, const Written& written);
  const Written* referred_table(const Place& place, const Written& written);
  void add_entry(const Place& place, const WrittenEntry& entry, const Written& shown, ResolvedValue& out);

  // resolve_slot.cpp
  ResolvedValue resolve_slot(const Place& place, const Written& written);
  ResolvedValue make_part(const Place& place, const Written& table);
  std::optional<Written> with_default_use(const Place& place, const Written& table);

  // resolve_wire.cpp
  ResolvedValue resolve_wire(const Place& place, const Reference& reference, const Written& written);
  const OutputInfo* choose_output(const Place& place, const NamedTable& table, const ComponentInfo& component,
                                  const Written& written, bool& itself);
  void report_mismatch(const Place& place, const NamedTable& table, const std::string& what, const std::string& gives,
                       const Written& written);
  std::string fitting_reference(const Place& place) const;
  // `makes`: "makes one", "makes one of the other".
  std::string help_with_fitting(const Place& place, const char* makes) const;
  NamedTable* table_named(std::string_view name);
  std::vector<std::string> table_names() const;

  const Catalog& catalog_;
  Parameters& parameters_;
  const bool check_paths_;
  const Disk& disk_;
  Report& report_;
  std::filesystem::path folder_;  // of the workflow
  std::vector<NamedTable> tables_;
  std::map<std::string, size_t, std::less<>> by_name_;
  std::vector<Node>* nodes_ = nullptr;
  ResolvedWorkflow* out_ = nullptr;
  std::vector<int> owners_;
  std::vector<std::pair<int, Diagnostic>> held_;
  bool too_deep_ = false;  // reported once; no more slots are opened
};

}  // namespace atelier::host
