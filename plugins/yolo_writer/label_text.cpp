#include "label_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "clip.hpp"
#include "geometry/runs.hpp"
#include "geometry/simplify.hpp"
#include "geometry/turn.hpp"
#include "merge_rings.hpp"
#include "pictures/exif.hpp"
#include "writing/shown_turn.hpp"

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

}  // namespace

void append_points(std::string& out, const geometry::Ring& ring, uint32_t width, uint32_t height) {
  int digits = 6;
  for (uint32_t longest = kLongestOfSixDigits; longest < std::max(width, height); longest *= 10) ++digits;
  for (size_t i = 0; i + 1 < ring.size(); i += 2) {
    append_share(out, ring[i], width, digits);
    append_share(out, ring[i + 1], height, digits);
  }
}

void LabelWriter::take_picture(const Call& call, uint64_t index, Tally& tally) {
  picture_ = dataset_.picture_at(call, index);
  index_ = index;
  turns_ = writing::shown_turn(call, dataset_, index, picture_).orientation;
  shown_width_ = picture_.width;
  shown_height_ = picture_.height;
  if (pictures::swaps_sides(turns_)) std::swap(shown_width_, shown_height_);
  if (turns_ != 1) tally.turned.add({index, 0, picture_.id, str(picture_.file_name), ""});
}

std::string LabelWriter::write(const Call& call, uint64_t index, Tally& tally) {
  take_picture(call, index, tally);
  place_ = 0;
  std::string out;
  dataset_.instances(call, index, [&](const atelier_instance& instance) {
    write(instance, out, tally);
    ++place_;
  });
  ++tally.pictures;
  if (out.empty()) ++tally.empty_pictures;
  return out;
}

void LabelWriter::write(const atelier_instance& instance, std::string& out, Tally& tally) {
  // The layout has no pixels that do not count.
  if (writing::is_void_region(instance)) return tally.toll.choose_away("void_region", here(), instance);
  if (instance.crowd) {
    ++tally.crowds;
    if (!crowds_) return tally.toll.leave_out_crowd(here(), instance);
  }
  const auto skip = [&](const std::string& reason, std::string why) {
    tally.toll.lose(reason, here(), instance, std::move(why));
  };
  const std::string reason = drawn_.draw(instance, picture_, class_count_);
  if (!reason.empty()) return skip(reason, str(instance.defect_text));
  const uint64_t pixels = geometry::area_of(drawn_.runs());
  if (pixels == 0) return skip("no_pixels", "");
  take_rings(instance, tally);
  if (rings_.empty()) return skip("no_pixels", "");

  out += std::to_string(instance.label - 1);
  append_points(out, merge_rings(rings_), shown_width_, shown_height_);
  out += '\n';
  ++tally.written;
  if (rings_.size() > 1) ++tally.merged;
  tally.toll.keep(here(), instance, drawn_, pixels);
}

void LabelWriter::take_rings(const atelier_instance& instance, Tally& tally) {
  rings_.clear();
  for (const atelier_ring& ring : drawn_.rings()) rings_.emplace_back(ring.xy, ring.xy + ring.count);
  for (geometry::Ring& ring : rings_)
    geometry::turn_points(ring.data(), ring.size(), picture_.height, picture_.width, turns_);
  if (rings_.empty()) take_outlines(instance, tally);
  bool clipped = false;
  for (geometry::Ring& ring : rings_) clipped |= clip(ring, shown_width_, shown_height_);
  std::erase_if(rings_, [](const geometry::Ring& ring) { return ring.size() < kFewestNumbers; });
  if (clipped) tally.clipped.add(writing::example_of(here(), instance));
}

void LabelWriter::take_outlines(const atelier_instance& instance, Tally& tally) {
  drawn_.turn(picture_, turns_);
  if (outliner_.trace(drawn_.runs(), shown_height_, geometry::Holes::kFilled, rings_) != 0)
    tally.holes_filled.add(writing::example_of(here(), instance));
  for (geometry::Ring& ring : rings_) geometry::simplify(ring, tolerance_);
}

}  // namespace atelier::yolo_writer
