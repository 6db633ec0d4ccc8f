// prepare_report.json and the lines on screen.
#pragma once

#include <string>

#include "class_plan.hpp"
#include "options.hpp"
#include "overlap_tally.hpp"
#include "tally.hpp"

namespace atelier::masks {

// prepare_report.json.
std::string report_json(const Tally& tally, const ClassPlan& classes, const Options& options,
                        const OverlapWords& overlap);

// "66 masks, 552 instances painted, 8 crowd regions left out, 3 skipped (zero_area 2, ring_odd 1)".
std::string summary(const Tally& tally, const Options& options);

// What keeps a strict run from going on: "14 annotations … the first is …", or "" when nothing does.
std::string defects(const Tally& tally);

}  // namespace atelier::masks
