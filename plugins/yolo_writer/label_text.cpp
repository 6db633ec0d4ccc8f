#include "label_text.hpp"

#include <algorithm>
#include <charconv>

#include "clip.hpp"
#include "geometry/runs.hpp"
#include "geometry/simplify.hpp"
#include "merge_rings.hpp"

namespace atelier::yolo_writer {
namespace {

constexpr size_t kFewestNumbers = 6;  // three points

// Up to this side, an error of half the sixth digit is a quarter of a hundredth pixel.
constexpr uint32_t kLongestOfSixDigits = 5000;

void append_share(std::string& out, double share, int digits) {
  char text[32];
  char* end = std::to_chars(text, text + sizeof text, std::clamp(share, 0., 1.), std::chars_format::fixed, digits).ptr;
  while (end[-1] == '0') --end;
  if (end[-1] == '.') --end;
  out += ' ';
  out.append(text, end);
}

}  // namespace

void append_points(std::string& out, const geometry::Ring& ring, uint32_t width, uint32_t height) {
  const int digits = std::max(width, height) <= kLongestOfSixDigits ? 6 : 7;
  for (size_t i = 0; i + 1 < ring.size(); i += 2) {
    append_share(out, ring[i] / width, digits);
    append_share(out, ring[i + 1] / height, digits);
  }
}

std::string LabelWriter::write(const Call& call, uint64_t index, Tally& tally) {
  picture_ = dataset_.picture_at(call, index);
  index_ = index;
  place_ = 0;
  std::string out;
  dataset_.instances(call, index, [&](const atelier_instance& instance) {
    ++tally.instances;
    write(instance, out, tally);
    ++place_;
  });
  ++tally.pictures;
  if (out.empty()) ++tally.empty_pictures;
  return out;
}

void LabelWriter::write(const atelier_instance& instance, std::string& out, Tally& tally) {
  if (instance.crowd) {
    ++tally.crowds;
    if (!crowds_) return;
  }
  const auto skip = [&](const std::string& reason, std::string why) {
    tally.skipped.add(reason, example(instance, std::move(why)));
  };
  const std::string reason = drawn_.draw(instance, picture_, class_count_);
  if (!reason.empty()) return skip(reason, str(instance.defect_text));
  if (geometry::area_of(drawn_.runs()) == 0) return skip("no_pixels", "");
  take_rings(instance, tally);
  if (rings_.empty()) return skip("no_pixels", "");

  out += std::to_string(instance.label - 1);
  append_points(out, merge_rings(rings_), picture_.width, picture_.height);
  out += '\n';
  ++tally.written;
  if (rings_.size() > 1) ++tally.merged;
  if (!drawn_.rings_missing().empty())
    tally.rings_skipped.add(drawn_.rings_missing(), example(instance, drawn_.rings_missing_text()));
}

void LabelWriter::take_rings(const atelier_instance& instance, Tally& tally) {
  rings_.clear();
  for (const atelier_ring& ring : drawn_.rings()) rings_.emplace_back(ring.xy, ring.xy + ring.count);
  if (rings_.empty()) take_outlines(instance, tally);
  bool clipped = false;
  for (geometry::Ring& ring : rings_) clipped |= clip(ring, picture_.width, picture_.height);
  std::erase_if(rings_, [](const geometry::Ring& ring) { return ring.size() < kFewestNumbers; });
  if (clipped) tally.clipped.add(example(instance, ""));
}

void LabelWriter::take_outlines(const atelier_instance& instance, Tally& tally) {
  if (outliner_.trace(drawn_.runs(), picture_.height, geometry::Holes::kFilled, rings_) != 0)
    tally.holes_filled.add(example(instance, ""));
  for (geometry::Ring& ring : rings_) geometry::simplify(ring, tolerance_);
}

writing::Listed::Example LabelWriter::example(const atelier_instance& instance, std::string why) const {
  return {index_, place_, instance.id, str(picture_.file_name), std::move(why)};
}

}  // namespace atelier::yolo_writer
