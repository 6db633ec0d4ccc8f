#include "report.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

namespace atelier::masks {

using Json = nlohmann::ordered_json;
using writing::counted;
using writing::grouped;

namespace {

Json by_reason(const std::map<std::string, Listed>& listed) {
  Json out = Json::object();
  for (const auto& [reason, annotations] : listed) out[reason] = annotations.json();
  return out;
}

uint64_t at_or_zero(const std::vector<uint64_t>& values, size_t index) {
  return index < values.size() ? values[index] : 0;
}

uint64_t masks_of(const Tally& tally, const Options& options) {
  return tally.pictures - (options.keep_empty ? 0 : tally.empty_pictures.count());
}

Json class_list(const Tally& tally, const ClassPlan& classes) {
  Json list = Json::array();
  const auto by_label = classes.by_label();
  for (size_t label = 1; label < classes.names.size(); ++label) {
    Json entry = {{"label", label}};
    if (!classes.merges) {
      entry["id"] = classes.categories[by_label[label].at(0)].id;
    } else {
      entry["ids"] = Json::array();
      for (const size_t i : by_label[label]) entry["ids"].push_back(classes.categories[i].id);
    }
    entry["name"] = classes.names[label];
    entry["instances"] = at_or_zero(tally.painted_of_label, label);
    entry["pixels"] = at_or_zero(tally.pixels_of_label, label);
    list.push_back(entry);
  }
  return list;
}

Json names_of(const ClassPlan& classes, Fate one, Fate other) {
  Json out = Json::array();
  for (const Category& category : classes.categories)
    if (category.fate == one || category.fate == other) out.push_back(category.name);
  return out;
}

// "zero_area 2, ring_odd 1": the most first.
std::string reasons_text(const std::vector<std::pair<std::string, uint64_t>>& counts) {
  auto sorted = counts;
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string out;
  for (const auto& [reason, count] : sorted) out += text(out.empty() ? "" : ", ", reason, ' ', grouped(count));
  return out;
}

}  // namespace

std::string report_json(const Tally& tally, const ClassPlan& classes, const Options& options,
                        const OverlapWords& overlap) {
  Json out;
  out["pictures"] = tally.pictures;
  out["masks"] = masks_of(tally, options);
  out["empty_pictures"] = tally.empty_pictures.json();
  out["empty_pictures"]["kept"] = *options.keep_empty;
  out["instances"] = tally.instances;
  out["painted"] = tally.painted();
  out["made_void"] = tally.made_void;
  out["crowd"] = {{"option", view(kCrowds[static_cast<size_t>(*options.crowd)])}, {"count", tally.crowds}};
  out["skipped"] = by_reason(tally.skipped);
  out["rings_skipped"] = by_reason(tally.rings_skipped);
  out["orphans"] = tally.orphans.json();
  out["pixels"] = {{"all", tally.pixels},
                   {"background", at_or_zero(tally.pixels_of_label, 0)},
                   {"void", at_or_zero(tally.pixels_of_label, classes.void_label)},
                   {"contested", tally.overlap.pixels}};
  out["overlap"] = overlap_json(tally.overlap, overlap);
  const Json list = class_list(tally, classes);
  out["classes_with_pixels"] =
      std::count_if(list.begin(), list.end(), [](const Json& each) { return each["pixels"] != 0; });
  out["classes"] = list;
  out["categories_left_out"] = names_of(classes, Fate::kNotChosen, Fate::kBackground);
  out["categories_void"] = names_of(classes, Fate::kVoid, Fate::kVoid);
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string summary(const Tally& tally, const Options& options) {
  std::string out = counted(masks_of(tally, options), "mask", "masks") + ", " +
                    counted(tally.painted(), "instance painted", "instances painted");
  if (tally.made_void != 0) out += ", " + counted(tally.made_void, "instance made void", "instances made void");
  if (tally.crowds != 0)
    out += ", " + counted(tally.crowds, "crowd region", "crowd regions") +
           (*options.crowd == Crowd::kSkip   ? " left out"
            : *options.crowd == Crowd::kVoid ? " made void"
                                             : " painted as their class");
  if (tally.skipped_count() == 0) return out;
  std::vector<std::pair<std::string, uint64_t>> reasons;
  for (const auto& [reason, listed] : tally.skipped) reasons.emplace_back(reason, listed.count());
  return out + text(", ", grouped(tally.skipped_count()), " skipped (", reasons_text(reasons), ")");
}

std::string defects(const Tally& tally) {
  std::vector<std::pair<std::string, uint64_t>> counts;
  const Listed::Example* first = nullptr;
  std::string first_reason;
  std::vector<std::vector<Listed::Example>> kept;
  kept.reserve(tally.skipped.size() + tally.rings_skipped.size() + 1);
  uint64_t all = 0;
  const auto consider = [&](const std::string& reason, const Listed& listed, bool last) {
    if (listed.count() == 0) return;
    counts.emplace_back(reason, listed.count());
    all += listed.count();
    const Listed::Example& example = kept.emplace_back(listed.first()).front();
    if (first && (last || std::tie(first->picture, first->place) <= std::tie(example.picture, example.place))) return;
    first = &example;
    first_reason = reason;
  };
  for (const auto& [reason, listed] : tally.skipped)
    if (!is_wished(reason)) consider(reason, listed, false);
  for (const auto& [reason, listed] : tally.rings_skipped) consider("without " + reason, listed, false);
  consider("no_picture", tally.orphans, true);
  if (all == 0) return "";
  return text(grouped(all), all == 1 ? " annotation" : " annotations", " cannot be painted in full (",
              reasons_text(counts), "); the first is annotation ", first->id,
              first->image.empty() ? "" : " of " + first->image, ": ", first_reason,
              first->why.empty() ? "" : " (" + first->why + ")");
}

}  // namespace atelier::masks
