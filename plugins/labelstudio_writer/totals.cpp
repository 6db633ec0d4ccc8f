#include "totals.hpp"

#include <atelier/cpp/words.hpp>
#include <nlohmann/json.hpp>

#include "conversion/summary_words.hpp"

namespace atelier::labelstudio_writer {

using Json = nlohmann::ordered_json;
using conversion::also_counted;

void Totals::merge(const Totals& other) {
  tasks += other.tasks;
  empty_tasks += other.empty_tasks;
  written += other.written;
  polygons += other.polygons;
  brushes += other.brushes;
  crowds += other.crowds;
  in_parts += other.in_parts;
  outcomes.merge(other.outcomes);
  turned.merge(other.turned);
  not_there.merge(other.not_there);
}

std::string report_json(const Totals& totals, const Options& options, const conversion::Assessment& assessment) {
  const auto chosen = [](const atelier_str* choices, auto value) { return view(choices[static_cast<size_t>(value)]); };
  Json out;
  out["tasks"] = totals.tasks;
  out["empty_tasks"] = totals.empty_tasks;
  out["instances"] = totals.outcomes.of_pictures();
  out["written"] = totals.written;
  out["write_as"] = chosen(kAs, *options.write_as);
  out["regions"] = {{"option", chosen(kForms, *options.form)},
                    {"polygons", totals.polygons},
                    {"brush", totals.brushes},
                    {"instances_in_parts", totals.in_parts}};
  out["crowd"] = {{"option", chosen(kCrowds, *options.crowd)}, {"count", totals.crowds}};
  out["skipped"] = totals.outcomes.skipped().json();
  out["rings_skipped"] = totals.outcomes.rings_skipped().json();
  out["orphans"] = totals.outcomes.orphans().json();
  out["turned"] = totals.turned.json();
  out["pictures_not_there"] = totals.not_there.json();
  assessment.append_to(out);
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string summary(const Totals& totals, Crowd crowd) {
  std::string out = counted(totals.tasks, "task", "tasks") + ", " +
                    counted(totals.written, "instance written", "instances written") + " as " +
                    counted(totals.polygons, "polygon", "polygons") + " and " +
                    counted(totals.brushes, "brush region", "brush regions");
  out += conversion::without_parts(totals.outcomes);
  if (crowd == Crowd::kSkip) out += also_counted(totals.crowds, "crowd region left out", "crowd regions left out");
  out += also_counted(totals.turned.count(), "picture turned by EXIF, and its shapes with it",
                      "pictures turned by EXIF, and their shapes with them");
  out += also_counted(totals.not_there.count(), "picture not there, so taken as one that EXIF does not turn",
                      "pictures not there, so taken as ones that EXIF does not turn");
  out += conversion::skipped_words(totals.outcomes);
  out += conversion::orphans_words(totals.outcomes);
  return out;
}

}  // namespace atelier::labelstudio_writer
