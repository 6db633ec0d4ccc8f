#include "totals.hpp"

#include <atelier/cpp/words.hpp>
#include <nlohmann/json.hpp>
#include <numeric>

#include "conversion/summary_words.hpp"

namespace atelier::coco_writer {

using Json = nlohmann::ordered_json;

void Totals::merge(const Totals& other) {
  crowds += other.crowds;
  for (size_t i = 0; i < written_as.size(); ++i) written_as[i] += other.written_as[i];
  outcomes.merge(other.outcomes);
  without_pixels.merge(other.without_pixels);
  turned_back.merge(other.turned_back);
  renumbered.merge(other.renumbered);
  pictures += other.pictures;
  pictures_renumbered += other.pictures_renumbered;
  categories_renumbered += other.categories_renumbered;
}

uint64_t Totals::written() const { return std::accumulate(written_as.begin(), written_as.end(), uint64_t{0}); }

std::string report_json(const Totals& totals, Form asked, const conversion::Assessment& assessment) {
  const auto as = [&](Written form) { return totals.written_as[static_cast<size_t>(form)]; };
  Json out;
  out["pictures"] = totals.pictures;
  out["instances"] = totals.outcomes.of_pictures();
  out["written"] = totals.written();
  out["crowds"] = totals.crowds;
  out["segmentation"] = {{"option", view(kForms[static_cast<size_t>(asked)])},
                         {"rings", as(Written::kRings)},
                         {"outlines", as(Written::kOutlines)},
                         {"rle", as(Written::kRle)},
                         {"rle_counts", as(Written::kCounts)}};
  out["skipped"] = totals.outcomes.skipped().json();
  out["rings_skipped"] = totals.outcomes.rings_skipped().json();
  out["without_pixels"] = totals.without_pixels.json();
  out["orphans"] = totals.outcomes.orphans().json();
  out["renumbered"] = {{"images", totals.pictures_renumbered},
                       {"categories", totals.categories_renumbered},
                       {"annotations", totals.renumbered.json()}};
  out["turned_back"] = totals.turned_back.json();
  assessment.append_to(out);
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string summary(const Totals& totals) {
  std::string out = counted(totals.pictures, "picture", "pictures") + ", " +
                    counted(totals.written(), "annotation written", "annotations written");
  if (totals.crowds != 0) out += ", " + grouped(totals.crowds) + " of them crowds";
  out += conversion::without_parts(totals.outcomes);
  out += conversion::skipped_words(totals.outcomes);
  out += conversion::orphans_words(totals.outcomes);
  if (const uint64_t turned = totals.turned_back.count(); turned != 0)
    out += ", those of " + counted(turned, "picture", "pictures") + " turned back to the pixels as they are stored";
  if (totals.renumbered.count() != 0)
    out += ", " + grouped(totals.renumbered.count()) + " got a new id because theirs was missing or given twice";
  return out;
}

}  // namespace atelier::coco_writer
