#include "report.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace atelier::masks {

using Json = nlohmann::ordered_json;
using writing::counted;

namespace {

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

}  // namespace

std::string report_json(const Tally& tally, const ClassPlan& classes, const Options& options,
                        const OverlapWords& overlap, const writing::Verdict& verdict) {
  Json out;
  out["pictures"] = tally.pictures;
  out["masks"] = masks_of(tally, options);
  out["empty_pictures"] = tally.empty_pictures.json();
  out["empty_pictures"]["kept"] = *options.keep_empty;
  out["instances"] = tally.toll.of_pictures();
  out["painted"] = tally.painted();
  out["made_void"] = tally.made_void;
  out["crowd"] = {{"option", view(kCrowds[static_cast<size_t>(*options.crowd)])}, {"count", tally.crowds}};
  out["skipped"] = tally.toll.skipped().json();
  out["rings_skipped"] = tally.toll.rings_skipped().json();
  out["orphans"] = tally.toll.orphans().json();
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
  verdict.append_to(out);
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string summary(const Tally& tally, const Options& options) {
  std::string out = counted(masks_of(tally, options), "mask", "masks") + ", " +
                    counted(tally.painted(), "instance painted", "instances painted") +
                    writing::without_parts(tally.toll);
  if (tally.made_void != 0) out += ", " + counted(tally.made_void, "instance made void", "instances made void");
  if (tally.crowds != 0)
    out += ", " + counted(tally.crowds, "crowd region", "crowd regions") +
           (*options.crowd == Crowd::kSkip   ? " left out"
            : *options.crowd == Crowd::kVoid ? " made void"
                                             : " painted as their class");
  return out + writing::skipped_words(tally.toll);
}

}  // namespace atelier::masks
