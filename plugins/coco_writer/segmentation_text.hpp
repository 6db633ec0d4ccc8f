// The JSON value of `segmentation`, in the form that was asked for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "conversion/drawn_instance.hpp"
#include "geometry/outline.hpp"

namespace atelier::coco_writer {

enum class Form {
  kAsGiven,   // rings stay rings; runs become compressed runs, those of a crowd counts, as in COCO's own files
  kPolygons,  // rings stay rings; runs become rings along the borders of their pixels
  kRle,       // compressed runs
  kCounts,    // runs as a list of counts
};

inline constexpr atelier_str kForms[] = {ATELIER_STR("as_given"), ATELIER_STR("polygons"), ATELIER_STR("rle"),
                                         ATELIER_STR("rle_counts")};

// What stands in the file in the end.
enum class Written { kRings, kOutlines, kRle, kCounts, kNothing };

// Keeps its buffers between instances: one for each thread.
class SegmentationText {
 public:
  explicit SegmentationText(Form form) : form_(form) {}

  // Appends the value. Appends nothing and returns kNothing for an instance of no pixels that would need an outline.
  Written append_to(std::string& out, const conversion::DrawnInstance& drawn, const atelier_picture& picture,
                    bool crowd);

 private:
  Form form_;
  geometry::Outliner outliner_;
  std::vector<geometry::Ring> outlines_;
};

}  // namespace atelier::coco_writer
