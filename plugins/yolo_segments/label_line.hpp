// One line of a label file: a class, and an outline in fractions of the picture's sides.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::yolo_segments {

enum class Boxes { kDefect, kRectangle };

// What the numbers of a line are by their form. All but the first two are of other tasks, or of no use.
enum class LineForm : uint8_t {
  kOutline,    // boxes too, where they are taken as rectangles
  kBox,        // five numbers
  kScore,      // a confidence before or behind the points, as predictions have it
  kTrack,      // the id of a track at the end, as predictions of videos have it
  kKeypoints,  // a box, and points, by the `kpt_shape` of the YAML file
  kOutside,    // coordinates that are no fractions: mostly pixels
  kMalformed,
};
inline constexpr size_t kLineForms = 7;

struct LineRules {
  Boxes boxes = Boxes::kDefect;
  uint64_t classes = 0;
  size_t keypoint_numbers = 0;  // of a line with keypoints, class and box included; 0: there are none
  bool tracks = false;          // the set has ids of tracks, so a 1 may be one (see may_end_with_track)
};

struct LabelLine {
  int64_t number = -1;  // of the class; -1: not readable
  LineForm form = LineForm::kMalformed;
  std::vector<double> numbers;  // as written, up to the first that is none; the class is the first
  std::vector<double> outline;  // in fractions, x y x y …; empty with a defect
  std::string_view defect;      // a word, or empty
  std::string sentence;         // about the defect, or about a class that there is not
};

// A line of five numbers is a box (centre and sides): a defect, or a rectangle of four corners. Coordinates may lie 1 %
// outside, as Ultralytics allows. `out` is replaced. [any]
void read_label_line(std::string_view line, const LineRules& rules, LabelLine& out);

// Of a line's numbers: whether the last is a whole number from 1 on.
bool ends_with_integer(const std::vector<double>& numbers);

// Whether the last two numbers may be a confidence and the id 1 of a track, which as a point lie at the very bottom of
// the picture, below all others. For outlines of fractions.
bool may_end_with_track(const std::vector<double>& numbers);

// Of an odd number of coordinates, all fractions: whether it is the first that fits least to its neighbours as a
// coordinate, not the last. (Coordinates of one axis follow each other at a distance of two.)
bool is_first_astray(const std::vector<double>& numbers);

// The outline in pixels of a picture of this size.
void scale_outline(const std::vector<double>& outline, uint32_t height, uint32_t width, std::vector<double>& xy);

}  // namespace atelier::yolo_segments
