#include "label_survey.hpp"

#include <algorithm>
#include <atelier/cpp/core.hpp>

#include "sources/text_file.hpp"

namespace atelier::yolo_segments {

namespace {

constexpr size_t kBoxNumbers = 5;
// What a person is told of each form, after "n of them".
constexpr std::array<std::string_view, kLineForms> kWhat = {
    "are outlines",
    "are boxes (boxes = \"rectangle\" takes them as rectangles)",
    "end with a confidence, as predictions saved with save_conf = True do (leave out the last number)",
    "are boxes with keypoints, for pose estimation",
    "have coordinates that are no fractions (of pixels, divide x by the width and y by the height)",
    "are malformed"};

std::string place_of(const LabelPlace& place, const std::vector<std::string>& files) {
  return text(files[place.file], ':', place.line, ": ");
}

}  // namespace

void LabelSurvey::add_file(uint64_t index, const std::string& path) {
  const std::string bytes = sources::read_text(path);
  for (const sources::Line& line : sources::lines_of(bytes)) {
    read_label_line(line.text, rules_, line_);
    add_line({index, line.number, line_.number}, line_);
  }
}

void LabelSurvey::add_line(const LabelPlace& place, const LabelLine& line) {
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
}

bool LabelSurvey::all_keypoints() const {
  return lines_ != 0 && fewest_numbers_ == most_numbers_ && most_numbers_ > kBoxNumbers &&
         (most_numbers_ - kBoxNumbers) % 3 == 0 && visibilities_ && (any_visible_ || most_numbers_ % 2 == 0);
}

std::string LabelSurvey::what_they_are() const {
  if (all_keypoints())
    return text("all are boxes with ", (most_numbers_ - kBoxNumbers) / 3,
                " keypoints each (x, y, visibility), for pose estimation");
  std::string out;
  for (size_t i = 0; i < kLineForms; ++i)
    if (forms_[i].count != 0)
      out += text(out.empty() ? "" : ", ", forms_[i].count == lines_ ? "all" : std::to_string(forms_[i].count), ' ',
                  kWhat[i]);
  if (of_form(LineForm::kMalformed).count != 0) out += text(" (the first ", first_malformed_, ")");
  return out;
}

void LabelSurvey::refuse_what_is_none(const std::vector<std::string>& files, const std::string& data_file) const {
  if (lines_ == 0) return;
  if (of_form(LineForm::kOutline).count == 0 || all_keypoints()) {
    LabelPlace first;
    for (const CountedLines& each : forms_) first = std::min(first, each.first);
    throw Error(ATELIER_E_DATA, text(place_of(first, files), "none of the ", lines_,
                                     " lines of the label files is an outline: ", what_they_are(), "; ", kWantedLine));
  }
  refuse_classes(files, data_file);
}

void LabelSurvey::refuse_classes(const std::vector<std::string>& files, const std::string& data_file) const {
  if (beyond_.count == 0) return;
  const uint64_t names = rules_.classes;
  const bool from_1 = smallest_class_ == 1 && static_cast<uint64_t>(greatest_class_) == names;
  throw Error(ATELIER_E_DATA, text(place_of(beyond_.first, files), "class ", beyond_.first.number, " is beyond the ",
                                   names, names == 1 ? " name of " : " names of ", data_file, "; numbers start at 0",
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
