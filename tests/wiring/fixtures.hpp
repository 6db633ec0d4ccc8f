// A small table of a workflow for any component: what it must be given, with files that are there.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "language/catalog.hpp"

namespace atelier::host::wiring {

// Files that options with paths can lead to: pictures, label maps, an annotation file.
void write_files(const std::filesystem::path& folder);

// Tables of a workflow, each with what it needs.
class Tables {
 public:
  explicit Tables(const Catalog& catalog) : catalog_(catalog) {}

  // Adds a table of that name. `option`, when it is not empty, is given `value`.
  void add(const std::string& name, const ComponentInfo& component, const std::string& option = "",
           const std::string& value = "");
  // Adds what uses a part of that name, so that it is made: a stage, through other parts where it takes them.
  void add_user_of(const std::string& name, const ComponentInfo& component);
  const std::string& toml() const { return toml_; }

 private:
  // What fills the option, as TOML; "" when it may stay as it is.
  std::string filling(const ComponentInfo& component, const ParamInfo& param);
  // The name of a part of the kind; makes it when there is none.
  std::string supplier(const std::string& kind);

  const Catalog& catalog_;
  std::string toml_ = "atelier = 1\n";
  std::map<std::string, std::string> suppliers_;  // by kind
};

}  // namespace atelier::host::wiring
