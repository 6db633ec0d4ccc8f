#include "writing/toll.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace writing {

using Json = nlohmann::ordered_json;
using atelier::str;

namespace {

constexpr uint32_t kMostLabels = 1 << 20;  // a foreign dataset may give any number
constexpr const char* kCrowd = "crowd";
// Areas of boxes, which many tools write, are nearer than that for most shapes.
constexpr double kFarOff = 2.5;
constexpr double kFewPixels = 50;

}  // namespace

Listed::Example example_of(const Place& place, const atelier_instance& instance, std::string why) {
  return {place.picture, place.place, instance.id, std::string(place.image), std::move(why)};
}

Toll::OfClass& Toll::of(uint32_t label) {
  if (label > kMostLabels) label = 0;
  if (by_class_.size() <= label) by_class_.resize(label + size_t{1});
  return by_class_[label];
}

void Toll::keep(const Place& place, const atelier_instance& instance) {
  ++of(instance.label).kept;
  if (instance.area == 0) area_zero_.add(example_of(place, instance));
}

void Toll::keep(const Place& place, const atelier_instance& instance, const DrawnInstance& drawn, uint64_t pixels) {
  keep(place, instance);
  compare_area(place, instance, static_cast<double>(pixels));
  if (!drawn.rings_missing().empty())
    rings_skipped_.add(drawn.rings_missing(), example_of(place, instance, drawn.rings_missing_text()));
  if (drawn.is_hollow()) hollow_.add(example_of(place, instance));
}

// Crowds are outlined roughly.
void Toll::compare_area(const Place& place, const atelier_instance& instance, double pixels) {
  const double area = instance.area;
  if (instance.crowd || !(area > 0) || !std::isfinite(area)) return;
  ++areas_;
  const double more = std::max(area, pixels), less = std::min(area, pixels);
  if (more > kFarOff * less && more - less > kFewPixels)
    area_far_off_.add(example_of(
        place, instance,
        atelier::text("covers ", counted(static_cast<uint64_t>(pixels), "pixel", "pixels"), ", `area` is ", area)));
}

void Toll::choose_away(const std::string& reason, const Place& place, const atelier_instance& instance) {
  ++of(instance.label).chosen_away;
  chosen_away_.add(reason, example_of(place, instance));
}

void Toll::leave_out_crowd(const Place& place, const atelier_instance& instance) {
  choose_away(kCrowd, place, instance);
}

void Toll::lose(const std::string& reason, const Place& place, const atelier_instance& instance, std::string why) {
  ++of(instance.label).lost;
  lost_.add(reason, example_of(place, instance, std::move(why)));
}

void Toll::take_orphans(const atelier::Call& call, const atelier::DatasetRef& dataset) {
  dataset.orphans(call, [&](const atelier_instance& instance) {
    ++of(instance.label).orphans;
    // Behind those of all pictures.
    orphans_.add(example_of({UINT64_MAX, orphans_.count(), ""}, instance, str(instance.defect_text)));
  });
}

void Toll::merge(const Toll& other) {
  if (by_class_.size() < other.by_class_.size()) by_class_.resize(other.by_class_.size());
  for (size_t i = 0; i < other.by_class_.size(); ++i) {
    by_class_[i].kept += other.by_class_[i].kept;
    by_class_[i].chosen_away += other.by_class_[i].chosen_away;
    by_class_[i].lost += other.by_class_[i].lost;
    by_class_[i].orphans += other.by_class_[i].orphans;
  }
  chosen_away_.merge(other.chosen_away_);
  lost_.merge(other.lost_);
  rings_skipped_.merge(other.rings_skipped_);
  orphans_.merge(other.orphans_);
  area_zero_.merge(other.area_zero_);
  hollow_.merge(other.hollow_);
  areas_ += other.areas_;
  area_far_off_.merge(other.area_far_off_);
}

uint64_t Toll::kept() const {
  uint64_t count = 0;
  for (const OfClass& each : by_class_) count += each.kept;
  return count;
}

uint64_t Toll::of_pictures() const { return kept() + chosen_away_.count() + lost_.count(); }

LeftOut Toll::skipped() const {
  LeftOut out = lost_;
  for (const auto& [reason, listed] : chosen_away_.by_reason())
    if (reason != kCrowd) out.add(reason, listed);
  return out;
}

Json Toll::record() const {
  Json classes = Json::array();
  for (size_t i = 0; i < by_class_.size(); ++i) {
    const OfClass& each = by_class_[i];
    if (each.kept + each.chosen_away + each.lost + each.orphans != 0)
      classes.push_back(Json::array({i, each.kept, each.chosen_away, each.lost, each.orphans}));
  }
  return {{"classes", classes},
          {"chosen_away", chosen_away_.record()},
          {"lost", lost_.record()},
          {"rings_skipped", rings_skipped_.record()},
          {"orphans", orphans_.record()},
          {"area_zero", area_zero_.record()},
          {"hollow", hollow_.record()},
          {"areas", areas_},
          {"area_far_off", area_far_off_.record()}};
}

Toll Toll::of_record(const Json& record) {
  Toll out;
  for (const Json& each : record.at("classes"))
    out.of(each.at(0).get<uint32_t>()) = {each.at(1), each.at(2), each.at(3), each.at(4)};
  out.chosen_away_ = LeftOut::of_record(record.at("chosen_away"));
  out.lost_ = LeftOut::of_record(record.at("lost"));
  out.rings_skipped_ = LeftOut::of_record(record.at("rings_skipped"));
  out.orphans_ = Listed::of_record(record.at("orphans"));
  out.area_zero_ = Listed::of_record(record.at("area_zero"));
  out.hollow_ = Listed::of_record(record.at("hollow"));
  out.areas_ = record.at("areas");
  out.area_far_off_ = Listed::of_record(record.at("area_far_off"));
  return out;
}

std::string without_parts(const Toll& toll) {
  const LeftOut& parts = toll.rings_skipped();
  if (parts.count() == 0) return "";
  return atelier::text(", ", grouped(parts.count()), " of them without some of ", parts.count() == 1 ? "its" : "their",
                       " parts (", parts.reasons(), ")");
}

std::string skipped_words(const Toll& toll) {
  const LeftOut skipped = toll.skipped();
  if (skipped.count() == 0) return "";
  return atelier::text(", ", grouped(skipped.count()), " skipped (", skipped.reasons(), ")");
}

}  // namespace writing
