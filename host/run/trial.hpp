// Makes parts before any stage has worked, to see whether they can be made.
//
// What stages make is not there yet. An option that waits for it is left out where it may be, and the part is then
// judged mildly: only what is wrong with the user's files counts, since anything else may come from what was left out.
// Otherwise the part waits. Before that its component is asked what is wrong already (atelier/foresee.h): that is
// certain.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "endings/last_words.hpp"
#include "stage_context.hpp"
#include "words/diagnostic.hpp"
#include "words/result.hpp"

namespace atelier::host {

struct TrialOptions {
  std::set<int> skip;              // nodes that failed in an earlier trial; what needs them is not made
  std::function<void(int)> doing;  // told each node before it is made, and -1 before all are taken down
};

// A part that could not be made.
struct FailedPart {
  int node = -1;
  Failure why;
  bool certain = true;                     // nothing was left out, here or in what it is made from
  std::vector<std::string> left_out = {};  // its own options that stages' outputs go to
};

// What a part warned of while it was made, or a stage when it was asked whether it is ready.
struct Warned {
  int node = -1;
  std::string text;
};

struct Trial {
  std::vector<int> made, waiting;  // nodes
  std::vector<FailedPart> failed;  // in the order of the nodes
  std::vector<Warned> warned;      // likewise
};

// Makes `roots` and the parts below them, each once, and takes all down again. Stages among them are made and asked
// whether they are ready (atelier.stage.ready/1), not run. `components` must have all of them. [main]
Trial try_parts(const ResolvedWorkflow& workflow, const std::vector<int>& roots, const NodeComponents& components,
                const TrialOptions& options = {});

// `stages` and what they use, made once before the first stage works: what cannot be made need not wait for hours of
// work to be told. The run makes its observers before that anyway. Errors are certain; a warning is of a part for which
// something comes from a stage, or a part's own. [main]
std::vector<Diagnostic> try_parts_early(const ResolvedWorkflow& workflow, const std::vector<int>& stages,
                                        const NodeComponents& components);

// Of nodes, each component once: whose functions may run while those are at work.
std::vector<LastWords::Component> components_of(const ResolvedWorkflow& workflow, const std::set<int>& nodes);

// E501 at the option that the failure is on account of, else at the node's table; a W002 when the failure is not
// certain and `mild`.
Diagnostic diagnostic_of(const ResolvedWorkflow& workflow, const FailedPart& failed, bool mild = false);
// W007 at the same places.
Diagnostic diagnostic_of(const ResolvedWorkflow& workflow, const Warned& warned);
// All that is wrong with a trial.
std::vector<Diagnostic> diagnostics_of(const ResolvedWorkflow& workflow, const Trial& trial, bool mild = false);

}  // namespace atelier::host
