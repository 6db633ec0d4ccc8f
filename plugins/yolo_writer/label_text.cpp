#include "label_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "clip.hpp"
#include "conversion/shown_turn.hpp"
#include "geometry/runs.hpp"
#include "geometry/simplify.hpp"
#include "geometry/turn.hpp"
#include "merge_rings.hpp"
#include "pictures/exif.hpp"

namespace atelier::yolo_writer {
namespace {

constexpr size_t kFewestNumbers = 6;  // three points

// Up to this side, an error of one and a half of the sixth digit is half a hundredth pixel.
constexpr uint32_t kLongestOfSixDigits = 3300;

// Where a coordinate lies on the grid of the COCO mask code, which decides on the pixels: it knows fifths of a pixel.
double grid_place(double coordinate) { return std::floor(5 * coordinate + 0.5); }

// A coordinate as a share of its side: the nearest decimal of so many digits, or the one beside it that is painted the
// same when it is read back.
void append_share(std::string& out, double coordinate, uint32_t side, int digits) {
  const double scale = std::pow(10, digits);
  const double nearest = std::round(std::clamp(coordinate / side, 0., 1.) * scale);
  double chosen = nearest;
  for (const double each : {nearest, nearest + 1, nearest - 1}) {
    if (each < 0 || each > scale || grid_place(each / scale * side) != grid_place(coordinate)) continue;
    chosen = each;
    break;
  }
  char text[32];
  char* end = std::to_chars(text, text + sizeof text, chosen / scale, std::chars_format::fixed, digits).ptr;
  while (end[-1] == '0') --end;
  if (end[-1] == '.') --end;
  out += ' ';
  out.append(text, end);
}

struct Box {
  double left = 0, top = 0, right = 0, bottom = 0;
};

Box box_of(const atelier_ring& ring) {
  Box box = {ring.xy[0], ring.xy[1], ring.xy[0], ring.xy[1]};
  for (uint64_t i = 2; i + 1 < ring.count; i += 2) {
    box.left = std::min(box.left, ring.xy[i]);
    box.right = std::max(box.right, ring.xy[i]);
    box.top = std::min(box.top, ring.xy[i + 1]);
    box.bottom = std::max(box.bottom, ring.xy[i + 1]);
  }
  return box;
}

// Whether the boxes of two rings overlap, or the rings are too many to look at all pairs.
bool may_overlap(const std::vector<atelier_ring>& rings) {
  constexpr size_t kMostCompared = 64;
  if (rings.size() > kMostCompared) return true;
  std::vector<Box> boxes;
  for (const atelier_ring& ring : rings) {
    const Box box = box_of(ring);
    for (const Box& other : boxes)
      if (box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom)
        return true;
    boxes.push_back(box);
  }
  return false;
}

}  // namespace

void append_points(std::string& out, const geometry::Ring& ring, uint32_t width, uint32_t height) {
  int digits = 6;
  for (uint32_t longest = kLongestOfSixDigits; longest < std::max(width, height); longest *= 10) ++digits;
  for (size_t i = 0; i + 1 < ring.size(); i += 2) {
    append_share(out, ring[i], width, digits);
    append_share(out, ring[i + 1], height, digits);
  }
}

void LabelWriter::take_picture(const Call& call, uint64_t index, Totals& totals) {
  picture_ = dataset_.picture_at(call, index);
  index_ = index;
  turns_ = conversion::shown_turn(call, dataset_, index, picture_).orientation;
  shown_width_ = picture_.width;
  shown_height_ = picture_.height;
  if (pictures::swaps_sides(turns_)) std::swap(shown_width_, shown_height_);
  if (turns_ != 1) totals.turned.add({index, 0, picture_.id, str(picture_.file_name), ""});
}

std::string LabelWriter::write(const Call& call, uint64_t index, Totals& totals) {
  take_picture(call, index, totals);
  position_ = 0;
  std::string out;
  dataset_.instances(call, index, [&](const atelier_instance& instance) {
    write(instance, out, totals);
    ++position_;
  });
  ++totals.pictures;
  if (out.empty()) ++totals.empty_pictures;
  return out;
}

void LabelWriter::write(const atelier_instance& instance, std::string& out, Totals& totals) {
  // The layout has no pixels that do not count.
  if (conversion::is_void_region(instance)) return totals.outcomes.leave_out("void_region", here(), instance);
  if (instance.crowd) {
    ++totals.crowds;
    if (!crowds_) return totals.outcomes.leave_out_crowd(here(), instance);
  }
  const auto skip = [&](const std::string& reason, std::string why) {
    totals.outcomes.lose(reason, here(), instance, std::move(why));
  };
  const std::string reason = drawn_.draw(instance, picture_, class_count_);
  if (!reason.empty()) return skip(reason, str(instance.defect_text));
  const uint64_t pixels = geometry::area_of(drawn_.runs());
  if (pixels == 0) return skip("no_pixels", "");
  take_rings(instance, totals);
  if (rings_.empty()) return skip("no_pixels", "");

  out += std::to_string(instance.label - 1);
  append_points(out, merge_rings(rings_), shown_width_, shown_height_);
  out += '\n';
  ++totals.written;
  if (rings_.size() > 1) ++totals.merged;
  totals.outcomes.keep(here(), instance, drawn_, pixels);
}

void LabelWriter::take_rings(const atelier_instance& instance, Totals& totals) {
  rings_.clear();
  const bool overlap = rings_overlap();
  for (const atelier_ring& ring : drawn_.rings()) rings_.emplace_back(ring.xy, ring.xy + ring.count);
  for (geometry::Ring& ring : rings_)
    geometry::turn_points(ring.data(), ring.size(), picture_.height, picture_.width, turns_);
  if (rings_.empty()) take_outlines(instance, totals);
  bool clipped = false;
  for (geometry::Ring& ring : rings_) clipped |= clip(ring, shown_width_, shown_height_);
  std::erase_if(rings_, [](const geometry::Ring& ring) { return ring.size() < kFewestNumbers; });
  if (clipped) totals.clipped.add(conversion::example_of(here(), instance));
  if (overlap) take_union(instance, totals);
}

bool LabelWriter::rings_overlap() {
  const std::vector<atelier_ring>& rings = drawn_.rings();
  return rings.size() > 1 && may_overlap(rings) &&
         rasteriser_.paint_even_odd(rings, picture_.height, picture_.width, parity_);
}

void LabelWriter::take_union(const atelier_instance& instance, Totals& totals) {
  trace(geometry::OutlineHoles::kJoined);
  totals.united.add(conversion::example_of(here(), instance));
}

void LabelWriter::take_outlines(const atelier_instance& instance, Totals& totals) {
  if (trace(geometry::OutlineHoles::kFilled) != 0) totals.holes_filled.add(conversion::example_of(here(), instance));
}

uint64_t LabelWriter::trace(geometry::OutlineHoles holes) {
  drawn_.turn(picture_, turns_);
  const uint64_t count = outliner_.trace(drawn_.runs(), shown_height_, holes, rings_);
  for (geometry::Ring& ring : rings_) geometry::simplify(ring, tolerance_);
  return count;
}

}  // namespace atelier::yolo_writer
