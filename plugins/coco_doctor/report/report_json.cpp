#include <filesystem>
#include <nlohmann/json.hpp>

#include "report/report.hpp"

namespace atelier::coco_doctor {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

// The same for files that have been moved.
std::string last_part(const std::string& path) {
  const std::filesystem::path whole = std::filesystem::path(path).lexically_normal();
  return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
}

void add_place(const Finding& finding, Json& to) {
  if (finding.annotation) to["annotation"] = *finding.annotation;
  if (finding.image) to["image"] = *finding.image;
  if (finding.category) to["category"] = *finding.category;
  if (finding.ring) to["ring"] = finding.ring;
  if (finding.offset == kNowhere) return;
  to["offset"] = finding.offset;
  to["line"] = finding.line;
  to["column"] = finding.column;
}

Json summary_json(const Report& report) {
  Json out;
  for (const Severity severity : {Severity::kError, Severity::kWarning, Severity::kNote})
    out[std::string(word_of(severity)) + "s"] = report.findings.count(severity);
  out["pictures"] = report.catalogue.pictures().size();
  out["annotations"] = report.catalogue.annotation_count();
  out["categories"] = report.catalogue.categories().size();
  out["fixes"] = report.fixes.count();
  out["fixed"] = report.fixed;
  if (report.fixed)
    for (const auto& [name, fate] : {std::pair("kept", &Fates::kept), std::pair("mended", &Fates::mended),
                                     std::pair("left", &Fates::left), std::pair("dropped", &Fates::dropped)})
      out[name] = {{"pictures", report.fates[0].*fate},
                   {"annotations", report.fates[1].*fate},
                   {"categories", report.fates[2].*fate}};
  return out;
}

Json codes_json(const Findings& findings) {
  Json out = Json::array();
  for (const auto& [code, of] : findings.by_code()) {
    const CodeInfo& info = info_of(code);
    out.push_back({{"code", name_of(code)},
                   {"slug", info.slug},
                   {"severity", word_of(info.severity)},
                   {"count", of.count},
                   {"listed", of.kept.size()},
                   {"meaning", info.meaning},
                   {"remedy", info.remedy},
                   {"fix", info.repair}});
  }
  return out;
}

Json statistics_json(const Report& report) {
  Json classes = Json::array();
  for (size_t i = 0; i < report.catalogue.categories().size(); ++i) {
    const Category& category = report.catalogue.categories()[i];
    const ClassFigures& figures = report.statistics.classes()[i];
    classes.push_back({{"id", category.has_id || category.renumbered ? Json(category.id) : Json()},
                       {"name", category.name},
                       {"annotations", figures.annotations},
                       {"instances", figures.instances},
                       {"crowds", figures.crowds},
                       {"pixels", figures.pixels},
                       {"pictures", figures.pictures}});
  }
  const auto& sizes = report.statistics.sizes();
  return {{"classes", classes},
          {"instances_by_pixels", {{"below_1024", sizes[0]}, {"below_9216", sizes[1]}, {"more", sizes[2]}}},
          {"annotated_pictures", report.statistics.annotated_pictures()},
          {"pixels", report.statistics.pixels()},
          {"picture_pixels", report.statistics.picture_pixels()}};
}

// A list of objects, one on each line.
template <class Make>
void write_list(const Findings& findings, NewFile& out, Make make) {
  std::string text = "[";
  bool first = true;
  for (const auto& [code, of] : findings.by_code())
    for (const Finding& finding : of.kept) {
      text += first ? "\n" : ",\n";
      first = false;
      text += dump(make(info_of(code), finding));
      if (text.size() < (1 << 20)) continue;
      out.write(text);
      text.clear();
    }
  out.write(text + (first ? "]" : "\n]"));
}

}  // namespace

void write_json(const Report& report, NewFile& out) {
  out.write("{\"format\": \"atelier.coco-doctor/1\",\n\"annotations\": " + dump(last_part(report.annotations)));
  out.write(",\n\"images\": " + dump(last_part(report.images)) + ",\n\"pictures\": " + dump(report.depth));
  out.write(",\n\"summary\": " + dump(summary_json(report)));
  out.write(",\n\"codes\": " + dump(codes_json(report.findings)) + ",\n\"findings\": ");
  write_list(report.findings, out, [](const CodeInfo& info, const Finding& finding) {
    Json json = {{"code", name_of(info.code)}, {"slug", info.slug}, {"severity", word_of(info.severity)}};
    add_place(finding, json);
    json["text"] = finding.text;
    json["remedy"] = info.remedy;
    return json;
  });
  out.write(",\n\"fixes\": ");
  write_list(report.fixes, out, [](const CodeInfo& info, const Finding& fix) {
    Json json = {{"code", name_of(info.code)}, {"slug", info.slug}};
    add_place(fix, json);
    json["done"] = fix.text;
    return json;
  });
  out.write(",\n\"statistics\": " + dump(statistics_json(report)) + "}\n");
}

}  // namespace atelier::coco_doctor
