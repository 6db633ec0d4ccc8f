// The parts and stages of a workflow by their names, as they are written.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "parameters.hpp"
#include "report.hpp"
#include "written.hpp"

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

// In the order of the text. The node of each is its index.
class NamedTables {
 public:
  // Reports names that cannot be, or that are given twice. `root` must outlive this.
  NamedTables(const Written& root, Parameters& parameters, Report& report);

  NamedTable* find(std::string_view name);  // or null
  bool contains(std::string_view name) const { return by_name_.find(name) != by_name_.end(); }
  std::vector<std::string> names() const;

  auto begin() { return tables_.begin(); }
  auto end() { return tables_.end(); }
  auto begin() const { return tables_.begin(); }
  auto end() const { return tables_.end(); }

 private:
  std::vector<NamedTable> tables_;
  std::map<std::string, size_t, std::less<>> by_name_;
};

}  // namespace atelier::host
