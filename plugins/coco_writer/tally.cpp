#include "tally.hpp"

#include <nlohmann/json.hpp>
#include <numeric>

namespace atelier::coco_writer {

using Json = nlohmann::ordered_json;
using writing::counted;
using writing::grouped;

void Tally::merge(const Tally& other) {
  crowds += other.crowds;
  for (size_t i = 0; i < written_as.size(); ++i) written_as[i] += other.written_as[i];
  toll.merge(other.toll);
  without_pixels.merge(other.without_pixels);
  turned_back.merge(other.turned_back);
  renumbered.merge(other.renumbered);
  pictures += other.pictures;
  pictures_renumbered += other.pictures_renumbered;
  categories_renumbered += other.categories_renumbered;
}

uint64_t Tally::written() const { return std::accumulate(written_as.begin(), written_as.end(), uint64_t{0}); }

std::string report_json(const Tally& tally, Form asked, const writing::Verdict& verdict) {
  const auto as = [&](Written form) { return tally.written_as[static_cast<size_t>(form)]; };
  Json out;
  out["pictures"] = tally.pictures;
  out["instances"] = tally.toll.of_pictures();
  out["written"] = tally.written();
  out["crowds"] = tally.crowds;
  out["segmentation"] = {{"option", view(kForms[static_cast<size_t>(asked)])},
                         {"rings", as(Written::kRings)},
                         {"outlines", as(Written::kOutlines)},
                         {"rle", as(Written::kRle)},
                         {"rle_counts", as(Written::kCounts)}};
  out["skipped"] = tally.toll.skipped().json();
  out["rings_skipped"] = tally.toll.rings_skipped().json();
  out["without_pixels"] = tally.without_pixels.json();
  out["orphans"] = tally.toll.orphans().json();
  out["renumbered"] = {{"images", tally.pictures_renumbered},
                       {"categories", tally.categories_renumbered},
                       {"annotations", tally.renumbered.json()}};
  out["turned_back"] = tally.turned_back.json();
  verdict.append_to(out);
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string summary(const Tally& tally) {
  std::string out = counted(tally.pictures, "picture", "pictures") + ", " +
                    counted(tally.written(), "annotation written", "annotations written");
  if (tally.crowds != 0) out += ", " + grouped(tally.crowds) + " of them crowds";
  out += writing::without_parts(tally.toll);
  out += writing::skipped_words(tally.toll);
  if (const uint64_t orphans = tally.toll.orphans().count(); orphans != 0)
    out += ", " + grouped(orphans) + " belong to no picture";
  if (const uint64_t turned = tally.turned_back.count(); turned != 0)
    out += ", those of " + counted(turned, "picture", "pictures") + " turned back to the pixels as they are stored";
  if (tally.renumbered.count() != 0)
    out += ", " + grouped(tally.renumbered.count()) + " got a new id because theirs was missing or given twice";
  return out;
}

}  // namespace atelier::coco_writer
