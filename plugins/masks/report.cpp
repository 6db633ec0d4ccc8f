#include "report.hpp"

#include <algorithm>
#include <atelier/cpp/words.hpp>
#include <nlohmann/json.hpp>

#include "conversion/summary_words.hpp"

namespace atelier::masks {

using Json = nlohmann::ordered_json;

namespace {

uint64_t at_or_zero(const std::vector<uint64_t>& values, size_t index) {
  return index < values.size() ? values[index] : 0;
}

uint64_t masks_of(const Totals& totals, const Options& options) {
  return totals.pictures - (options.keep_empty ? 0 : totals.empty_pictures.count());
}

Json class_list(const Totals& totals, const ClassPlan& classes) {
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
    entry["instances"] = at_or_zero(totals.painted_of_label, label);
    entry["pixels"] = at_or_zero(totals.pixels_of_label, label);
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

std::string report_json(const Totals& totals, const ClassPlan& classes, const Options& options,
                        const OverlapWords& overlap, const conversion::Assessment& assessment) {
  Json out;
  out["pictures"] = totals.pictures;
  out["masks"] = masks_of(totals, options);
  out["empty_pictures"] = totals.empty_pictures.json();
  out["empty_pictures"]["kept"] = *options.keep_empty;
  out["instances"] = totals.outcomes.of_pictures();
  out["painted"] = totals.painted();
  out["made_void"] = totals.made_void;
  out["crowd"] = {{"option", view(kCrowds[static_cast<size_t>(*options.crowd)])}, {"count", totals.crowds}};
  out["skipped"] = totals.outcomes.skipped().json();
  out["rings_skipped"] = totals.outcomes.rings_skipped().json();
  out["orphans"] = totals.outcomes.orphans().json();
  out["pixels"] = {{"all", totals.pixels},
                   {"background", at_or_zero(totals.pixels_of_label, 0)},
                   {"void", at_or_zero(totals.pixels_of_label, classes.void_label)},
                   {"contested", totals.overlap.pixels}};
  out["overlap"] = overlap_json(totals.overlap, overlap);
  const Json list = class_list(totals, classes);
  out["classes_with_pixels"] =
      std::count_if(list.begin(), list.end(), [](const Json& each) { return each["pixels"] != 0; });
  out["classes"] = list;
  out["categories_left_out"] = names_of(classes, Fate::kNotChosen, Fate::kBackground);
  out["categories_void"] = names_of(classes, Fate::kVoid, Fate::kVoid);
  assessment.append_to(out);
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void emit_numbers(const Call& call, const Totals& totals, const OverlapWords& overlap) {
  const auto emit = [&](const std::string& name, double value) { call.emit_scalar("masks/" + name, 0, value); };
  const auto share = [&](uint64_t pixels) {
    return totals.pixels == 0 ? 0.0 : static_cast<double>(pixels) / static_cast<double>(totals.pixels);
  };
  emit("pictures", static_cast<double>(totals.pictures));
  emit("empty_pictures", static_cast<double>(totals.empty_pictures.count()));
  emit("instances", static_cast<double>(totals.outcomes.of_pictures()));
  emit("painted", static_cast<double>(totals.painted()));
  emit("skipped", static_cast<double>(totals.outcomes.skipped().count()));
  emit("orphans", static_cast<double>(totals.outcomes.orphans().count()));
  emit("contested", share(totals.overlap.pixels));
  emit("background", share(at_or_zero(totals.pixels_of_label, 0)));
  emit("void", share(at_or_zero(totals.pixels_of_label, overlap.void_label)));
  for (size_t label = 1; label < overlap.class_names.size(); ++label)
    emit("share/" + overlap.class_names[label], share(at_or_zero(totals.pixels_of_label, label)));
  for (size_t i = 0; i < overlap.compared.size() && i < totals.overlap.comparisons.size(); ++i)
    emit("changed/" + overlap.compared[i], share(totals.overlap.comparisons[i].pixels));
}

std::string summary(const Totals& totals, const Options& options) {
  std::string out = counted(masks_of(totals, options), "mask", "masks") + ", " +
                    counted(totals.painted(), "instance painted", "instances painted") +
                    conversion::without_parts(totals.outcomes);
  if (totals.made_void != 0) out += ", " + counted(totals.made_void, "instance made void", "instances made void");
  if (totals.crowds != 0)
    out += ", " + counted(totals.crowds, "crowd region", "crowd regions") +
           (*options.crowd == Crowd::kSkip   ? " left out"
            : *options.crowd == Crowd::kVoid ? " made void"
                                             : " painted as their class");
  return out + conversion::skipped_words(totals.outcomes);
}

}  // namespace atelier::masks
