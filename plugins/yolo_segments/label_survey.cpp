#include "label_survey.hpp"

#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <atelier/cpp/words.hpp>
#include <cmath>

#include "sources/text_file.hpp"

namespace atelier::yolo_segments {

namespace {

constexpr size_t kBoxNumbers = 5;
constexpr uint64_t kSurelyPoses = 3;  // lines
// What a person is told of each form, after "n of them".
constexpr std::array<std::string_view, kLineForms> kWhat = {
    "are outlines",
    "are boxes (boxes = \"rectangle\" takes them as rectangles)",
    "end with a confidence, as predictions saved with save_conf = True do (leave out the last number)",
    "end with the id of a track, as predictions of videos do (leave out the last number, and the confidence before it)",
    "are boxes with keypoints, for pose estimation",
    "have coordinates that are no fractions (of pixels, divide x by the width and y by the height)",
    "are malformed"};

// Whether two edges of the outline cross, as keypoints that are taken for one do.
bool crosses_itself(const std::vector<double>& numbers) {
  constexpr size_t kMostPoints = 200;  // of a pose; looking at all pairs of edges takes long for many
  const size_t points = numbers.size() / 2;
  if (points > kMostPoints) return false;
  const auto at = [&](size_t i) { return &numbers[1 + 2 * (i % points)]; };
  const auto side = [](const double* a, const double* b, const double* c) {
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  };
  for (size_t i = 0; i < points; ++i)
    for (size_t k = i + 2; k < points; ++k) {
      const double *a = at(i), *b = at(i + 1), *c = at(k), *d = at(k + 1);
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true;
    }
  return false;
}

std::string place_of(const LabelPlace& place, const std::vector<std::string>& files) {
  return text(files[place.file], ':', place.line, ": ");
}

}  // namespace

void LabelSurvey::add_file(uint64_t index, const std::string& path, pictures::Size picture) {
  const std::string bytes = sources::read_text(path);
  for (const sources::Line& line : sources::lines_of(bytes)) {
    read_label_line(line.text, rules_, line_);
    add_line({index, line.number, line_.number}, line_, picture);
  }
}

void LabelSurvey::add_line(const LabelPlace& place, const LabelLine& line, pictures::Size picture) {
  ++lines_;
  if (line.form == LineForm::kMalformed && place < of_form(line.form).first) first_malformed_ = line.sentence;
  forms_[static_cast<size_t>(line.form)].add({1, place});
  if (line.number >= 0) {
    smallest_class_ = std::min(smallest_class_, line.number);
    greatest_class_ = std::max(greatest_class_, line.number);
    if (static_cast<uint64_t>(line.number) >= rules_.classes) beyond_.add({1, place});
  }
  fewest_numbers_ = std::min(fewest_numbers_, line.numbers.size());
  most_numbers_ = std::max(most_numbers_, line.numbers.size());
  for (size_t i = kBoxNumbers + 2; visibilities_ && i < line.numbers.size(); i += 3) {
    const double visibility = line.numbers[i];
    visibilities_ = visibility == 0 || visibility == 1 || visibility == 2;
    any_visible_ |= visibility == 2;
  }
  integers_ &= ends_with_integer(line.numbers);
  if (line.form == LineForm::kOutline && may_end_with_track(line.numbers)) ones_.add({1, place});
  if (line.form == LineForm::kScore && line.numbers.size() > kBoxNumbers + 1)
    first_astray_ += is_first_astray(line.numbers);
  look_for_flat_poses(line.numbers);
  if (line.form == LineForm::kOutside) look_at_scale(line.numbers, picture);
}

// Points of 0 and 0 are those that are not labelled.
void LabelSurvey::look_for_flat_poses(const std::vector<double>& numbers) {
  constexpr size_t kFewest = kBoxNumbers + 6;  // nine numbers are oriented boxes
  constexpr double kTolerance = 0.01, kTight = 0.3;
  boxed_ &= numbers.size() >= kFewest && numbers.size() % 2 == 1;
  if (!boxed_) return;
  double least[2] = {1, 1}, most[2] = {0, 0};
  for (size_t i = kBoxNumbers; i + 1 < numbers.size(); i += 2) {
    if (numbers[i] == 0 && numbers[i + 1] == 0) continue;
    for (size_t axis = 0; axis < 2; ++axis) {
      const double v = numbers[i + axis];
      boxed_ &= std::abs(v - numbers[1 + axis]) <= numbers[3 + axis] / 2 + kTolerance;
      least[axis] = std::min(least[axis], v);
      most[axis] = std::max(most[axis], v);
    }
  }
  posed_ +=
      most[0] - least[0] >= kTight * numbers[3] && most[1] - least[1] >= kTight * numbers[4] && crosses_itself(numbers);
}

void LabelSurvey::look_at_scale(const std::vector<double>& numbers, pictures::Size picture) {
  for (size_t i = 1; i < numbers.size(); ++i) {
    greatest_ = std::max(greatest_, numbers[i]);
    const uint32_t side = i % 2 == 1 ? picture.width : picture.height;
    leaves_picture_ |= side != 0 && numbers[i] > side;
  }
  if (picture.width != 0) shortest_side_ = std::min({shortest_side_, picture.width, picture.height});
}

void LabelSurvey::add(const LabelSurvey& other) {
  lines_ += other.lines_;
  if (other.of_form(LineForm::kMalformed).first < of_form(LineForm::kMalformed).first)
    first_malformed_ = other.first_malformed_;
  for (size_t i = 0; i < kLineForms; ++i) forms_[i].add(other.forms_[i]);
  beyond_.add(other.beyond_);
  smallest_class_ = std::min(smallest_class_, other.smallest_class_);
  greatest_class_ = std::max(greatest_class_, other.greatest_class_);
  fewest_numbers_ = std::min(fewest_numbers_, other.fewest_numbers_);
  most_numbers_ = std::max(most_numbers_, other.most_numbers_);
  visibilities_ &= other.visibilities_;
  any_visible_ |= other.any_visible_;
  boxed_ &= other.boxed_;
  posed_ += other.posed_;
  integers_ &= other.integers_;
  ones_.add(other.ones_);
  first_astray_ += other.first_astray_;
  greatest_ = std::max(greatest_, other.greatest_);
  leaves_picture_ |= other.leaves_picture_;
  shortest_side_ = std::min(shortest_side_, other.shortest_side_);
}

// Ids from 2 on are no coordinates, so where they are not slips a 1 is one, too. Else it is told by all lines of the
// set having a lone point at the very bottom as their last one.
bool LabelSurvey::settle_tracks() {
  constexpr uint64_t kSure = 2, kShare = 10;
  CountedLines &tracks = forms_[static_cast<size_t>(LineForm::kTrack)],
               &outlines = forms_[static_cast<size_t>(LineForm::kOutline)];
  const bool all = lines_ >= kSure && tracks.count + ones_.count == lines_;
  if (!all && (tracks.count == 0 || kShare * tracks.count < lines_)) return false;
  const CountedLines more = integers_ ? outlines : ones_;
  tracks.add(more);
  outlines.count -= more.count;
  return true;
}

bool LabelSurvey::all_keypoints() const {
  return lines_ != 0 && fewest_numbers_ == most_numbers_ && most_numbers_ > kBoxNumbers &&
         (most_numbers_ - kBoxNumbers) % 3 == 0 && visibilities_ && (any_visible_ || most_numbers_ % 2 == 0);
}

bool LabelSurvey::all_flat_poses() const {
  return lines_ != 0 && fewest_numbers_ == most_numbers_ && boxed_ && 2 * posed_ >= lines_;
}

// Percent of sides, as Label Studio has them: none is above 100, and in pixels they would not fit to the pictures, or
// all of them would lie in a corner.
bool LabelSurvey::are_percent() const {
  constexpr double kWhole = 100;
  const bool large = shortest_side_ != std::numeric_limits<uint32_t>::max() && shortest_side_ > kWhole;
  return greatest_ <= kWhole && greatest_ > 2 && (leaves_picture_ || large);
}

std::string LabelSurvey::what(LineForm form) const {
  const uint64_t count = of_form(form).count;
  if (form == LineForm::kScore && 2 * first_astray_ > count)
    return "have a confidence between the class and the points (leave out the second number)";
  if (form == LineForm::kOutside && are_percent())
    return text("have coordinates up to ", greatest_,
                ", which look like percent of width and height (divide all by 100)");
  return std::string(kWhat[static_cast<size_t>(form)]);
}

std::string LabelSurvey::what_they_are() const {
  const auto poses = [&](size_t numbers, const char* which) {
    return text("all are boxes with ", (most_numbers_ - kBoxNumbers) / numbers, " keypoints each (", which,
                "), for pose estimation");
  };
  if (all_keypoints()) return poses(3, "x, y, visibility");
  if (all_flat_poses()) return poses(2, "x, y");
  std::string out;
  for (size_t i = 0; i < kLineForms; ++i)
    if (forms_[i].count != 0)
      out += text(out.empty() ? "" : ", ", forms_[i].count == lines_ ? "all" : std::to_string(forms_[i].count), ' ',
                  what(static_cast<LineForm>(i)));
  if (of_form(LineForm::kMalformed).count != 0) out += text(" (the first ", first_malformed_, ")");
  return out;
}

void LabelSurvey::refuse_what_is_none(const std::vector<std::string>& files, const std::string& data_file) const {
  if (lines_ == 0) return;
  if (of_form(LineForm::kOutline).count == 0 || all_keypoints() || (all_flat_poses() && lines_ >= kSurelyPoses)) {
    throw Error(ATELIER_E_DATA, text(place_of(first(), files), "none of the ", lines_,
                                     " lines of the label files is an outline: ", what_they_are(), "; ", kWantedLine));
  }
  refuse_classes(files, data_file);
}

LabelPlace LabelSurvey::first() const {
  LabelPlace first;
  for (const CountedLines& each : forms_) first = std::min(first, each.first);
  return first;
}

void LabelSurvey::note_doubts(const std::vector<std::string>& files, std::vector<DatasetNote>& notes) const {
  if (lines_ == 0 || of_form(LineForm::kOutline).count != lines_) return;
  if (all_flat_poses())
    notes.push_back({"keypoints_likely", lines_, NoteLevel::kWarning,
                     text(place_of(first(), files), "the lines of the label files (", lines_,
                          ") may be no outlines: if ", what_they_are(), ", leave them out")});
  else if (ones_.count == lines_)
    notes.push_back({"track_id_likely", lines_, NoteLevel::kWarning,
                     text(place_of(first(), files),
                          "the last two numbers may be no point, but a confidence and the id "
                          "of a track, as predictions of videos have them: then leave them out")});
}

void LabelSurvey::refuse_classes(const std::vector<std::string>& files, const std::string& data_file) const {
  if (beyond_.count == 0) return;
  const uint64_t names = rules_.classes;
  const bool from_1 = smallest_class_ == 1 && static_cast<uint64_t>(greatest_class_) == names;
  throw Error(ATELIER_E_DATA, text(place_of(beyond_.first, files), "class ", beyond_.first.number, " is beyond the ",
                                   counted(names, "name of ", "names of "), data_file, "; numbers start at 0",
                                   from_1 ? ", and here they seem to be counted from 1" : "", " (", beyond_.count,
                                   " of ", lines_, " lines have such a class, the greatest is ", greatest_class_, ")"));
}

bool holds_label_lines(const std::string& path) {
  try {
    const std::string bytes = sources::read_text(path);
    const std::vector<sources::Line> lines = sources::lines_of(bytes);
    if (lines.empty()) return false;
    LabelLine line;
    read_label_line(lines.front().text, {Boxes::kRectangle, 1, 0}, line);
    return line.defect != "line_malformed" && line.number >= 0 && line.numbers.size() >= kBoxNumbers;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace atelier::yolo_segments
