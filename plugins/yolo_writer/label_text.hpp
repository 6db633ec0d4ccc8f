// The label file of one picture: a line for each instance, its class from 0 and one ring with coordinates from 0 to 1.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "conversion/drawn_instance.hpp"
#include "geometry/outline.hpp"
#include "geometry/rasteriser.hpp"
#include "totals.hpp"

namespace atelier::yolo_writer {

// Keeps its buffers between pictures: one for each thread.
class LabelWriter {
 public:
  // crowds: whether crowd regions are written, as instances of their class.
  // tolerance: how far, in pixels, an outline may stray from the borders of the pixels of runs.
  LabelWriter(DatasetRef dataset, uint64_t class_count, bool crowds, double tolerance, conversion::Holes holes)
      : dataset_(dataset), class_count_(class_count), crowds_(crowds), tolerance_(tolerance), drawn_(holes) {}

  // The file's text, of picture `index`, whose size was checked; as the picture is shown when EXIF turns it, since
  // Ultralytics loads it so.
  std::string write(const Call& call, uint64_t index, Totals& totals);

 private:
  void take_picture(const Call& call, uint64_t index, Totals& totals);
  void write(const atelier_instance& instance, std::string& out, Totals& totals);
  // The outer borders of the drawn runs.
  void take_outlines(const atelier_instance& instance, Totals& totals);
  // Whether rings of the drawn instance cover the same pixels, which a line of all of them would take for outside.
  bool rings_overlap();
  // The borders of the drawn runs, holes joined to them by slits: what is read back is these pixels.
  void take_union(const atelier_instance& instance, Totals& totals);
  // Turned as the picture is shown; gives the number of holes.
  uint64_t trace(geometry::OutlineHoles holes);
  // The rings of the drawn instance within the picture, each of three points or more.
  void take_rings(const atelier_instance& instance, Totals& totals);
  conversion::AnnotationPlace here() const { return {index_, position_, view(picture_.file_name)}; }

  DatasetRef dataset_;
  uint64_t class_count_;
  bool crowds_;
  double tolerance_;
  conversion::DrawnInstance drawn_;
  geometry::Rasteriser rasteriser_;
  geometry::Runs parity_;
  geometry::Outliner outliner_;
  std::vector<geometry::Ring> rings_;
  atelier_picture picture_{};  // as the dataset has it
  int turns_ = 1;              // orientation that turns this to what is shown
  uint32_t shown_width_ = 0;
  uint32_t shown_height_ = 0;
  uint64_t index_ = 0;
  uint64_t position_ = 0;
};

// Appends " x y" for each point, divided by the picture's sides; so many digits that a coordinate of two decimals in
// pixels comes back when it is rounded to two decimals.
void append_points(std::string& out, const geometry::Ring& ring, uint32_t width, uint32_t height);

}  // namespace atelier::yolo_writer
