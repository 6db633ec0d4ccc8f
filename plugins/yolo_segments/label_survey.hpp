// A look at all label files of a set: which forms their lines have, and which classes they name.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "data_file.hpp"
#include "label_line.hpp"
#include "pictures/picture_file.hpp"

namespace atelier::yolo_segments {

// For messages about lines that are something else.
inline constexpr std::string_view kWantedLine =
    "a line must be `class x1 y1 x2 y2 …`, in fractions of width and height";

// A line of a label file: the place of the file in the set, the line's number from 1, and the class that it names.
struct LabelPlace {
  uint64_t file = std::numeric_limits<uint64_t>::max();
  size_t line = 0;
  int64_t number = -1;
  bool operator<(const LabelPlace& other) const {
    return file < other.file || (file == other.file && line < other.line);
  }
};

struct CountedLines {
  uint64_t count = 0;
  LabelPlace first;
  void add(const CountedLines& other) {
    count += other.count;
    if (other.first < first) first = other.first;
  }
};

class LabelSurvey {
 public:
  explicit LabelSurvey(const LineRules& rules) : rules_(rules) {}

  // Reads a label file, with the errors of sources::read_text. `picture`: its picture's size, or sides of 0.
  void add_file(uint64_t index, const std::string& path, pictures::Size picture);
  void add(const LabelSurvey& other);

  // After all files: what the lines are by what the others are. Gives whether there are ids of tracks.
  bool settle_tracks();

  // Throws ATELIER_E_DATA when no line is an outline, with what they are, or when a class is beyond the names.
  // `data_file` is what the message calls the file of the names.
  void refuse_what_is_none(const std::vector<std::string>& files, const std::string& data_file) const;

  // Of lines that are outlines by their form, and too few to be sure that they are something else.
  void note_doubts(const std::vector<std::string>& files, std::vector<DatasetNote>& notes) const;

  // "2 are outlines, 3 are boxes (…)".
  std::string what_they_are() const;
  uint64_t lines() const { return lines_; }
  const CountedLines& of_form(LineForm form) const { return forms_[static_cast<size_t>(form)]; }

 private:
  void add_line(const LabelPlace& place, const LabelLine& line, pictures::Size picture);
  void look_for_flat_poses(const std::vector<double>& numbers);
  void look_at_scale(const std::vector<double>& numbers, pictures::Size picture);
  std::string what(LineForm form) const;
  LabelPlace first() const;
  // Whether all lines, of the same count of numbers, are boxes with points of x, y and a visibility of 0, 1 or 2.
  bool all_keypoints() const;
  // Likewise of points of x and y, which outlines are by their form: in each line the first four numbers are a box that
  // holds all the points behind it, mostly not much larger than these, and mostly the outline would cross itself.
  bool all_flat_poses() const;
  bool are_percent() const;
  void refuse_classes(const std::vector<std::string>& files, const std::string& data_file) const;

  LineRules rules_;
  LabelLine line_;
  uint64_t lines_ = 0;
  std::array<CountedLines, kLineForms> forms_;
  std::string first_malformed_;  // what is wrong with the first such line
  CountedLines beyond_;
  int64_t smallest_class_ = std::numeric_limits<int64_t>::max();
  int64_t greatest_class_ = -1;
  size_t fewest_numbers_ = std::numeric_limits<size_t>::max();
  size_t most_numbers_ = 0;
  bool visibilities_ = true;   // each third number after the box is 0, 1 or 2
  bool any_visible_ = false;   // one of them is 2, which no fraction is
  bool boxed_ = true;          // each line is a box that holds the points behind it
  uint64_t posed_ = 0;         // lines whose box is not much larger than these points, and that would cross themselves
  bool integers_ = true;       // each line ends with a whole number from 1 on
  CountedLines ones_;          // lines of which that may be the id 1 of a track
  uint64_t first_astray_ = 0;  // lines with a confidence before the points, not behind
  // Of the lines with coordinates that are no fractions.
  double greatest_ = 0;
  bool leaves_picture_ = false;                                    // in pixels, one would lie outside its picture
  uint32_t shortest_side_ = std::numeric_limits<uint32_t>::max();  // of their pictures
};

// Whether the file begins with a line as label files have them: a class and numbers. False for what cannot be read.
bool holds_label_lines(const std::string& path);

}  // namespace atelier::yolo_segments
