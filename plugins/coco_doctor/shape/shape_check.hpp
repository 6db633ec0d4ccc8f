// The shape of one annotation: what is wrong with its rings or runs, and the pixels that it covers.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <vector>

#include "coco_segmentation/segmentation.hpp"
#include "findings/codes.hpp"
#include "geometry/rasteriser.hpp"
#include "geometry/runs.hpp"
#include "shape/crossing.hpp"
#include "shape/holes.hpp"
#include "shape/ring_reader.hpp"
#include "shape/scale.hpp"

namespace atelier::coco_doctor {

struct ShapeDefect {
  Code code{};
  uint32_t ring = 0;  // from 1; 0 when it is not about one ring
  std::string text;
};

// The picture that a shape belongs to.
struct Canvas {
  uint32_t height = 0, width = 0;  // 0 when not known, then nothing is painted
  int turned = 1;                  // the shape was drawn on the picture as this EXIF orientation turns it
};

// Keeps its buffers between calls: one for each thread.
class ShapeCheck {
 public:
  // Shapes of turned pictures are turned back: all that is told of them is of the stored picture.
  void check(simdjson::dom::element segmentation, const Canvas& canvas, const Evidence& evidence);

  const std::vector<ShapeDefect>& defects() const { return defects_; }
  // Whether something of the shape can be painted, and the runs say what.
  bool is_sound() const { return sound_; }
  bool is_painted() const { return painted_; }
  // Whether it must stay as it is, with the fields beside it that prove its fault.
  bool is_left() const { return left_; }
  bool has_polygons() const { return polygons_; }
  uint64_t pixels() const { return pixels_; }
  geometry::Box box() const { return box_; }
  // Why a shape that is painted covers no pixel.
  const std::string& why_empty() const { return why_empty_; }
  // Two numbers that equal those of another shape when both are the same, and hardly ever else.
  uint64_t hash_one() const { return hash_one_; }
  uint64_t hash_two() const { return hash_two_; }
  // Whether some of it must change, and the JSON of `segmentation` with these changes.
  bool needs_repair() const;
  std::string repaired(std::string_view segmentation) const;

 private:
  struct Ring {
    uint32_t number;
    size_t first, size;  // into xy_
    RingFate fate;
  };
  span<const double> numbers_of(const Ring& ring) const { return {xy_.data() + ring.first, ring.size}; }
  void read_rings(simdjson::dom::element value, simdjson::dom::array items);
  void read_group(simdjson::dom::array items, int depth);
  void take_ring(simdjson::dom::element ring);
  bool is_runs_in_a_list(simdjson::dom::array items, const Evidence& evidence);
  // Sets left_ when the numbers are no pixels.
  void check_units(const Evidence& evidence);
  void turn_back();
  bool check_place(const Ring& ring);
  void check_places();
  void paint_rings(const Evidence& evidence);
  void drop_empty_rings(const std::vector<atelier_ring>& all);
  void read_runs(simdjson::dom::element value);
  bool read_odd_runs(simdjson::dom::element value);
  void turn_runs_back();
  void tell(Code code, uint32_t ring, std::string text) { defects_.push_back({code, ring, std::move(text)}); }
  void hash(uint64_t value);
  void hash_rings();
  std::string ring_text(const Ring& ring) const;

  Canvas canvas_;
  uint32_t drawn_height_ = 0, drawn_width_ = 0;  // of the picture that it was drawn on
  std::vector<ShapeDefect> defects_;
  bool sound_ = false, painted_ = false, left_ = false, polygons_ = false;
  bool flat_ = false;     // the value is one ring itself
  bool rewrite_ = false;  // all rings are written anew
  uint64_t pixels_ = 0, hash_one_ = 0, hash_two_ = 0;
  geometry::Box box_;
  std::string why_empty_;
  RingReader reader_;
  uint32_t count_ = 0;  // of rings as given
  std::vector<double> xy_;
  std::vector<Ring> rings_;  // that can be painted, as far as is known
  coco_segmentation::Segmentation shape_;
  bool counts_are_text_ = false;
  std::string new_counts_;  // JSON; empty for none
  geometry::Rasteriser rasteriser_;
  geometry::Runs runs_, one_ring_;
  CrossingFinder crossing_;
  HoleFinder holes_;
};

}  // namespace atelier::coco_doctor
