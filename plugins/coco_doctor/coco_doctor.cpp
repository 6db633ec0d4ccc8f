#include "coco_doctor.hpp"

#include <atelier/cpp/files.hpp>
#include <limits>

#include "annotation_pass.hpp"
#include "counted.hpp"
#include "opened_report.hpp"
#include "picture_files.hpp"
#include "positions.hpp"
#include "report.hpp"

namespace atelier::doctor {

namespace fs = std::filesystem;

CocoDoctor::CocoDoctor(const Params& params)
    : annotations_(params.path("annotations")),
      images_(params.path("images")),
      pictures_(params.string("pictures")),
      fix_(params.boolean("fix")),
      fail_on_(params.string("fail_on")),
      tiny_pixels_(static_cast<uint64_t>(params.integer("tiny_pixels"))),
      limit_(static_cast<uint64_t>(params.integer("limit"))),
      examples_(static_cast<uint64_t>(params.integer("examples"))) {}

void CocoDoctor::run(const Call& call, const fs::path& folder) {
  if (!fs::is_regular_file(annotations_))
    throw Error(ATELIER_E_IO, text(annotations_.string(), " is not a file; `annotations` must name a JSON file"));
  const LookInto depth = pictures_ == "decode"   ? LookInto::kPixels
                         : pictures_ == "header" ? LookInto::kHeaders
                                                 : LookInto::kNothing;
  Findings findings(limit_), fixes(limit_);
  Catalogue catalogue(call, findings);
  Walk walk(annotations_);
  walk.run(catalogue);
  catalogue.finish();
  check_picture_files(call, images_, depth, catalogue, findings);
  for (Picture& picture : catalogue.pictures())
    if (picture.width == 0) picture.repair.leave_out(Code::kPictureSize);

  const bool fixed = fix_ && walk.repairable();
  std::unique_ptr<FixedFile> file;
  if (fixed) file = std::make_unique<FixedFile>(annotations_, folder / "fixed.json");
  Statistics statistics(catalogue);
  AnnotationPass pass(call, catalogue, tiny_pixels_, findings, statistics, fixed ? &fixes : nullptr, file.get());
  walk.run(pass);
  if (file) file->commit();
  statistics.finish(catalogue.annotation_count(), findings);
  find_positions(annotations_, {&findings, &fixes});

  Report report;
  report.annotations = annotations_.string();
  report.images = depth == LookInto::kNothing ? "" : images_.string();
  report.depth = images_.empty() ? "none" : pictures_;
  report.catalogue = &catalogue;
  report.statistics = &statistics;
  report.findings = &findings;
  report.fix = fix_;
  report.fixed = fixed;
  report.fixes = &fixes;
  report.kept = {pass.kept(List::kImages), pass.kept(List::kAnnotations), pass.kept(List::kCategories)};
  tell(call, folder, report);
}

void CocoDoctor::tell(const Call& call, const fs::path& folder, const Report& report) const {
  const uint64_t errors = report.findings->count(Severity::kError);
  const uint64_t warnings = report.findings->count(Severity::kWarning);
  const bool fails = (fail_on_ != "never" && errors != 0) || (fail_on_ == "warning" && warnings != 0);
  // A stage that fails leaves no folder: then the lines are all that is left, and tell everything.
  const std::vector<std::string> lines = report_lines(report, fails ? std::numeric_limits<uint64_t>::max() : examples_);
  std::string whole;
  for (const std::string& line : lines) whole += line + '\n';
  write_file(folder / "doctor.txt", whole, false);
  NewFile json(folder / "doctor.json");
  write_json(report, json);
  json.commit();
  write_counts(folder, errors, warnings);
  for (const std::string& line : lines) call.result(line);
  if (fails)
    throw Error(ATELIER_E_DATA,
                text(annotations_.string(), ": ", counted(errors, "error", "errors"), " and ",
                     counted(warnings, "warning", "warnings"), ", listed above; fail_on = \"", fail_on_, "\""));
}

std::unique_ptr<Opened> CocoDoctor::open(const Call&, const fs::path& folder) { return open_report(folder); }

}  // namespace atelier::doctor
