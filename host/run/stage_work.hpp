// One stage at work: makes its parts and itself, runs it and opens what it left.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "call_host.hpp"
#include "stage_context.hpp"
#include "stage_folder.hpp"

namespace atelier::host {

// What came of it, besides its folder.
struct Worked {
  Counted counted;
  Said said;
  Numbers numbers;
  std::map<std::string, nlohmann::json> values;       // of its outputs that are numbers or texts, by port
  std::map<std::filesystem::path, FileFacts> inputs;  // what components noted (atelier/inputs.h), and as it was then
  std::set<std::filesystem::path> held;               // those of them that count by their place (atelier/places.h)
};

// All must outlive the call. `output_of`: the folder of a finished stage.
struct StageWork {
  const Disk& disk;
  const ResolvedWorkflow& workflow;
  int stage = -1;
  const NodeComponents& components;
  const StageFolder& folder;
  std::function<std::filesystem::path(const Node&)> output_of;
};

// A failure is in the component's own words; its status is an ATELIER_E_…. [main]
Result<Worked> work_on(const StageWork& work, CallHost& call);

}  // namespace atelier::host
