// The shape of one annotation: polygon rings or runs, out of the JSON value of `segmentation`.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "coco_segmentation/segmentation_form.hpp"

namespace coco_segmentation {

// What is wrong with an annotation. Several may share a word (see defect_word).
enum class Defect : uint8_t {
  kNone,
  kNotAnObject,
  kImageIdMissing,
  kSegmentationMissing,
  kSegmentationNull,
  kSegmentationEmpty,
  kSegmentationMalformed,
  kRingTooShort,
  kRingOdd,
  kRingNotNumbers,
  kRleCounts,
  kRleSize,
  kRleNumber,
  kRleString,
  kRleSum,
  kRleOtherSize,
  kRleTurnedSize,  // height and width are exchanged
  kRunsAsRing,     // the numbers of a ring are counts of runs
};

// "ring_odd"; all of runs are "rle_malformed".
std::string_view defect_word(Defect defect);
// A sentence; `ring` counts from 1, 0 when it is not about a ring. A form that was recognised is named.
std::string defect_text(Defect defect, uint32_t ring, SegmentationForm form = SegmentationForm::kUnknown);

// Buffers that are used again for each annotation. After read_segmentation either rings or runs hold the shape; both
// are empty when there is none, and `defect` says why. Rings beside a defect are those that are sound.
struct Segmentation {
  std::vector<double> xy;            // all rings, one after the other
  std::vector<uint64_t> ring_sizes;  // numbers in each ring, even
  std::vector<uint32_t> runs;
  uint32_t runs_height = 0;
  uint32_t runs_width = 0;
  Defect defect = Defect::kNone;
  uint32_t defect_ring = 0;
  SegmentationForm form = SegmentationForm::kUnknown;  // beside a defect
  double counts_left_out = 0;  // sum of a ring that is too short or odd, if its numbers are whole and not negative

  void clear();
};

void read_segmentation(simdjson::dom::element value, Segmentation& out);

// What is wrong with a shape on a picture of this size becomes its defect: runs for another size, and counts of runs
// given as a ring, whole numbers that are no ring of the picture and add up to height times width, or have the area
// that the source says (NaN for none).
void check_size(Segmentation& shape, uint32_t height, uint32_t width, double area);

}  // namespace coco_segmentation
