// Whether a condition of a rule holds in a workflow.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "resolved.hpp"
#include "system/disk.hpp"

namespace atelier::host {

enum class Answer { kNo, kYes, kUnknown };

// An option of a rule, found in the workflow: its own component's, or one of the part that the path reaches.
struct OptionPlace {
  const Node* node = nullptr;
  const ParamInfo* param = nullptr;
  const ResolvedValue* value = nullptr;
};

// What the words of a condition mean for an option, each read once: a component may be used a thousand times.
using MeantWords =
    std::map<std::pair<const ConditionInfo*, const ParamInfo*>, std::vector<std::optional<ResolvedValue>>>;

// What rules are held against. `disk` null: what is at a path is not known.
struct RuleSite {
  const ResolvedWorkflow& workflow;
  int node = -1;
  const Disk* disk = nullptr;
  MeantWords& words;
};

// Nothing when the path leads through an output, or to an option that the part there does not have.
std::optional<OptionPlace> find_option(const RuleSite& site, const std::string& path);

Answer holds(const RuleSite& site, const ConditionInfo& condition);

// Of a condition that does not hold: which item of the list is the first that is wrong, and the one that it is wrong
// with; -1: the option as a whole.
struct WrongItem {
  int item = -1;
  int with = -1;
};
WrongItem wrong_item(const RuleSite& site, const ConditionInfo& condition);

}  // namespace atelier::host
