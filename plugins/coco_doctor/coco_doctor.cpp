#include "coco_doctor.hpp"

#include <atelier/cpp/files.hpp>
#include <limits>

#include "annotation_pass.hpp"
#include "counted.hpp"
#include "opened_report.hpp"
#include "picture_files.hpp"
#include "positions.hpp"
#include "report.hpp"

namespace atelier::coco_doctor {

namespace fs = std::filesystem;

void CocoDoctor::run(const Call& call, const fs::path& folder) {
  const fs::path& annotations = options_.annotations;
  if (!fs::is_regular_file(annotations))
    throw Error(ATELIER_E_IO, text(annotations.string(), " is not a file; `annotations` must name a JSON file"));
  Findings findings(options_.limit), fixes(options_.limit);
  Catalogue catalogue(call, findings);
  Walk walk(annotations);
  walk.run(catalogue);
  catalogue.finish();
  check_picture_files(call, options_.images, options_.pictures, catalogue, findings);
  for (Picture& picture : catalogue.pictures())
    if (picture.width == 0) picture.repair.leave_out(Code::kPictureSize);

  const bool fixed = options_.fix && walk.repairable();
  std::unique_ptr<FixedFile> file;
  if (fixed) file = std::make_unique<FixedFile>(annotations, folder / "fixed.json");
  Statistics statistics(catalogue);
  AnnotationPass pass(call, catalogue, options_.tiny_pixels, findings, statistics, fixed ? &fixes : nullptr,
                      file.get());
  walk.run(pass);
  if (file) file->commit();
  statistics.finish(catalogue.annotation_count(), findings);
  find_positions(annotations, {&findings, &fixes});

  Report report;
  report.annotations = annotations.string();
  report.images = options_.pictures == LookInto::kNothing ? "" : options_.images->string();
  report.depth = !options_.images.given() ? "none" : str(kDepths[static_cast<size_t>(*options_.pictures)]);
  report.catalogue = &catalogue;
  report.statistics = &statistics;
  report.findings = &findings;
  report.fix = options_.fix;
  report.fixed = fixed;
  report.fixes = &fixes;
  report.kept = {pass.kept(List::kImages), pass.kept(List::kAnnotations), pass.kept(List::kCategories)};
  tell(call, folder, report);
}

void CocoDoctor::tell(const Call& call, const fs::path& folder, const Report& report) const {
  const uint64_t errors = report.findings->count(Severity::kError);
  const uint64_t warnings = report.findings->count(Severity::kWarning);
  const bool fails =
      (options_.fail_on != FailOn::kNever && errors != 0) || (options_.fail_on == FailOn::kWarning && warnings != 0);
  // A stage that fails leaves no folder: then the lines are all that is left, and tell everything.
  const std::vector<std::string> lines =
      report_lines(report, fails ? std::numeric_limits<uint64_t>::max() : *options_.examples);
  std::string whole;
  for (const std::string& line : lines) whole += line + '\n';
  write_file(folder / "doctor.txt", whole, false);
  NewFile json(folder / "doctor.json");
  write_json(report, json);
  json.commit();
  write_counts(folder, errors, warnings);
  for (const std::string& line : lines) call.result(line);
  if (fails)
    throw Error(ATELIER_E_DATA, text(options_.annotations->string(), ": ", counted(errors, "error", "errors"), " and ",
                                     counted(warnings, "warning", "warnings"), ", listed above; fail_on = \"",
                                     view(kFailOn[static_cast<size_t>(*options_.fail_on)]), "\""));
}

std::unique_ptr<Opened> CocoDoctor::open(const Call&, const fs::path& folder) { return open_report(folder); }

}  // namespace atelier::coco_doctor
