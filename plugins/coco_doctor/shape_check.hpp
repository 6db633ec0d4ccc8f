// The shape of one annotation: what is wrong with its rings or runs, and the pixels that it covers.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <vector>

#include "coco_json/segmentation.hpp"
#include "codes.hpp"
#include "crossing.hpp"
#include "geometry/rasteriser.hpp"
#include "geometry/runs.hpp"

namespace atelier::coco_doctor {

struct ShapeDefect {
  Code code{};
  uint32_t ring = 0;  // from 1; 0 when it is not about one ring
  std::string text;
};

// What a sound file would make of a ring.
enum class RingFate : uint8_t { kKeep, kDrop, kDropLast, kFlatten };

// Keeps its buffers between calls: one for each thread.
class ShapeCheck {
 public:
  // height, width: of the picture; 0 when not known, then nothing is painted.
  void check(simdjson::dom::element segmentation, uint32_t height, uint32_t width);

  const std::vector<ShapeDefect>& defects() const { return defects_; }
  // Whether something of the shape can be painted, and the runs say what.
  bool is_sound() const { return sound_; }
  bool is_painted() const { return painted_; }
  bool has_polygons() const { return polygons_; }
  uint64_t pixels() const { return pixels_; }
  geometry::Box box() const { return box_; }
  // Why a shape that is painted covers no pixel.
  const std::string& why_empty() const { return why_empty_; }
  // Two numbers that equal those of another shape when both are the same, and hardly ever else.
  uint64_t hash_one() const { return hash_one_; }
  uint64_t hash_two() const { return hash_two_; }
  // Whether some of its rings must change, and the JSON of `segmentation` with these changed.
  bool needs_repair() const;
  std::string repaired(std::string_view segmentation) const;

 private:
  void read_rings(simdjson::dom::element value, simdjson::dom::array rings);
  bool is_flat(simdjson::dom::array rings) const;
  // Appends the ring's numbers; what becomes of it.
  RingFate read_ring(simdjson::dom::element ring, uint32_t number);
  bool read_pairs(simdjson::dom::array points);
  // Of a ring whose numbers are sound: whether it can be painted.
  bool check_ring(span<const double> ring, uint32_t number);
  bool check_place(span<const double> ring, uint32_t number);
  void paint_rings();
  void read_runs(simdjson::dom::element value);
  void tell(Code code, uint32_t ring, std::string text) { defects_.push_back({code, ring, std::move(text)}); }
  void hash(uint64_t value);

  uint32_t height_ = 0, width_ = 0;
  std::vector<ShapeDefect> defects_;
  bool sound_ = false, painted_ = false, polygons_ = false, flat_ = false;
  uint64_t pixels_ = 0, hash_one_ = 0, hash_two_ = 0;
  geometry::Box box_;
  std::string why_empty_;
  std::vector<RingFate> fates_;
  struct Ring {
    uint32_t number;
    size_t first, size;  // into xy_
  };
  std::vector<double> xy_;
  std::vector<Ring> rings_;
  coco_json::Shape shape_;
  geometry::Rasteriser rasteriser_;
  geometry::Runs runs_, one_ring_;
  CrossingFinder crossing_;
};

}  // namespace atelier::coco_doctor
