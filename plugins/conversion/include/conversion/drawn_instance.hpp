// An instance as it can be written: its sound rings, and the exact pixels it is painted over.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/options.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "geometry/rasteriser.hpp"

namespace conversion {

// The option `holes` of writers: Option<Holes> holes{holes_option()}.
enum class Holes { kFill, kEvenOdd };
inline constexpr atelier_str kHolesChoices[] = {ATELIER_STR("fill"), ATELIER_STR("even_odd")};
constexpr atelier::Param holes_option() {
  return atelier::option("holes",
                         "Rings inside rings of one instance: filled, as the COCO mask code does, or taken as holes "
                         "where a pixel is inside an even number of rings.")
      .one_of(kHolesChoices)
      .by_default("'fill'");
}

// Whether the instance's class is one of `classes` labels.
constexpr bool is_class_known(const atelier_instance& instance, uint64_t classes) {
  return instance.label >= 1 && instance.label <= classes;
}

// Whether the source says of these pixels that they do not count, as labelme's `__ignore__`: a crowd for which no class
// is meant. (A class that is not known is another thing.)
constexpr bool is_void_region(const atelier_instance& instance) {
  return instance.crowd != 0 && instance.label == 0 && instance.category_id == -1 && instance.defect.size == 0;
}

// Keeps its buffers between instances: one for each thread.
class DrawnInstance {
 public:
  explicit DrawnInstance(Holes holes = Holes::kFill) : holes_(holes) {}

  // Takes what can be drawn of the instance's shape, whatever its class; `picture` has a size that check_stated_size
  // accepts. Returns "", or the word why there is nothing to write: what the dataset says of a damaged instance,
  // "shape_missing", "runs_do_not_fit", "ring_out_of_range" or "ring_too_short".
  std::string draw(const atelier_instance& instance, const atelier_picture& picture);
  // Likewise of an instance that needs one of `classes` labels, or else is "category_unknown".
  std::string draw(const atelier_instance& instance, const atelier_picture& picture, uint64_t classes);

  // After draw() gave "": the rings, each of three points or more that can be painted, with an even count; none for an
  // instance of runs, and none where their union has other pixels than runs(). Borrowed from the instance.
  const std::vector<atelier_ring>& rings() const { return rings_; }
  // The pixels, as the COCO mask code paints rings, holes as the option says; runs as they were given.
  const geometry::Runs& runs() const { return runs_; }
  // Takes them away.
  geometry::Runs take_runs() { return std::move(runs_); }
  // Whether pixels inside an even number of rings were left out.
  bool has_cut_out_holes() const { return holes_cut_out_; }
  // Turns the pixels of the picture as EXIF turns pictures. The rings are gone then: turned ones paint other pixels.
  void turn(const atelier_picture& picture, int orientation);
  // Why some rings are missing, as a word and a sentence, or "".
  const std::string& rings_missing() const { return rings_missing_; }
  const std::string& rings_missing_text() const { return rings_missing_text_; }

 private:
  std::string take_rings(const atelier_instance& instance);

  Holes holes_;
  bool holes_cut_out_ = false;
  geometry::Rasteriser rasteriser_;
  std::vector<atelier_ring> rings_;
  geometry::Runs runs_;
  std::string rings_missing_;
  std::string rings_missing_text_;
};

}  // namespace conversion
