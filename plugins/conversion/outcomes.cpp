#include "conversion/outcomes.hpp"

#include <algorithm>
#include <atelier/cpp/words.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

namespace conversion {

using Json = nlohmann::ordered_json;
using atelier::str;

namespace {

constexpr uint32_t kMostLabels = 1 << 20;  // a foreign dataset may give any number
constexpr const char* kCrowd = "crowd";
// Areas of boxes, which many tools write, are nearer than that for most shapes.
constexpr double kFarOff = 2.5;
constexpr double kFewPixels = 50;

}  // namespace

Example example_of(const AnnotationPlace& place, const atelier_instance& instance, std::string why) {
  return {place.picture, place.position, instance.id, std::string(place.file_name), std::move(why)};
}

Outcomes::OfClass& Outcomes::of(uint32_t label) {
  if (label > kMostLabels) label = 0;
  if (by_class_.size() <= label) by_class_.resize(label + size_t{1});
  return by_class_[label];
}

void Outcomes::keep(const AnnotationPlace& place, const atelier_instance& instance) {
  ++of(instance.label).kept;
  if (instance.area == 0) area_zero_.add(example_of(place, instance));
}

void Outcomes::keep(const AnnotationPlace& place, const atelier_instance& instance, const DrawnInstance& drawn,
                    uint64_t pixels) {
  keep(place, instance);
  compare_area(place, instance, static_cast<double>(pixels));
  if (!drawn.rings_missing().empty())
    rings_skipped_.add(drawn.rings_missing(), example_of(place, instance, drawn.rings_missing_text()));
  if (drawn.has_cut_out_holes()) holes_cut_out_.add(example_of(place, instance));
}

// Crowds are outlined roughly.
void Outcomes::compare_area(const AnnotationPlace& place, const atelier_instance& instance, double pixels) {
  const double area = instance.area;
  if (instance.crowd || !(area > 0) || !std::isfinite(area)) return;
  ++areas_;
  const double more = std::max(area, pixels), less = std::min(area, pixels);
  if (more > kFarOff * less && more - less > kFewPixels)
    area_far_off_.add(
        example_of(place, instance,
                   atelier::text("covers ", atelier::counted(static_cast<uint64_t>(pixels), "pixel", "pixels"),
                                 ", `area` is ", area)));
}

void Outcomes::leave_out(const std::string& reason, const AnnotationPlace& place, const atelier_instance& instance) {
  ++of(instance.label).left_out;
  left_out_.add(reason, example_of(place, instance));
}

void Outcomes::leave_out_crowd(const AnnotationPlace& place, const atelier_instance& instance) {
  leave_out(kCrowd, place, instance);
}

void Outcomes::lose(const std::string& reason, const AnnotationPlace& place, const atelier_instance& instance,
                    std::string why) {
  ++of(instance.label).lost;
  lost_.add(reason, example_of(place, instance, std::move(why)));
}

void Outcomes::count_orphans(const atelier::Call& call, const atelier::DatasetRef& dataset) {
  dataset.orphans(call, [&](const atelier_instance& instance) {
    ++of(instance.label).orphans;
    // Behind those of all pictures.
    orphans_.add(example_of({UINT64_MAX, orphans_.count(), ""}, instance, str(instance.defect_text)));
  });
}

void Outcomes::merge(const Outcomes& other) {
  if (by_class_.size() < other.by_class_.size()) by_class_.resize(other.by_class_.size());
  for (size_t i = 0; i < other.by_class_.size(); ++i) {
    by_class_[i].kept += other.by_class_[i].kept;
    by_class_[i].left_out += other.by_class_[i].left_out;
    by_class_[i].lost += other.by_class_[i].lost;
    by_class_[i].orphans += other.by_class_[i].orphans;
  }
  left_out_.merge(other.left_out_);
  lost_.merge(other.lost_);
  rings_skipped_.merge(other.rings_skipped_);
  orphans_.merge(other.orphans_);
  area_zero_.merge(other.area_zero_);
  holes_cut_out_.merge(other.holes_cut_out_);
  areas_ += other.areas_;
  area_far_off_.merge(other.area_far_off_);
}

uint64_t Outcomes::kept() const {
  uint64_t count = 0;
  for (const OfClass& each : by_class_) count += each.kept;
  return count;
}

uint64_t Outcomes::of_pictures() const { return kept() + left_out_.count() + lost_.count(); }

void Outcomes::emit(const atelier::Call& call) const {
  call.emit_scalar("write/instances", 0, static_cast<double>(of_pictures()));
  call.emit_scalar("write/written", 0, static_cast<double>(kept()));
  call.emit_scalar("write/skipped", 0, static_cast<double>(skipped().count()));
  call.emit_scalar("write/orphans", 0, static_cast<double>(orphans_.count()));
}

CountsByReason Outcomes::skipped() const {
  CountsByReason out = lost_;
  for (const auto& [reason, listed] : left_out_.by_reason())
    if (reason != kCrowd) out.add(reason, listed);
  return out;
}

Json Outcomes::record() const {
  Json classes = Json::array();
  for (size_t i = 0; i < by_class_.size(); ++i) {
    const OfClass& each = by_class_[i];
    if (each.kept + each.left_out + each.lost + each.orphans != 0)
      classes.push_back(Json::array({i, each.kept, each.left_out, each.lost, each.orphans}));
  }
  return {{"classes", classes},
          {"left_out", left_out_.record()},
          {"lost", lost_.record()},
          {"rings_skipped", rings_skipped_.record()},
          {"orphans", orphans_.record()},
          {"area_zero", area_zero_.record()},
          {"holes_cut_out", holes_cut_out_.record()},
          {"areas", areas_},
          {"area_far_off", area_far_off_.record()}};
}

Outcomes Outcomes::of_record(const Json& record) {
  Outcomes out;
  for (const Json& each : record.at("classes"))
    out.of(each.at(0).get<uint32_t>()) = {each.at(1), each.at(2), each.at(3), each.at(4)};
  out.left_out_ = CountsByReason::of_record(record.at("left_out"));
  out.lost_ = CountsByReason::of_record(record.at("lost"));
  out.rings_skipped_ = CountsByReason::of_record(record.at("rings_skipped"));
  out.orphans_ = CountWithExamples::of_record(record.at("orphans"));
  out.area_zero_ = CountWithExamples::of_record(record.at("area_zero"));
  out.holes_cut_out_ = CountWithExamples::of_record(record.at("holes_cut_out"));
  out.areas_ = record.at("areas");
  out.area_far_off_ = CountWithExamples::of_record(record.at("area_far_off"));
  return out;
}

}  // namespace conversion
