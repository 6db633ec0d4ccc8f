#include "conversion/drawn_instance.hpp"

#include "geometry/turn.hpp"

namespace conversion {

using atelier::str;

namespace {

constexpr uint64_t kFewestNumbers = 6;  // three points

}  // namespace

std::string DrawnInstance::draw(const atelier_instance& instance, const atelier_picture& picture, uint64_t classes) {
  return is_class_known(instance, classes) ? draw(instance, picture) : "category_unknown";
}

std::string DrawnInstance::draw(const atelier_instance& instance, const atelier_picture& picture) {
  holes_cut_out_ = false;
  rings_.clear();
  runs_.clear();
  rings_missing_.clear();
  rings_missing_text_.clear();
  if (instance.ring_count == 0 && instance.run_count == 0)
    return instance.defect.size ? str(instance.defect) : "shape_missing";
  if (instance.run_count != 0) {
    runs_.assign(instance.runs, instance.runs + instance.run_count);
    const bool same_size = instance.runs_height == picture.height && instance.runs_width == picture.width;
    const bool no_size = instance.runs_height == 0 && instance.runs_width == 0;
    const bool fits = geometry::sum_of(runs_) == uint64_t{picture.height} * picture.width;
    return fits && (same_size || no_size) ? "" : "runs_do_not_fit";
  }
  if (std::string reason = take_rings(instance); !reason.empty()) return reason;
  if (holes_ == Holes::kFill || rings_.size() == 1) {
    rasteriser_.paint(rings_, picture.height, picture.width, runs_);
  } else {
    holes_cut_out_ = rasteriser_.paint_even_odd(rings_, picture.height, picture.width, runs_);
    if (holes_cut_out_) rings_.clear();
  }
  return "";
}

void DrawnInstance::turn(const atelier_picture& picture, int orientation) {
  if (orientation <= 1) return;
  geometry::turn_runs(runs_, picture.height, picture.width, orientation);
  rings_.clear();
}

std::string DrawnInstance::take_rings(const atelier_instance& instance) {
  const auto leave_out = [this](const char* word, const char* sentence) {
    if (!rings_missing_.empty()) return;
    rings_missing_ = word;
    rings_missing_text_ = sentence;
  };
  if (instance.defect.size) {
    rings_missing_ = str(instance.defect);
    rings_missing_text_ = str(instance.defect_text);
  }
  for (uint64_t i = 0; i < instance.ring_count; ++i) {
    atelier_ring ring = instance.rings[i];
    ring.count -= ring.count % 2;
    if (ring.count < kFewestNumbers)
      leave_out("ring_too_short", "a ring has fewer than three points");
    else if (!geometry::Rasteriser::can_paint(ring))
      leave_out("ring_out_of_range", "a coordinate is not finite or beyond 4e8");
    else
      rings_.push_back(ring);
  }
  return rings_.empty() ? rings_missing_ : "";
}

}  // namespace conversion
