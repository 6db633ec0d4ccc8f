// What the doctor says: as text for people and as JSON for programs. [any]
#pragma once

#include <atelier/cpp/files.hpp>
#include <string>
#include <vector>

#include "checks/statistics.hpp"
#include "findings/findings.hpp"
#include "fix/fates.hpp"

namespace atelier::coco_doctor {

struct Report {
  std::string annotations;  // the file
  std::string images;       // the folder; empty when the pictures were not looked at
  std::string depth;        // "decode", "header", "none"
  const Catalogue& catalogue;
  const Statistics& statistics;
  const Findings& findings;
  bool fix = false;
  bool fixed = false;  // a fixed file was written
  const Findings& fixes;
  std::array<Fates, 3> fates{};  // of the entries of each list
  std::string why_not_fixed;     // a sentence without a full stop, when there is no fixed file
};

// Lines, one group for each code, errors first; at most `examples` places of each.
std::vector<std::string> report_lines(const Report& report, uint64_t examples);
// "3 errors, 12 warnings, 40 notes in 1,389 annotations of 158 pictures".
std::string summary_line(const Report& report);

void write_json(const Report& report, NewFile& out);

}  // namespace atelier::coco_doctor
