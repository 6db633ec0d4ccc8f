// How the stages and parts of a workflow are wired, as data, and the forms in which it is shown.
//
// Parts inside slots are no nodes of their own: they are rows of the node whose table they stand in.
#pragma once

#include <string>
#include <vector>

#include "language/resolved.hpp"

namespace atelier::host {

// A part in a slot: "optimizer" is filled with "optimizer.adam".
struct WiringSlot {
  std::string option;  // "loader.sampler"
  std::string component;
};

// A [check.NAME] that is decided when the node has ended.
struct WiringCheck {
  std::string name;
  std::string that;
};

struct WiringNode {
  std::string name;
  std::string component;  // "" of the run itself, which has observers
  std::string kind;       // "stage/1", "dataset/1"
  bool stage = false;
  int number = 0;  // of a stage: its place in the order of running, from 1; of a part 0
  std::vector<WiringSlot> slots;
  std::vector<WiringCheck> checks = {};
};

struct WiringEdge {
  int from = -1;  // index of the node
  int to = -1;
  std::string port;    // "" for the part itself
  std::string option;  // of the node that takes it; "" when it only comes after
  std::string type;    // "samples/1", "path", "int"

  bool only_after() const { return option.empty(); }
};

struct Wiring {
  std::string name;               // the workflow's
  std::vector<WiringNode> nodes;  // in the order of running, parts before the first stage that needs them
  std::vector<WiringEdge> edges;  // in the order of the nodes that take, and of their options

  size_t stages() const;
  size_t parts() const;
};

// Of these stages (in the order of running), and what they need.
Wiring wiring_of(const ResolvedWorkflow& workflow, const std::vector<int>& stages);

// A tree for each stage, in the order of running; a part is spread out where it is first needed.
std::string wiring_text(const Wiring& wiring);
// A digraph for Graphviz.
std::string wiring_dot(const Wiring& wiring);
// A flowchart for Mermaid.
std::string wiring_mermaid(const Wiring& wiring);
// A picture that stands by itself, for light and dark pages.
std::string wiring_svg(const Wiring& wiring);

}  // namespace atelier::host
