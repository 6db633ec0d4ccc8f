#include "totals.hpp"

#include <atelier/cpp/core.hpp>
#include <atelier/cpp/words.hpp>
#include <nlohmann/json.hpp>

#include "conversion/summary_words.hpp"

namespace atelier::yolo_writer {

using Json = nlohmann::ordered_json;
using conversion::also_counted;

void Totals::merge(const Totals& other) {
  pictures += other.pictures;
  empty_pictures += other.empty_pictures;
  written += other.written;
  crowds += other.crowds;
  merged += other.merged;
  outcomes.merge(other.outcomes);
  holes_filled.merge(other.holes_filled);
  united.merge(other.united);
  clipped.merge(other.clipped);
  turned.merge(other.turned);
}

std::string report_json(const Totals& totals, Crowd crowd, const conversion::Assessment& assessment) {
  Json out;
  out["pictures"] = totals.pictures;
  out["empty_pictures"] = totals.empty_pictures;
  out["instances"] = totals.outcomes.of_pictures();
  out["written"] = totals.written;
  out["crowd"] = {{"option", view(kCrowds[static_cast<size_t>(crowd)])}, {"count", totals.crowds}};
  out["merged"] = totals.merged;
  out["united"] = totals.united.json();
  out["holes_filled"] = totals.holes_filled.json();
  out["clipped"] = totals.clipped.json();
  out["skipped"] = totals.outcomes.skipped().json();
  out["rings_skipped"] = totals.outcomes.rings_skipped().json();
  out["orphans"] = totals.outcomes.orphans().json();
  out["turned"] = totals.turned.json();
  assessment.append_to(out);
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string summary(const Totals& totals, Crowd crowd) {
  std::string out = counted(totals.pictures, "label file", "label files") + ", " +
                    counted(totals.written, "instance written", "instances written");
  out += conversion::without_parts(totals.outcomes);
  if (crowd == Crowd::kSkip) out += also_counted(totals.crowds, "crowd region left out", "crowd regions left out");
  out += also_counted(totals.merged, "of several rings made one", "of several rings made one");
  out += also_counted(totals.united.count(), "of overlapping rings written as their union",
                      "of overlapping rings written as their union");
  out += also_counted(totals.holes_filled.count(), "with its holes filled", "with their holes filled");
  out += also_counted(totals.clipped.count(), "clipped to its picture", "clipped to their pictures");
  out += also_counted(totals.turned.count(), "picture turned by EXIF, and its labels with it",
                      "pictures turned by EXIF, and their labels with them");
  out += conversion::skipped_words(totals.outcomes);
  out += conversion::orphans_words(totals.outcomes);
  return out;
}

}  // namespace atelier::yolo_writer
