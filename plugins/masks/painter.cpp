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

std::string Painter::paint(const Call& call, uint64_t index, Tally& tally) {
  survey(call, index, tally);
  if (nothing_to_paint() && !options_.keep_empty) return {};
  atelier_canvas canvas = prepare(labels_);
  const Claims claims = this->claims();
  compose(call, options_.overlap, claims, canvas);
  count_overlaps(call, claims, canvas, tally);
  tally.pixels += labels_.size();
  return writer_.png(canvas, static_cast<uint32_t>(classes_.names.size()), tally.pixels_of_label, palette_);
}

void Painter::survey(const Call& call, uint64_t index, Tally& tally) {
  note_picture(call, index);
  index_ = index;
  place_ = 0;
  for (std::vector<Shape>* shapes : {&instances_, &crowds_, &voids_}) shapes->clear();
  options_.dataset->instances(call, index, [&](const atelier_instance& instance) { consider(instance, tally); });
  ++tally.pictures;
  if (nothing_to_paint()) tally.empty_pictures.add({index, 0, picture_.id, str(picture_.file_name), ""});
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

void Painter::consider(const atelier_instance& instance, Tally& tally) {
  note_instance(instance);
  ++place_;
  const bool crowd = instance.crowd != 0;
  const Category& category = category_of(instance);
  if (category.fate == Fate::kNotChosen) return tally.toll.choose_away("category_not_chosen", here(), instance);
  if (category.fate == Fate::kBackground) return tally.toll.choose_away("mapped_to_background", here(), instance);
  const bool is_void = writing::is_void_region(instance);
  if (crowd && !is_void && *options_.crowd == Crowd::kSkip) {
    ++tally.crowds;
    return tally.toll.leave_out_crowd(here(), instance);
  }
  Shape shape;
  shape.label = category.label;
  const bool needs_class = !is_void && !(crowd && *options_.crowd == Crowd::kVoid);
  if (const std::string reason = draw(instance, needs_class, shape); !reason.empty())
    return tally.toll.lose(reason, here(), instance, str(instance.defect_text));
  if (!crowd && shape.pixels < options_.min_pixels) return tally.toll.choose_away("too_small", here(), instance);
  tally.toll.keep(here(), instance, drawn_, shape.pixels);
  if (is_void) {
    ++tally.made_void;
    voids_.push_back(std::move(shape));
  } else {
    keep(instance, category.fate, std::move(shape), tally);
  }
}

void Painter::keep(const atelier_instance& instance, Fate fate, Shape shape, Tally& tally) {
  if (instance.crowd != 0) {
    ++tally.crowds;
    (fate == Fate::kVoid || *options_.crowd == Crowd::kVoid ? voids_ : crowds_).push_back(std::move(shape));
  } else if (fate == Fate::kVoid) {
    ++tally.made_void;
    voids_.push_back(std::move(shape));
  } else {
    if (tally.painted_of_label.size() <= shape.label) tally.painted_of_label.resize(shape.label + size_t{1});
    ++tally.painted_of_label[shape.label];
    instances_.push_back(std::move(shape));
  }
}

// An unknown category: to be painted, as label 0.
const Category& Painter::category_of(const atelier_instance& instance) const {
  static const Category kUnknown;
  return writing::is_class_known(instance, classes_.categories.size()) ? classes_.categories[instance.label - 1]
                                                                       : kUnknown;
}

std::string Painter::draw(const atelier_instance& instance, bool needs_class, Shape& out) {
  std::string reason =
      needs_class ? drawn_.draw(instance, picture_, classes_.categories.size()) : drawn_.draw(instance, picture_);
  if (!reason.empty()) return reason;
  out.runs = drawn_.take_runs();
  out.pixels = geometry::area_of(out.runs);
  out.id = instance.id;
  out.area = instance.area;
  out.place = place_;
  return out.pixels == 0 ? "no_pixels" : "";
}

atelier_canvas Painter::prepare(std::vector<uint16_t>& labels) const {
  labels.assign(uint64_t{picture_.height} * picture_.width, 0);
  atelier_canvas canvas = {sizeof canvas, picture_.height, picture_.width, classes_.void_label, labels.data()};
  for (const Shape& shape : voids_)
    atelier_canvas_paint(&canvas, shape.runs.data(), shape.runs.size(), static_cast<uint16_t>(classes_.void_label));
  for (const Shape& shape : crowds_)
    atelier_canvas_paint(&canvas, shape.runs.data(), shape.runs.size(), static_cast<uint16_t>(shape.label));
  return canvas;
}

Painter::Claims Painter::claims() const {
  Claims claims;
  claims.instances.reserve(instances_.size());
  for (const Shape& shape : instances_) {
    claims.instances.push_back({sizeof(atelier_overlap_instance), shape.label, shape.id, shape.pixels, shape.area,
                                shape.runs.data(), shape.runs.size()});
    claims.pointers.push_back(&claims.instances.back());
  }
  return claims;
}

void Painter::compose(const Call& call, const OverlapPolicyRef& policy, const Claims& claims,
                      atelier_canvas& canvas) const {
  const atelier_overlap_input input = {
      sizeof input,           picture_.height,        picture_.width,      0,
      claims.pointers.data(), claims.pointers.size(), class_views_.data(), class_views_.size()};
  policy.compose(call, input, canvas);
}

void Painter::count_overlaps(const Call& call, const Claims& claims, const atelier_canvas& canvas, Tally& tally) {
  tally.overlap.comparisons.resize(options_.compare->size());
  std::vector<OverlapSurvey::Claim> shapes;
  for (const Shape& shape : instances_) shapes.push_back({&shape.runs, shape.label, shape.pixels});
  if (overlaps_.count(shapes, canvas, tally.overlap) == 0) return;
  for (const size_t i : overlaps_.lost_all())
    tally.overlap.lost_all.add({index_, instances_[i].place, instances_[i].id, str(picture_.file_name), ""});
  for (size_t i = 0; i < options_.compare->size(); ++i) {
    atelier_canvas other = prepare(other_labels_);
    const OverlapPolicyRef& policy = (*options_.compare)[i];
    compose(call, policy, claims, other);
    add_changes(labels_.data(), other_labels_.data(), labels_.size(), tally.overlap.comparisons[i]);
    // What is not among the changes is as the policy that is used painted it, which is checked by itself.
    for (const auto& [pair, pixels] : tally.overlap.comparisons[i].changes)
      check_label(pair.second, static_cast<uint32_t>(classes_.names.size()), canvas.void_label, policy.component_id());
  }
}

}  // namespace atelier::masks
