// One line of a label file: a class, and an outline in fractions of the picture's sides.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::yolo_segments {

struct LabelLine {
  int64_t number = -1;      // of the class; -1: not readable
  std::vector<double> xy;   // in pixels, empty with a defect
  std::string_view defect;  // a word, or empty
  std::string sentence;     // about the defect
};

enum class Boxes { kDefect, kRectangle };

// A line of five numbers is a box (centre and sides): a defect, or a rectangle of four corners. Coordinates may lie 1 %
// outside, as Ultralytics allows. `out` is replaced. [any]
void read_label_line(std::string_view line, uint32_t height, uint32_t width, uint64_t class_count, Boxes boxes,
                     LabelLine& out);

}  // namespace atelier::yolo_segments
