// Gates decided: the conditions of [check] held against the numbers that stages left.
//
// A failed gate takes nothing away: what the stages left stays, but what depends on them does not run. Pure functions,
// to be asked each time a stage has ended, whether it ran or its result was there already. [any]
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "call_host.hpp"
#include "language/resolved.hpp"

namespace atelier::host {

struct GateResult {
  const Gate* gate = nullptr;  // one of ResolvedWorkflow::gates
  bool passed = false;
  bool complete = true;  // all its numbers were there
  std::string said;      // "score.mean is 0.31", or which number is missing
};

// The gates that can be decided in a run of these stages: those for which all stages they ask are among them.
std::vector<const Gate*> gates_of(const ResolvedWorkflow& workflow, const std::vector<int>& stages);

// The gates that the end of `stage` decides: those that ask it and otherwise only stages in `ended`, which has the
// numbers of each stage that has reached its end, this one's too. A number that is not there, or is NaN, fails a gate.
std::vector<GateResult> decide_gates(const ResolvedWorkflow& workflow, const std::map<int, Numbers>& ended, int stage);

// The stages that do not run once the gate has failed: all that depend on a stage it asks, but for those that it waits
// for itself.
std::set<int> stopped_by(const ResolvedWorkflow& workflow, const Gate& gate);

// "check `quality` failed: score.mean is 0.31, and must be >= 0.4 (w.toml:12:8)"
std::string failure_words(const GateResult& result);

}  // namespace atelier::host
