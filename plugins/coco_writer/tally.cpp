#include "tally.hpp"

#include <nlohmann/json.hpp>
#include <numeric>

namespace atelier::coco_writer {

using Json = nlohmann::ordered_json;
using writing::counted;
using writing::grouped;

void Tally::merge(const Tally& other) {
  instances += other.instances;
  crowds += other.crowds;
  for (size_t i = 0; i < written_as.size(); ++i) written_as[i] += other.written_as[i];
  skipped.merge(other.skipped);
  rings_skipped.merge(other.rings_skipped);
  without_pixels.merge(other.without_pixels);
  orphans.merge(other.orphans);
  renumbered.merge(other.renumbered);
  pictures += other.pictures;
  pictures_renumbered += other.pictures_renumbered;
  categories_renumbered += other.categories_renumbered;
}

uint64_t Tally::written() const { return std::accumulate(written_as.begin(), written_as.end(), uint64_t{0}); }

std::string report_json(const Tally& tally, Form asked) {
  const auto as = [&](Written form) { return tally.written_as[static_cast<size_t>(form)]; };
  Json out;
  out["pictures"] = tally.pictures;
  out["instances"] = tally.instances;
  out["written"] = tally.written();
  out["crowds"] = tally.crowds;
  out["segmentation"] = {{"option", view(kForms[static_cast<size_t>(asked)])},
                         {"rings", as(Written::kRings)},
                         {"outlines", as(Written::kOutlines)},
                         {"rle", as(Written::kRle)},
                         {"rle_counts", as(Written::kCounts)}};
  out["skipped"] = tally.skipped.json();
  out["rings_skipped"] = tally.rings_skipped.json();
  out["without_pixels"] = tally.without_pixels.json();
  out["orphans"] = tally.orphans.json();
  out["renumbered"] = {{"images", tally.pictures_renumbered},
                       {"categories", tally.categories_renumbered},
                       {"annotations", tally.renumbered.json()}};
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string summary(const Tally& tally) {
  std::string out = counted(tally.pictures, "picture", "pictures") + ", " +
                    counted(tally.written(), "annotation written", "annotations written");
  if (tally.crowds != 0) out += ", " + grouped(tally.crowds) + " of them crowds";
  if (const uint64_t skipped = tally.skipped.count(); skipped != 0)
    out += ", " + grouped(skipped) + " skipped (" + tally.skipped.reasons() + ")";
  if (tally.orphans.count() != 0) out += ", " + grouped(tally.orphans.count()) + " belong to no picture";
  if (tally.renumbered.count() != 0)
    out += ", " + grouped(tally.renumbered.count()) + " got a new id because theirs was missing or given twice";
  return out;
}

}  // namespace atelier::coco_writer
