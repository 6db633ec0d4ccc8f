#include "report/report.hpp"

#include <algorithm>
#include <atelier/cpp/words.hpp>

namespace atelier::coco_doctor {
namespace {

std::string place_of(const Finding& finding) {
  std::string out;
  if (finding.line != 0) out = text("line ", finding.line, ", column ", finding.column, " (byte ", finding.offset, ")");
  const auto add = [&](const std::string& what) { out += (out.empty() ? "" : ", ") + what; };
  if (finding.annotation) add(text("annotation ", *finding.annotation));
  if (finding.image) add(text("picture ", *finding.image));
  if (finding.category) add(text("category ", *finding.category));
  if (finding.ring) add(text("ring ", finding.ring));
  return out;
}

// Bytes of the character that begins at `at` when it is sound UTF-8 and prints, else 0.
size_t printable(std::string_view line, size_t at) {
  const auto c = static_cast<unsigned char>(line[at]);
  if (c < 0x80) return c >= 0x20 && c != 0x7f ? 1 : 0;
  const size_t size = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
  if (c < 0xc2 || c > 0xf4 || at + size > line.size()) return 0;
  for (size_t i = 1; i < size; ++i)
    if ((line[at + i] & 0xc0) != 0x80) return 0;
  return size;
}

// One line that can be printed, whatever bytes a name of the file holds.
std::string clean(std::string_view line) {
  std::string out;
  for (size_t at = 0; at < line.size();) {
    const size_t size = printable(line, at);
    if (size == 0)
      out += '?';
    else
      out += line.substr(at, size);
    at += std::max<size_t>(size, 1);
  }
  return out;
}

// What was done about one code.
std::string words_of_fixes(const Findings::OfCode& fixes) {
  std::string out;
  if (fixes.count != fixes.drops) out = text("repaired: ", counted(fixes.count - fixes.drops, "time", "times"));
  if (fixes.drops != 0) out += text(out.empty() ? "" : "; ", "dropped: ", counted(fixes.drops, "time", "times"));
  return "  " + out;
}

// "98 annotations kept, 5 of them mended, 1 left as it is, 2 dropped".
std::string words_of(const Fates& fates, const char* one, const char* many) {
  std::string out = counted(fates.kept, one, many) + " kept";
  const std::string_view of_them = one_or_many(fates.kept, "", " of them");
  if (fates.mended != 0) out += text(", ", grouped(fates.mended), of_them, " mended");
  if (fates.left != 0)
    out += text(", ", grouped(fates.left), fates.mended != 0 ? "" : of_them,
                one_or_many(fates.left, " left as it is", " left as they are"));
  if (fates.dropped != 0) out += text(", ", grouped(fates.dropped), " dropped");
  return out;
}

std::string fixed_line(const Report& report) {
  const auto& [pictures, annotations, categories] = report.fates;
  const uint64_t dropped = pictures.dropped + annotations.dropped + categories.dropped;
  return text("fixed.json: ", words_of(annotations, "annotation", "annotations"), "; ",
              words_of(pictures, "picture", "pictures"), "; ", words_of(categories, "category", "categories"),
              dropped == 0 ? "" : " (see `fixes` in doctor.json for what was dropped, and why)");
}

void add_group(const CodeInfo& info, const Findings::OfCode& of, uint64_t examples, const Report& report,
               std::vector<std::string>& lines) {
  lines.push_back(text(name_of(info.code), ' ', info.slug, ": ", word_of(info.severity), ", ",
                       counted(of.count, "time", "times"), ". ", info.meaning));
  const uint64_t shown = std::min<uint64_t>(of.kept.size(), examples);
  for (uint64_t i = 0; i < shown; ++i) {
    const std::string place = place_of(of.kept[i]);
    lines.push_back(clean(text("    ", place, place.empty() ? "" : ": ", of.kept[i].text)));
  }
  if (of.count > shown) lines.push_back(text("    … and ", grouped(of.count - shown), " more"));
  lines.push_back(text("  remedy: ", info.remedy));
  if (!info.repair.empty() && (!report.fix || info.is_left)) lines.push_back(text("  fix = true: ", info.repair));
  const auto fixes = report.fixes.by_code().find(info.code);
  if (fixes != report.fixes.by_code().end()) lines.push_back(words_of_fixes(fixes->second));
}

}  // namespace

std::vector<std::string> report_lines(const Report& report, uint64_t examples) {
  std::vector<std::string> lines;
  for (const Severity severity : {Severity::kError, Severity::kWarning, Severity::kNote})
    for (const auto& [code, of] : report.findings.by_code())
      if (info_of(code).severity == severity) add_group(info_of(code), of, examples, report, lines);
  if (report.images.empty()) lines.push_back("the pictures' files were not looked at");
  if (report.fixed)
    lines.push_back(fixed_line(report));
  else if (report.fix)
    lines.push_back("there is no fixed.json: " + report.why_not_fixed);
  lines.push_back(summary_line(report));
  return lines;
}

std::string summary_line(const Report& report) {
  return text(counted(report.findings.count(Severity::kError), "error", "errors"), ", ",
              counted(report.findings.count(Severity::kWarning), "warning", "warnings"), ", ",
              counted(report.findings.count(Severity::kNote), "note", "notes"), " in ",
              counted(report.catalogue.annotation_count(), "annotation", "annotations"), " of ",
              counted(report.catalogue.pictures().size(), "picture", "pictures"));
}

}  // namespace atelier::coco_doctor
