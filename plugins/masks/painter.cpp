#include "painter.hpp"

#include <algorithm>

namespace atelier::masks {

Painter::Painter(DatasetRef dataset, OverlapPolicyRef policy, Crowd crowd, const Palette& palette)
    : dataset_(dataset), policy_(policy), crowd_(crowd), palette_(palette) {}

std::string Painter::paint(const Call& call, uint64_t index, Tally& tally) {
  picture_ = dataset_.picture_at(call, index);
  index_ = index;
  place_ = 0;
  instances_.clear();
  crowds_.clear();
  dataset_.instances(call, index, [&](const atelier_instance& instance) { consider(instance, tally); });

  const uint64_t pixels = uint64_t{picture_.height} * picture_.width;
  labels_.assign(pixels, 0);
  atelier_canvas canvas = {sizeof canvas, picture_.height, picture_.width, palette_.void_label, labels_.data()};
  for (const Shape& crowd : crowds_)
    atelier_canvas_paint(&canvas, crowd.runs.data(), crowd.runs.size(),
                         static_cast<uint16_t>(crowd_ == Crowd::kVoid ? palette_.void_label : crowd.label));
  compose(call, canvas);

  ++tally.pictures;
  tally.pixels += pixels;
  if (instances_.empty() && crowds_.empty())
    tally.empty_pictures.add({index, 0, picture_.id, str(picture_.file_name), ""});
  std::vector<const geometry::Runs*> shapes;
  for (const Shape& instance : instances_) shapes.push_back(&instance.runs);
  tally.contested_pixels += geometry::contested_pixels(shapes);
  return writer_.png(canvas, static_cast<uint32_t>(palette_.class_names.size()), tally.pixels_of_label);
}

void Painter::consider(const atelier_instance& instance, Tally& tally) {
  ++tally.instances;
  ++place_;
  const bool crowd = instance.crowd != 0;
  if (crowd && crowd_ == Crowd::kSkip) {
    ++tally.crowds;
    return;
  }
  Shape shape;
  const std::string reason = reason_to_skip(instance, !(crowd && crowd_ == Crowd::kVoid), shape, tally);
  if (!reason.empty()) {
    tally.skipped[reason].add(example_of(instance, str(instance.defect_text)));
  } else if (crowd) {
    ++tally.crowds;
    crowds_.push_back(std::move(shape));
  } else {
    if (tally.painted_of_label.size() <= shape.label) tally.painted_of_label.resize(shape.label + size_t{1});
    ++tally.painted_of_label[shape.label];
    instances_.push_back(std::move(shape));
  }
}

std::string Painter::reason_to_skip(const atelier_instance& instance, bool needs_class, Shape& out, Tally& tally) {
  if (needs_class && (instance.label == 0 || instance.label >= palette_.class_names.size())) return "category_unknown";
  if (needs_class && instance.area == 0) return "zero_area";
  if (instance.ring_count == 0 && instance.run_count == 0)
    return instance.defect.size ? str(instance.defect) : "shape_missing";
  out.label = instance.label;
  out.id = instance.id;
  out.area = instance.area;
  if (std::string reason = draw(instance, out, tally); !reason.empty()) return reason;
  out.pixels = geometry::area_of(out.runs);
  return out.pixels == 0 ? "no_pixels" : "";
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

void Painter::compose(const Call& call, atelier_canvas& canvas) const {
  std::vector<atelier_overlap_instance> instances;
  std::vector<const atelier_overlap_instance*> pointers;
  instances.reserve(instances_.size());
  for (const Shape& shape : instances_) {
    instances.push_back({sizeof(atelier_overlap_instance), shape.label, shape.id, shape.pixels, shape.area,
                         shape.runs.data(), shape.runs.size()});
    pointers.push_back(&instances.back());
  }
  const atelier_overlap_input input = {sizeof input,
                                       picture_.height,
                                       picture_.width,
                                       0,
                                       pointers.data(),
                                       pointers.size(),
                                       palette_.class_views.data(),
                                       palette_.class_views.size()};
  policy_.compose(call, input, canvas);
}

}  // namespace atelier::masks
