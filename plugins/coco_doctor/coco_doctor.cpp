#include "coco_doctor.hpp"

#include <atelier/cpp/files.hpp>
#include <limits>

#include "annotation_pass.hpp"
#include "counted.hpp"
#include "encodings.hpp"
#include "opened_report.hpp"
#include "picture_files.hpp"
#include "positions.hpp"
#include "report.hpp"
#include "sources/file_kind.hpp"

namespace atelier::coco_doctor {

namespace fs = std::filesystem;

class CocoDoctor::Source {
 public:
  Source(const fs::path& file, const fs::path& folder) : file_(file), encoding_(wide_encoding_of(file)) {
    if (encoding_.empty()) return;
    copy_ = folder / "utf8.json.part";
    write_as_utf8(file, encoding_, copy_);
  }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  ~Source() {
    std::error_code none;
    if (!copy_.empty()) fs::remove(copy_, none);
  }

  const fs::path& original() const { return file_; }
  const fs::path& text() const { return copy_.empty() ? file_ : copy_; }
  // "UTF-16"; "" for a file that is read as it is.
  const std::string& encoding() const { return encoding_; }

 private:
  fs::path file_, copy_;
  std::string encoding_;
};

namespace {

// Kinds whose files have no shapes, or not where COCO's instances have them.
bool is_wrong(const sources::Recognised& file) {
  using sources::FileKind;
  return file.kind != FileKind::kUnknown && file.kind != FileKind::kCocoInstances && file.kind != FileKind::kLvis &&
         file.kind != FileKind::kNotText && file.kind != FileKind::kOther;
}

// Adds to defects of the file as a whole what it seems to be. Whether there are any.
bool explain_form(const fs::path& file, Findings& findings) {
  bool any = false;
  for (const Code code : {Code::kNotAnObject, Code::kListMissing, Code::kListWrongType}) {
    const auto found = findings.by_code().find(code);
    if (found == findings.by_code().end()) continue;
    for (Finding& finding : found->second.kept)
      finding.text += sources::looks_like(file, sources::FileKind::kCocoInstances);
    any = true;
  }
  return any;
}

// Whether it is of another kind, which is told.
bool is_of_another_kind(const fs::path& file, Findings& findings) {
  if (explain_form(file, findings)) return false;
  const sources::Recognised kind = sources::recognise(file);
  if (!is_wrong(kind)) return false;
  Finding finding;
  finding.code = Code::kWrongKind;
  finding.offset = 0;
  finding.text = text("it looks like ", kind.what, ": ", kind.remedy);
  findings.add(std::move(finding));
  return true;
}

void tell_encoding(const std::string& encoding, Findings& findings, Findings& fixes) {
  Finding finding;
  finding.code = Code::kNotUtf8;
  finding.offset = 0;
  finding.text = text("the file is in ", encoding, "; all places below are those of its text in UTF-8");
  findings.add(finding);
  finding.text = text("written as UTF-8 instead of ", encoding);
  fixes.add(std::move(finding));
}

}  // namespace

void CocoDoctor::run(const Call& call, const fs::path& folder) {
  const fs::path& annotations = options_.annotations;
  if (!fs::is_regular_file(annotations))
    throw Error(ATELIER_E_IO, text(annotations.string(), " is not a file; `annotations` must name a JSON file"));
  const Source source(annotations, folder);
  examine(call, folder, source);
}

void CocoDoctor::examine(const Call& call, const fs::path& folder, const Source& source) {
  Findings findings(options_.limit), fixes(options_.limit), no_fixes(options_.limit);
  if (!source.encoding().empty()) tell_encoding(source.encoding(), findings, fixes);
  Catalogue catalogue(call, findings);
  Walk walk(source.text());
  walk.run(catalogue);
  catalogue.finish();
  check_picture_files(call, options_.images, options_.pictures, catalogue, findings);
  for (Picture& picture : catalogue.pictures())
    if (picture.width == 0) picture.repair.leave_out(Code::kPictureSize);

  bool fixed = options_.fix && walk.repairable();
  std::unique_ptr<FixedFile> file;
  if (fixed) file = std::make_unique<FixedFile>(source.text(), folder / "fixed.json");
  Statistics statistics(catalogue);
  AnnotationPass pass(call, catalogue, options_.tiny_pixels, findings, statistics, fixed ? &fixes : nullptr,
                      file.get());
  walk.run(pass);
  pass.finish();
  const bool wrong = !pass.has_shapes() && is_of_another_kind(source.text(), findings);
  const Fates& annotations = pass.fates()[static_cast<size_t>(List::kAnnotations)];
  const bool empty = annotations.kept == 0 && annotations.dropped != 0;
  Report report;
  if (wrong)
    report.why_not_fixed = "the file is of another kind, which its defects tell";
  else if (fixed && empty)
    report.why_not_fixed = text("not one of its ", counted(annotations.dropped, "annotation", "annotations"),
                                " could be kept; their defects are listed");
  else
    report.why_not_fixed = "what is wrong with the file as a whole must be set right by hand first";
  fixed = fixed && !wrong && !empty;
  if (fixed) file->commit();
  file.reset();
  statistics.finish(catalogue.annotation_count(), findings);
  find_positions(source.text(), {&findings, &fixes});

  report.annotations = source.original().string();
  report.images = options_.pictures == LookInto::kNothing ? "" : options_.images->string();
  report.depth = !options_.images.given() ? "none" : str(kDepths[static_cast<size_t>(*options_.pictures)]);
  report.catalogue = &catalogue;
  report.statistics = &statistics;
  report.findings = &findings;
  report.fix = options_.fix;
  report.fixed = fixed;
  report.fixes = fixed ? &fixes : &no_fixes;
  report.fates = pass.fates();
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
