// What a stage makes of its outcomes: losing everything is an error, losing much a warning, and what the dataset
// noticed about its source goes into the report.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conversion/outcomes.hpp"

namespace conversion {

// How a stage speaks of itself.
struct StageWords {
  std::string_view done;    // "painted", "written"
  std::string_view report;  // the file that counts what is left out
  // The reasons for which its options leave annotations out, each with the options to look at: {"too_small",
  // "`min_pixels`"}.
  std::vector<std::pair<std::string_view, std::string_view>> options;
};

// For `strict`: throws ATELIER_E_DATA when an annotation is not in the result in full for any reason but the options,
// or the dataset noticed a defect. Says how many, why, the first, and what to do.
void refuse_defects(const atelier::Call& call, const atelier::DatasetRef& dataset, const Outcomes& outcomes,
                    const StageWords& words);

class Assessment {
 public:
  // part_only: the stage was asked for a part of the pictures, which says nothing about orphans. Throws ATELIER_E_DATA
  // when there are annotations and nothing of any is kept: counts by reason, the first place, what the dataset noticed,
  // and what to do.
  Assessment(const atelier::Call& call, const atelier::DatasetRef& dataset, const Outcomes& outcomes,
             const StageWords& words, bool part_only = false);

  // What the dataset noticed that should be looked at; classes that share a name, or none at all; more than a tenth
  // lost to defects in whole or in part, or all of a class; pixels of more than half that are far from the areas of the
  // source.
  const std::vector<std::string>& warnings() const { return warnings_; }
  // Appends `area_zero`, `area_far_off`, `holes_cut_out`, `source_notes` ([{"word": …, "count": …, "text": …}, …]) and
  // `warnings`.
  void append_to(nlohmann::ordered_json& report) const;
  // The stage's last lines: notes as results, then the warnings.
  void say(const atelier::Call& call) const;

 private:
  CountWithExamples area_zero_;
  CountWithExamples area_far_off_;
  CountWithExamples holes_cut_out_;
  std::vector<atelier::DatasetNote> notes_;
  std::vector<std::string> warnings_;
};

}  // namespace conversion
