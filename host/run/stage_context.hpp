// The instances made for one stage: each part that it needs, once, however many wires lead to it; the opened outputs of
// the stages before it; and last the stage itself. All of it goes in reverse order of creation.
#pragma once

#include <atelier/kinds/stage.h>
#include <atelier/plugin.h>

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "language/resolved.hpp"
#include "plugins/this_host.hpp"
#include "values.hpp"

namespace atelier::host {

// The loaded component of each node, by node index; null for nodes that are not needed.
using NodeComponents = std::vector<const atelier_component*>;

class StageContext {
 public:
  // `output_of` gives the folder of a finished stage.
  StageContext(const ResolvedWorkflow& workflow, const NodeComponents& components, const atelier_call* call,
               std::function<std::filesystem::path(const Node&)> output_of);
  StageContext(const StageContext&) = delete;
  ~StageContext();

  // Makes the node with all it needs and gives its instance. Throws atelier::Reported when a component failed (its text
  // is with the call) and atelier::Error when a wire brings what it must not. [main]
  // Of a stage, what its components say of places (atelier/places.h) is meant for that stage as long as this lives.
  atelier_object make(int node);
  // Asks the component of a node that cannot be made yet what is wrong all the same (atelier/foresee.h). `waits`: not 0
  // for each option that is not known. Throws as `make`. [main]
  void foresee(int node, const std::vector<uint32_t>& waits);

 private:
  struct Made {
    const Node* node;
    const atelier_component* component;
    void* self;  // the instance, or null
    const atelier_stage_v1* stage;
    void* opened;  // the opened output, or null
  };
  const Made& instance(int node);
  const Made& opened(int node);
  // What a wire from there brings: with `port` "", the part itself.
  atelier_value output(int node, const std::string& port);
  // Of all options; those that wait are as if left out. `waits` empty: none does.
  std::vector<const atelier_value*> arguments(const Node& node, const std::vector<uint32_t>& waits);
  // `name` is the option's, for errors.
  const atelier_value* argument(const ResolvedValue& value, const ParamInfo& param, const std::string& name);
  std::string describe_wire(const Wire& wire) const;
  const Node& node_at(int index) const { return workflow_.nodes[static_cast<size_t>(index)]; }
  const atelier_component& component_of(int index) const;

  const ResolvedWorkflow& workflow_;
  const NodeComponents& components_;
  const atelier_call* call_;
  std::function<std::filesystem::path(const Node&)> output_of_;
  ValueStore store_;
  std::vector<Made> made_;         // in order of creation
  std::map<int, size_t> by_node_;  // into made_
  std::optional<PlaceScope> places_;
};

// What a stage is told of its folder; the texts are borrowed.
atelier_stage_folder stage_folder(std::string_view path, bool continued = false);

// The stage's interface.
const atelier_stage_v1& stage_interface(const atelier_component& component);

}  // namespace atelier::host
