#include "painter.hpp"

#include <utility>

#include "voc_palette.hpp"

namespace atelier::masks {

Painter::Painter(const Options& options, const ClassPlan& classes)
    : options_(options),
      classes_(classes),
      palette_(options.palette ? voc_palette() : std::string()),
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
  ++tally.instances;
  ++place_;
  const bool crowd = instance.crowd != 0;
  const Category& category = category_of(instance);
  if (category.fate == Fate::kNotChosen || category.fate == Fate::kBackground) {
    const char* reason = category.fate == Fate::kNotChosen ? "category_not_chosen" : "mapped_to_background";
    tally.skipped[reason].add(example_of(instance, ""));
    return;
  }
  if (crowd && *options_.crowd == Crowd::kSkip) {
    ++tally.crowds;
    return;
  }
  Shape shape;
  shape.label = category.label;
  const bool needs_class = !(crowd && *options_.crowd == Crowd::kVoid);
  const std::string reason = reason_to_skip(instance, needs_class, shape, tally);
  if (!reason.empty())
    tally.skipped[reason].add(example_of(instance, str(instance.defect_text)));
  else
    keep(instance, category.fate, std::move(shape), tally);
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
  if (instance.label == 0 || instance.label > classes_.categories.size()) return kUnknown;
  return classes_.categories[instance.label - 1];
}

std::string Painter::reason_to_skip(const atelier_instance& instance, bool needs_class, Shape& out, Tally& tally) {
  if (needs_class && (instance.label == 0 || instance.label > classes_.categories.size())) return "category_unknown";
  if (needs_class && instance.area == 0) return "zero_area";
  if (instance.ring_count == 0 && instance.run_count == 0)
    return instance.defect.size ? str(instance.defect) : "shape_missing";
  out.id = instance.id;
  out.area = instance.area;
  out.place = place_;
  if (std::string reason = draw(instance, out, tally); !reason.empty()) return reason;
  out.pixels = geometry::area_of(out.runs);
  if (out.pixels == 0) return "no_pixels";
  return instance.crowd == 0 && out.pixels < options_.min_pixels ? "too_small" : "";
}

std::string Painter::draw(const atelier_instance& instance, Shape& out, Tally& tally) {
  if (instance.run_count != 0) {
    const uint64_t pixels = uint64_t{picture_.height} * picture_.width;
    out.runs.assign(instance.runs, instance.runs + instance.run_count);
    return geometry::sum_of(out.runs) == pixels ? "" : "runs_do_not_fit";
  }
  rings_.clear();
  for (uint64_t i = 0; i < instance.ring_count; ++i)
    if (geometry::Rasteriser::can_paint(instance.rings[i])) rings_.push_back(instance.rings[i]);
  if (rings_.empty()) return "ring_out_of_range";
  if (rings_.size() < instance.ring_count)
    tally.rings_skipped["ring_out_of_range"].add(example_of(instance, "a coordinate is not finite or beyond 4e8"));
  else if (instance.defect.size)
    tally.rings_skipped[str(instance.defect)].add(example_of(instance, str(instance.defect_text)));
  rasteriser_.paint(rings_, picture_.height, picture_.width, out.runs);
  return "";
}

Listed::Example Painter::example_of(const atelier_instance& instance, std::string why) const {
  return {index_, place_, instance.id, str(picture_.file_name), std::move(why)};
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
