#include "tally.hpp"

#include <nlohmann/json.hpp>

namespace atelier::labelstudio_writer {

using Json = nlohmann::ordered_json;
using writing::also_counted;
using writing::counted;

void Tally::merge(const Tally& other) {
  tasks += other.tasks;
  empty_tasks += other.empty_tasks;
  written += other.written;
  polygons += other.polygons;
  brushes += other.brushes;
  crowds += other.crowds;
  in_parts += other.in_parts;
  toll.merge(other.toll);
  turned.merge(other.turned);
  not_there.merge(other.not_there);
}

std::string report_json(const Tally& tally, const Options& options, const writing::Verdict& verdict) {
  const auto chosen = [](const atelier_str* choices, auto value) { return view(choices[static_cast<size_t>(value)]); };
  Json out;
  out["tasks"] = tally.tasks;
  out["empty_tasks"] = tally.empty_tasks;
  out["instances"] = tally.toll.of_pictures();
  out["written"] = tally.written;
  out["write_as"] = chosen(kAs, *options.write_as);
  out["regions"] = {{"option", chosen(kForms, *options.form)},
                    {"polygons", tally.polygons},
                    {"brush", tally.brushes},
                    {"instances_in_parts", tally.in_parts}};
  out["crowd"] = {{"option", chosen(kCrowds, *options.crowd)}, {"count", tally.crowds}};
  out["skipped"] = tally.toll.skipped().json();
  out["rings_skipped"] = tally.toll.rings_skipped().json();
  out["orphans"] = tally.toll.orphans().json();
  out["turned"] = tally.turned.json();
  out["pictures_not_there"] = tally.not_there.json();
  verdict.append_to(out);
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string summary(const Tally& tally, Crowd crowd) {
  std::string out = counted(tally.tasks, "task", "tasks") + ", " +
                    counted(tally.written, "instance written", "instances written") + " as " +
                    counted(tally.polygons, "polygon", "polygons") + " and " +
                    counted(tally.brushes, "brush region", "brush regions");
  out += writing::without_parts(tally.toll);
  if (crowd == Crowd::kSkip) out += also_counted(tally.crowds, "crowd region left out", "crowd regions left out");
  out += also_counted(tally.turned.count(), "picture turned by EXIF, and its shapes with it",
                      "pictures turned by EXIF, and their shapes with them");
  out += also_counted(tally.not_there.count(), "picture not there, so taken as one that EXIF does not turn",
                      "pictures not there, so taken as ones that EXIF does not turn");
  out += writing::skipped_words(tally.toll);
  out += also_counted(tally.toll.orphans().count(), "belongs to no picture", "belong to no picture");
  return out;
}

}  // namespace atelier::labelstudio_writer
