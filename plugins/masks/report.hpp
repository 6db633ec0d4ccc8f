// prepare_report.json and the lines on screen.
#pragma once

#include <string>

#include "class_plan.hpp"
#include "conversion/assessment.hpp"
#include "options.hpp"
#include "overlap_totals.hpp"
#include "totals.hpp"

namespace atelier::masks {

// prepare_report.json.
std::string report_json(const Totals& totals, const ClassPlan& classes, const Options& options,
                        const OverlapWords& overlap, const conversion::Assessment& assessment);

// What a check or a comparison of runs asks for: counts, and shares of all pixels: `contested`, `background`, `void`,
// of each class `share/<class>`, and `changed/<policy>` of what each compared policy would give another label.
void emit_numbers(const Call& call, const Totals& totals, const OverlapWords& overlap);

// "66 masks, 552 instances painted, 8 crowd regions left out, 3 skipped (no_pixels 2, ring_odd 1)".
std::string summary(const Totals& totals, const Options& options);

}  // namespace atelier::masks
