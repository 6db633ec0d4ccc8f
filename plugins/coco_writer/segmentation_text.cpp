#include "segmentation_text.hpp"

#include "json_text.hpp"

namespace atelier::coco_writer {
namespace {

template <class Numbers, class As>
void append_list(std::string& out, const Numbers& numbers, As as) {
  out += '[';
  const char* separator = "";
  for (const auto number : numbers) {
    out += separator;
    append(out, as(number));
    separator = ", ";
  }
  out += ']';
}

template <class Rings, class Numbers>
void append_rings(std::string& out, const Rings& rings, Numbers numbers) {
  out += '[';
  const char* separator = "";
  for (const auto& ring : rings) {
    out += separator;
    append_list(out, numbers(ring), [](double v) { return v; });
    separator = ", ";
  }
  out += ']';
}

void append_runs(std::string& out, const geometry::Runs& runs, const atelier_picture& picture, bool compressed) {
  out += text("{\"size\": [", picture.height, ", ", picture.width, "], \"counts\": ");
  if (compressed)
    out += quoted_runs(runs);
  else
    append_list(out, runs, [](uint32_t v) { return int64_t{v}; });
  out += '}';
}

}  // namespace

Written SegmentationText::append_to(std::string& out, const conversion::DrawnInstance& drawn,
                                    const atelier_picture& picture, bool crowd) {
  const bool keeps_rings = form_ == Form::kAsGiven || form_ == Form::kPolygons;
  if (keeps_rings && !drawn.rings().empty()) {
    append_rings(out, drawn.rings(), [](const atelier_ring& ring) { return span<const double>(ring.xy, ring.count); });
    return Written::kRings;
  }
  if (form_ == Form::kPolygons) {
    outliner_.trace(drawn.runs(), picture.height, geometry::OutlineHoles::kJoined, outlines_);
    if (outlines_.empty()) return Written::kNothing;
    append_rings(out, outlines_, [](const geometry::Ring& ring) -> const geometry::Ring& { return ring; });
    return Written::kOutlines;
  }
  const bool counts = form_ == Form::kCounts || (form_ == Form::kAsGiven && crowd);
  append_runs(out, drawn.runs(), picture, !counts);
  return counts ? Written::kCounts : Written::kRle;
}

}  // namespace atelier::coco_writer
