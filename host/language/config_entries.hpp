// A resolved workflow as a list of values, each under the path that `--set` knows it by. [any]
#pragma once

#include <string>
#include <vector>

#include "resolved.hpp"

namespace atelier::host {

struct ConfigEntry {
  std::string path;                      // "train.optimizer.lr", "run.seed", "params.size", "train.optimizer.use"
  std::string toml;                      // the value; "" when none is given
  Origin origin = {};                    // where it was written, through a parameter if need be
  const ParamInfo* param = nullptr;      // null of `use` and of parameters
  std::string by_default = {};           // the parameter's default, as the component says it; "" when there is none
  const ComponentInfo* of = nullptr;     // whose option it is; null of parameters and of [run]
  bool changed = true;                   // not what it would be by default
  const ResolvedValue* value = nullptr;  // null of `use` and of parameters
};

// In the order in which write_resolved_toml has them, parameters first. Points into the workflow.
std::vector<ConfigEntry> config_entries(const ResolvedWorkflow& workflow);

}  // namespace atelier::host
