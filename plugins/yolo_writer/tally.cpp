#include "tally.hpp"

#include <atelier/cpp/core.hpp>
#include <nlohmann/json.hpp>

namespace atelier::yolo_writer {

using Json = nlohmann::ordered_json;
using writing::counted;
using writing::grouped;

void Tally::merge(const Tally& other) {
  pictures += other.pictures;
  empty_pictures += other.empty_pictures;
  instances += other.instances;
  written += other.written;
  crowds += other.crowds;
  merged += other.merged;
  skipped.merge(other.skipped);
  rings_skipped.merge(other.rings_skipped);
  holes_filled.merge(other.holes_filled);
  clipped.merge(other.clipped);
  orphans.merge(other.orphans);
}

std::string report_json(const Tally& tally, Crowd crowd) {
  Json out;
  out["pictures"] = tally.pictures;
  out["empty_pictures"] = tally.empty_pictures;
  out["instances"] = tally.instances;
  out["written"] = tally.written;
  out["crowd"] = {{"option", view(kCrowds[static_cast<size_t>(crowd)])}, {"count", tally.crowds}};
  out["merged"] = tally.merged;
  out["holes_filled"] = tally.holes_filled.json();
  out["clipped"] = tally.clipped.json();
  out["skipped"] = tally.skipped.json();
  out["rings_skipped"] = tally.rings_skipped.json();
  out["orphans"] = tally.orphans.json();
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string summary(const Tally& tally, Crowd crowd) {
  std::string out = counted(tally.pictures, "label file", "label files") + ", " +
                    counted(tally.written, "instance written", "instances written");
  const auto also = [&](uint64_t count, const char* one, const char* many) {
    if (count != 0) out += ", " + counted(count, one, many);
  };
  if (crowd == Crowd::kSkip) also(tally.crowds, "crowd region left out", "crowd regions left out");
  also(tally.merged, "of several rings made one", "of several rings made one");
  also(tally.holes_filled.count(), "with its holes filled", "with their holes filled");
  also(tally.clipped.count(), "clipped to its picture", "clipped to their pictures");
  if (const uint64_t skipped = tally.skipped.count(); skipped != 0)
    out += ", " + grouped(skipped) + " skipped (" + tally.skipped.reasons() + ")";
  also(tally.orphans.count(), "belongs to no picture", "belong to no picture");
  return out;
}

}  // namespace atelier::yolo_writer
