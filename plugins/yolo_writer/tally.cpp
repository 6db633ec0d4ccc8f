#include "tally.hpp"

#include <atelier/cpp/core.hpp>
#include <nlohmann/json.hpp>

namespace atelier::yolo_writer {

using Json = nlohmann::ordered_json;
using writing::also_counted;
using writing::counted;

void Tally::merge(const Tally& other) {
  pictures += other.pictures;
  empty_pictures += other.empty_pictures;
  written += other.written;
  crowds += other.crowds;
  merged += other.merged;
  toll.merge(other.toll);
  holes_filled.merge(other.holes_filled);
  united.merge(other.united);
  clipped.merge(other.clipped);
  turned.merge(other.turned);
}

std::string report_json(const Tally& tally, Crowd crowd, const writing::Verdict& verdict) {
  Json out;
  out["pictures"] = tally.pictures;
  out["empty_pictures"] = tally.empty_pictures;
  out["instances"] = tally.toll.of_pictures();
  out["written"] = tally.written;
  out["crowd"] = {{"option", view(kCrowds[static_cast<size_t>(crowd)])}, {"count", tally.crowds}};
  out["merged"] = tally.merged;
  out["united"] = tally.united.json();
  out["holes_filled"] = tally.holes_filled.json();
  out["clipped"] = tally.clipped.json();
  out["skipped"] = tally.toll.skipped().json();
  out["rings_skipped"] = tally.toll.rings_skipped().json();
  out["orphans"] = tally.toll.orphans().json();
  out["turned"] = tally.turned.json();
  verdict.append_to(out);
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string summary(const Tally& tally, Crowd crowd) {
  std::string out = counted(tally.pictures, "label file", "label files") + ", " +
                    counted(tally.written, "instance written", "instances written");
  out += writing::without_parts(tally.toll);
  if (crowd == Crowd::kSkip) out += also_counted(tally.crowds, "crowd region left out", "crowd regions left out");
  out += also_counted(tally.merged, "of several rings made one", "of several rings made one");
  out += also_counted(tally.united.count(), "of overlapping rings written as their union",
                      "of overlapping rings written as their union");
  out += also_counted(tally.holes_filled.count(), "with its holes filled", "with their holes filled");
  out += also_counted(tally.clipped.count(), "clipped to its picture", "clipped to their pictures");
  out += also_counted(tally.turned.count(), "picture turned by EXIF, and its labels with it",
                      "pictures turned by EXIF, and their labels with them");
  out += writing::skipped_words(tally.toll);
  out += also_counted(tally.toll.orphans().count(), "belongs to no picture", "belong to no picture");
  return out;
}

}  // namespace atelier::yolo_writer
