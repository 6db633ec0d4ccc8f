#include "coco_doctor.hpp"

#include <atelier/cpp/files.hpp>
#include <atelier/cpp/words.hpp>
#include <limits>

#include "checks/picture_files.hpp"
#include "checks/second_walk.hpp"
#include "json/encodings.hpp"
#include "report/opened_report.hpp"
#include "report/positions.hpp"
#include "report/report.hpp"
#include "sources/file_kind.hpp"

namespace atelier::coco_doctor {

namespace fs = std::filesystem;

class CocoDoctor::Source {
 public:
  Source(const fs::path& file, const fs::path& folder) : file_(file), encoding_(wide_encoding_of(file)) {
    if (!encoding_) return;
    copy_ = folder / "utf8.json.part";
    write_as_utf8(file, *encoding_, copy_);
  }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  ~Source() {
    std::error_code none;
    if (!copy_.empty()) fs::remove(copy_, none);
  }

  const fs::path& original() const { return file_; }
  const fs::path& text() const { return copy_.empty() ? file_ : copy_; }
  // Nothing for a file that is read as it is.
  const std::optional<sources::WideEncoding>& encoding() const { return encoding_; }

 private:
  fs::path file_, copy_;
  std::optional<sources::WideEncoding> encoding_;
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

void tell_encoding(std::string_view encoding, Findings& findings, Findings& fixes) {
  Finding finding;
  finding.code = Code::kNotUtf8;
  finding.offset = 0;
  finding.text = text("the file is in ", encoding, "; all places below are those of its text in UTF-8");
  findings.add(finding);
  finding.text = text("written as UTF-8 instead of ", encoding);
  fixes.add(std::move(finding));
}

// Why there can be no fixed file, a sentence without a full stop; nothing when there can.
std::optional<std::string> hindrance_to_fix(bool is_other_kind, bool is_repairable, const Fates& annotations) {
  if (is_other_kind) return "the file is of another kind, which its defects tell";
  if (!is_repairable) return "what is wrong with the file as a whole must be set right by hand first";
  if (annotations.kept != 0 || annotations.dropped == 0) return {};
  return text("not one of its ", counted(annotations.dropped, "annotation", "annotations"),
              " could be kept; their defects are listed");
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
  Findings findings(options_.limit), fixes(options_.limit);
  if (source.encoding()) tell_encoding(source.encoding()->name, findings, fixes);
  Catalogue catalogue(call, findings);
  Walk walk(source.text());
  walk.run(catalogue);
  catalogue.finish();
  check_picture_files(call, options_.images, options_.pictures, catalogue, findings);
  for (Picture& picture : catalogue.pictures())
    if (picture.width == 0) picture.repair.leave_out(Code::kPictureSize);

  std::unique_ptr<FixedFile> file;
  if (options_.fix && walk.repairable()) file = std::make_unique<FixedFile>(source.text(), folder / "fixed.json");
  Statistics statistics(catalogue);
  SecondWalk entries(call, catalogue, options_.tiny_pixels, findings, statistics, file ? &fixes : nullptr, file.get());
  walk.run(entries);
  entries.finish();
  const bool is_other_kind = !entries.has_shapes() && is_of_another_kind(source.text(), findings);
  const auto hindrance =
      hindrance_to_fix(is_other_kind, walk.repairable(), entries.fates()[static_cast<size_t>(List::kAnnotations)]);
  const bool fixed = options_.fix && !hindrance;
  if (fixed)
    file->commit();
  else
    fixes = Findings(options_.limit);
  file.reset();
  statistics.finish(catalogue.annotation_count(), findings);
  find_positions(source.text(), {&findings, &fixes});
  tell(call, folder,
       {.annotations = source.original().string(),
        .images = options_.pictures == LookInto::kNothing ? "" : options_.images->string(),
        .depth = options_.images.given() ? str(kDepths[static_cast<size_t>(*options_.pictures)]) : "none",
        .catalogue = catalogue,
        .statistics = statistics,
        .findings = findings,
        .fix = options_.fix,
        .fixed = fixed,
        .fixes = fixes,
        .fates = entries.fates(),
        .why_not_fixed = hindrance.value_or("")});
}

void CocoDoctor::tell(const Call& call, const fs::path& folder, const Report& report) const {
  const uint64_t errors = report.findings.count(Severity::kError);
  const uint64_t warnings = report.findings.count(Severity::kWarning);
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
