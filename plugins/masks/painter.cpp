#include "painter.hpp"

#include <utility>

#include "voc_palette.hpp"

namespace atelier::masks {

Painter::Painter(const Options& options, const ClassPlan& classes)
    : options_(options),
      classes_(classes),
      palette_(options.palette ? voc_palette() : std::string()),
      drawn_(options.holes),
      writer_(options.overlap->component_id()) {
  for (const std::string& name : classes.names) class_views_.push_back(c_str(name));
}

std::string Painter::paint(const Call& call, uint64_t index, Totals& totals) {
  survey(call, index, totals);
  if (nothing_to_paint() && !options_.keep_empty) return {};
  atelier_canvas canvas = prepare(labels_);
  const PolicyInstances claims = policy_instances();
  compose(call, options_.overlap, claims, canvas);
  count_overlaps(call, claims, canvas, totals);
  totals.pixels += labels_.size();
  return writer_.png(canvas, static_cast<uint32_t>(classes_.names.size()), totals.pixels_of_label, palette_);
}

void Painter::survey(const Call& call, uint64_t index, Totals& totals) {
  note_picture(call, index);
  index_ = index;
  position_ = 0;
  for (std::vector<Region>* regions : {&instances_, &crowds_, &voids_}) regions->clear();
  options_.dataset->instances(call, index, [&](const atelier_instance& instance) { consider(instance, totals); });
  ++totals.pictures;
  if (nothing_to_paint()) totals.empty_pictures.add({index, 0, picture_.id, str(picture_.file_name), ""});
}

void Painter::note_picture(const Call& call, uint64_t index) {
  picture_ = options_.dataset->picture_at(call, index);
  const uint32_t size[] = {picture_.height, picture_.width};
  made_from_.add(size, sizeof size);
}

void Painter::look(const Call& call, uint64_t index) {
  note_picture(call, index);
  options_.dataset->instances(call, index, [&](const atelier_instance& instance) { note_instance(instance); });
}

std::string Painter::take_made_from() { return std::exchange(made_from_, {}).hex(); }

void Painter::note_instance(const atelier_instance& instance) {
  const struct {
    int64_t id;
    double area;
    uint64_t rings, runs;
    uint32_t label, crowd;
  } numbers{instance.id, instance.area, instance.ring_count, instance.run_count, instance.label, instance.crowd};
  static_assert(sizeof numbers == 40, "there must be no gaps, whose bytes would count");
  made_from_.add(&numbers, sizeof numbers);
  for (uint64_t i = 0; i < instance.ring_count; ++i) {
    made_from_.add(&instance.rings[i].count, sizeof instance.rings[i].count);
    made_from_.add(instance.rings[i].xy, instance.rings[i].count * sizeof(double));
  }
  made_from_.add(instance.runs, instance.run_count * sizeof(uint32_t));
  made_from_.add(view(instance.defect));
}

void Painter::consider(const atelier_instance& instance, Totals& totals) {
  note_instance(instance);
  ++position_;
  const bool crowd = instance.crowd != 0;
  const Category& category = category_of(instance);
  if (category.fate == Fate::kNotChosen) return totals.outcomes.leave_out("category_not_chosen", here(), instance);
  if (category.fate == Fate::kBackground) return totals.outcomes.leave_out("mapped_to_background", here(), instance);
  const bool is_void = conversion::is_void_region(instance);
  if (crowd && !is_void && *options_.crowd == Crowd::kSkip) {
    ++totals.crowds;
    return totals.outcomes.leave_out_crowd(here(), instance);
  }
  Region region;
  region.label = category.label;
  const bool needs_class = !is_void && !(crowd && *options_.crowd == Crowd::kVoid);
  if (const std::string reason = draw(instance, needs_class, region); !reason.empty())
    return totals.outcomes.lose(reason, here(), instance, str(instance.defect_text));
  if (!crowd && region.pixels < options_.min_pixels) return totals.outcomes.leave_out("too_small", here(), instance);
  totals.outcomes.keep(here(), instance, drawn_, region.pixels);
  if (is_void) {
    ++totals.made_void;
    voids_.push_back(std::move(region));
  } else {
    keep(instance, category.fate, std::move(region), totals);
  }
}

void Painter::keep(const atelier_instance& instance, Fate fate, Region region, Totals& totals) {
  if (instance.crowd != 0) {
    ++totals.crowds;
    (fate == Fate::kVoid || *options_.crowd == Crowd::kVoid ? voids_ : crowds_).push_back(std::move(region));
  } else if (fate == Fate::kVoid) {
    ++totals.made_void;
    voids_.push_back(std::move(region));
  } else {
    if (totals.painted_of_label.size() <= region.label) totals.painted_of_label.resize(region.label + size_t{1});
    ++totals.painted_of_label[region.label];
    instances_.push_back(std::move(region));
  }
}

// An unknown category: to be painted, as label 0.
const Category& Painter::category_of(const atelier_instance& instance) const {
  static const Category kUnknown;
  return conversion::is_class_known(instance, classes_.categories.size()) ? classes_.categories[instance.label - 1]
                                                                          : kUnknown;
}

std::string Painter::draw(const atelier_instance& instance, bool needs_class, Region& out) {
  std::string reason =
      needs_class ? drawn_.draw(instance, picture_, classes_.categories.size()) : drawn_.draw(instance, picture_);
  if (!reason.empty()) return reason;
  out.runs = drawn_.take_runs();
  out.pixels = geometry::area_of(out.runs);
  out.id = instance.id;
  out.area = instance.area;
  out.position = position_;
  return out.pixels == 0 ? "no_pixels" : "";
}

atelier_canvas Painter::prepare(std::vector<uint16_t>& labels) const {
  labels.assign(uint64_t{picture_.height} * picture_.width, 0);
  atelier_canvas canvas = {sizeof canvas, picture_.height, picture_.width, classes_.void_label, labels.data()};
  for (const Region& region : voids_)
    atelier_canvas_paint(&canvas, region.runs.data(), region.runs.size(), static_cast<uint16_t>(classes_.void_label));
  for (const Region& region : crowds_)
    atelier_canvas_paint(&canvas, region.runs.data(), region.runs.size(), static_cast<uint16_t>(region.label));
  return canvas;
}

Painter::PolicyInstances Painter::policy_instances() const {
  PolicyInstances claims;
  claims.instances.reserve(instances_.size());
  for (const Region& region : instances_) {
    claims.instances.push_back({sizeof(atelier_overlap_instance), region.label, region.id, region.pixels, region.area,
                                region.runs.data(), region.runs.size()});
    claims.pointers.push_back(&claims.instances.back());
  }
  return claims;
}

void Painter::compose(const Call& call, const OverlapPolicyRef& policy, const PolicyInstances& claims,
                      atelier_canvas& canvas) const {
  const atelier_overlap_input input = {
      sizeof input,           picture_.height,        picture_.width,      0,
      claims.pointers.data(), claims.pointers.size(), class_views_.data(), class_views_.size()};
  policy.compose(call, input, canvas);
}

void Painter::count_overlaps(const Call& call, const PolicyInstances& claims, const atelier_canvas& canvas,
                             Totals& totals) {
  totals.overlap.comparisons.resize(options_.compare->size());
  std::vector<OverlapSurvey::Claim> counted;
  for (const Region& region : instances_) counted.push_back({&region.runs, region.label, region.pixels});
  if (overlaps_.count(counted, canvas, totals.overlap) == 0) return;
  for (const size_t i : overlaps_.lost_all())
    totals.overlap.lost_all.add({index_, instances_[i].position, instances_[i].id, str(picture_.file_name), ""});
  for (size_t i = 0; i < options_.compare->size(); ++i) {
    atelier_canvas other = prepare(other_labels_);
    const OverlapPolicyRef& policy = (*options_.compare)[i];
    compose(call, policy, claims, other);
    add_changes(labels_.data(), other_labels_.data(), labels_.size(), totals.overlap.comparisons[i]);
    // What is not among the changes is as the policy that is used painted it, which is checked by itself.
    for (const auto& [pair, pixels] : totals.overlap.comparisons[i].changes)
      check_label(pair.second, static_cast<uint32_t>(classes_.names.size()), canvas.void_label, policy.component_id());
  }
}

}  // namespace atelier::masks
