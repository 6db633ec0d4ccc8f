// A workflow after everything in it has been checked: values typed and complete, references turned into wires, parts
// and stages as nodes in one graph. What the resolver makes and the executor runs.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catalog.hpp"
#include "condition.hpp"
#include "written.hpp"

namespace atelier::host {

// A wire to a node: to the node itself when `port` is "", else to its named output.
struct Wire {
  int node = -1;  // index into ResolvedWorkflow::nodes
  std::string port;
};

struct ResolvedValue {
  uint32_t type = 0;  // ATELIER_TYPE_*; NONE: not given (or wrong, while the workflow is being read). With a wire: the
                      // declared type, value known only at run time
  int64_t integer = 0;
  double real = 0;
  std::string text;  // paths absolute
  std::vector<ResolvedValue> items;
  Wire wire;  // node >= 0: take the value, object or path from there
  Origin origin;

  bool is_wire() const { return wire.node >= 0; }
};

// Calls `visit` for each of `values` that is a wire, those inside lists and tables too.
template <class Values, class Visit>
void for_each_wire(Values& values, const Visit& visit) {
  for (auto& value : values) {
    if (value.is_wire()) visit(value);
    for_each_wire(value.items, visit);
  }
}

// A configured component. An inline part of a slot is a node too, named after its slot ("train.optimizer",
// "train.augment[resize]" when it has `as`, else "train.augment[0]").
struct Node {
  std::string name = {};
  const ComponentInfo* component = nullptr;
  bool stage = false;
  bool in_slot = false;    // an inline part, not a table of its own
  bool misread = false;    // it has keys that nobody knows, which is told: what it lacks may be meant by them
  std::string label = {};  // of a part in a list of slots: its `as`, or ""
  int owner = -1;          // the node of the table that it belongs to: itself, or what its slot is in; -1: [run]
  std::vector<ResolvedValue> values = {};  // one for each param of the component, in its order
  std::vector<int> after = {};             // stages that must come first, by `after`
  std::vector<int> behind = {};            // stages that must come first for the sake of a gate before this one
  Position at = {};                        // of its table
  Position use_at = {};                    // of its `use` value
  Origin use = {};                         // where the component's id is written, through a parameter if need be
  std::vector<Position> after_at = {};     // where each of `after` is written
  std::string doc = {};                    // the workflow's own words on it
};

// `[check.NAME]`: a condition on numbers that stages leave. It is decided when the last of its stages has ended.
struct Gate {
  std::string name = {};
  std::string doc = {};
  std::string that = {};  // the condition, with the values of parameters in place of them
  Condition condition = {};
  std::vector<int> nodes = {};  // the stage of each of condition.asked
  Position at = {};             // of its table
  Origin origin = {};           // of the condition

  bool asks(int node) const { return std::find(nodes.begin(), nodes.end(), node) != nodes.end(); }
};

// A stage that the workflow has and does not run.
struct DisabledStage {
  std::string name;
  Position at;  // of what disables it
};

// A parameter of the workflow.
struct ParameterValue {
  std::string name;
  Written value;    // final: no reference or splice is left in it
  Written written;  // what stands in [params], or what was laid over that
};

struct ResolvedWorkflow {
  std::string name;
  std::string doc;
  std::filesystem::path file;
  std::vector<ParameterValue> params = {};  // in the order of writing
  uint64_t seed = 0;
  std::string device = "auto";
  uint32_t threads = 0;  // 0: all cores
  std::vector<Node> nodes;
  std::vector<int> stages;     // node indices of all stages, each after what it needs; disabled ones are not in `nodes`
  std::vector<int> observers;  // node indices of the parts in `run.observers`
  std::vector<Gate> gates;     // in the order of the text; disabled ones are not in it
  std::vector<DisabledStage> disabled;
  std::vector<ResolvedValue> run;  // seed, device, threads and observers again, with their origins
  std::string source;              // the file's text, as given
  std::map<std::string, std::optional<std::string>> environment;  // what was asked of it; nothing: it was not set
  std::string resolved_toml;                                      // every value with its origin, as TOML with comments
};

}  // namespace atelier::host
