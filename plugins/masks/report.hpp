// prepare_report.json and the lines on screen.
#pragma once

#include <string>

#include "class_plan.hpp"
#include "options.hpp"
#include "overlap_tally.hpp"
#include "tally.hpp"
#include "writing/verdict.hpp"

namespace atelier::masks {

// prepare_report.json.
std::string report_json(const Tally& tally, const ClassPlan& classes, const Options& options,
                        const OverlapWords& overlap, const writing::Verdict& verdict);

// "66 masks, 552 instances painted, 8 crowd regions left out, 3 skipped (no_pixels 2, ring_odd 1)".
std::string summary(const Tally& tally, const Options& options);

}  // namespace atelier::masks
