// Which option of which component is being resolved: what the parts of the resolver need to know of it, and what is
// wrong with it, in its words.
#pragma once

#include <string>

#include "catalog.hpp"
#include "report.hpp"
#include "written.hpp"

namespace atelier::host {

struct OptionSite {
  int node = -1;                             // whose option it is; -1: [run]'s
  int owner = -1;                            // Node::owner of it
  const ComponentInfo* component = nullptr;  // of the node
  const ParamInfo* param = nullptr;          // of one item, inside a list; null: the table as a whole
  std::string name;                          // "train.optimizer.lr"
  std::string label;                         // of an item in a list of slots: its `as`, or ""
  Position use_at;                           // stands in for the place of a default
  int depth = 0;                             // how many slots it is in
  bool disabled = false;                     // it is in a disabled stage

  bool is_of_run() const { return node < 0; }
  std::string quoted() const { return "`" + name + "`"; }

  // The same for another parameter: an option of the table, or one item or entry of it.
  OptionSite below(const ParamInfo& other, const std::string& suffix) const {
    OptionSite out = *this;
    out.param = &other;
    out.name += suffix;
    return out;
  }

  // What is wrong with its value, which is written `at`. Of a default, which has no place in the workflow, it is said
  // at the `use` that brings it in.
  Diagnostic problem(const char* code, std::string message, const Written& at, std::string label = "") const {
    const Position& range = at.is_default() ? use_at : at.at;
    Diagnostic d{code, Severity::kError, std::move(message), range, std::move(label), {}, "", ""};
    if (at.is_default() && param) d.note = "this is the default; give `" + param->name + "` to change it";
    return d;
  }
};

}  // namespace atelier::host
