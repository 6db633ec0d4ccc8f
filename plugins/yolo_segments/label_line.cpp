#include "label_line.hpp"

#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <charconv>
#include <cmath>

namespace atelier::yolo_segments {
namespace {

constexpr double kTolerance = 0.01;
// From here on a coordinate is one of pixels, not a fraction that went astray.
constexpr double kSurelyPixels = 2;
constexpr std::string_view kSpace = " \t";

struct Fault {
  LineForm form = LineForm::kOutline;
  std::string_view word;
  std::string sentence;
};

bool read_number(std::string_view word, double& out) {
  if (!word.empty() && word[0] == '+') word.remove_prefix(1);
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), out);
  return error == std::errc() && end == word.data() + word.size() && std::isfinite(out);
}

// Splits into numbers. False, with the word in `bad`, when one is none.
bool read_numbers(std::string_view line, std::vector<double>& out, std::string_view& bad) {
  for (size_t at = line.find_first_not_of(kSpace); at != std::string_view::npos;) {
    const size_t end = std::min(line.find_first_of(kSpace, at), line.size());
    double number = 0;
    if (!read_number(line.substr(at, end - at), number)) {
      bad = line.substr(at, std::min<size_t>(end - at, 20));
      return false;
    }
    out.push_back(number);
    at = line.find_first_not_of(kSpace, end);
  }
  return true;
}

bool is_fraction(double number) { return number >= 0 && number <= 1; }

bool is_coordinate(double number) { return number >= -kTolerance && number <= 1 + kTolerance; }

bool is_integer(double number) { return number == std::floor(number); }

// A box, or three points, and a whole number beyond 1 behind it, or behind its confidence: no coordinate.
bool ends_with_track(const std::vector<double>& numbers) {
  return numbers.size() > 5 && is_integer(numbers.back()) && numbers.back() > 1 &&
         std::all_of(numbers.begin() + 1, numbers.end() - 1, is_coordinate);
}

Fault fault_of_word(std::string_view bad) {
  const bool commas = bad.find(',') != std::string_view::npos;
  return {LineForm::kMalformed, "line_malformed",
          text("has `", bad, "` where a number is expected",
               commas ? "; numbers are written with a point, with blanks between them" : "")};
}

Fault fault_of_count(const std::vector<double>& numbers) {
  const size_t count = numbers.size() - 1;
  if (count == 5 && is_fraction(numbers.back()))
    return {LineForm::kScore, "confidence", "is a box with a confidence, as a prediction has it, not an outline"};
  if (count < 6) return {LineForm::kMalformed, "ring_too_short", "has fewer than three points"};
  if (count % 2 == 0) return {};
  if (std::all_of(numbers.begin() + 1, numbers.end(), is_fraction)) {
    const bool first = is_first_astray(numbers);
    return {LineForm::kScore, "confidence",
            text("has an odd number of coordinates; the ", first ? "first" : "last", ", ",
                 first ? numbers[1] : numbers.back(),
                 ", seems to be a confidence, as predictions saved with save_conf = True have it")};
  }
  return {LineForm::kMalformed, "ring_odd", "has an odd number of coordinates"};
}

Fault fault_of(const std::vector<double>& numbers, const LineRules& rules) {
  if (numbers.size() == rules.keypoint_numbers)
    return {LineForm::kKeypoints, "keypoints", "is a box with keypoints, by `kpt_shape`, not an outline"};
  if (ends_with_track(numbers) || (rules.tracks && may_end_with_track(numbers)))
    return {LineForm::kTrack, "track_id",
            text("ends with ", numbers.back(), ", which seems to be the id of a track, ",
                 numbers.size() % 2 == 1 ? "behind a confidence, " : "", "as predictions of videos have it")};
  const bool is_box = numbers.size() == 5;
  if (is_box && rules.boxes == Boxes::kDefect)
    return {LineForm::kBox, "box", "is a box, not an outline; boxes = \"rectangle\" takes it as a rectangle"};
  for (size_t i = 1; i < numbers.size(); ++i)
    if (numbers[i] >= kSurelyPixels)
      return {LineForm::kOutside, "not_normalised",
              text("has the coordinate ", numbers[i],
                   ", which looks like pixels; they are fractions, 0 to 1: divide x by the width and y by the height")};
  if (!is_box)
    if (Fault fault = fault_of_count(numbers); !fault.word.empty()) return fault;
  for (size_t i = 1; i < numbers.size(); ++i)
    if (!is_coordinate(numbers[i]))
      return {LineForm::kOutside, "not_normalised",
              text("has the coordinate ", numbers[i], "; they are fractions of width and height, 0 to 1")};
  return {};
}

}  // namespace

void read_label_line(std::string_view line, const LineRules& rules, LabelLine& out) {
  out.number = -1;
  out.numbers.clear();
  out.outline.clear();
  std::vector<double>& numbers = out.numbers;
  std::string_view bad;
  const bool all_read = read_numbers(line, numbers, bad);
  if (!numbers.empty() && is_integer(numbers[0]) && std::abs(numbers[0]) < 1e15)
    out.number = static_cast<int64_t>(numbers[0]);
  Fault fault;
  if (!all_read)
    fault = fault_of_word(bad);
  else if (out.number < 0)
    fault = {LineForm::kMalformed, "class_malformed", "begins with a class that is no number from 0 up"};
  else
    fault = fault_of(numbers, rules);
  out.form = fault.form;
  out.defect = fault.word;
  out.sentence = std::move(fault.sentence);
  if (!out.defect.empty()) return;

  out.outline.assign(numbers.begin() + 1, numbers.end());
  if (numbers.size() == 5) {
    const double x = numbers[1], y = numbers[2], half_w = numbers[3] / 2, half_h = numbers[4] / 2;
    out.outline = {x - half_w, y - half_h, x + half_w, y - half_h, x + half_w, y + half_h, x - half_w, y + half_h};
  }
  if (static_cast<uint64_t>(out.number) >= rules.classes)
    out.sentence = text("has the class ", out.number, ", but the classes go from 0 to ", rules.classes - 1);
}

bool ends_with_integer(const std::vector<double>& numbers) {
  return numbers.size() > 1 && is_integer(numbers.back()) && numbers.back() >= 1;
}

bool may_end_with_track(const std::vector<double>& numbers) {
  constexpr double kBottom = 0.98;
  constexpr size_t kFewest = 9;  // class, three points, confidence and id
  if (numbers.size() < kFewest || numbers.size() % 2 == 0 || numbers.back() != 1) return false;
  for (size_t i = 2; i + 1 < numbers.size(); i += 2)
    if (numbers[i] >= kBottom) return false;
  return true;
}

bool is_first_astray(const std::vector<double>& numbers) {
  const size_t last = numbers.size() - 1;
  const auto misfit = [&](size_t of) {
    return std::abs(numbers[of] - numbers[3]) + std::abs(numbers[of] - numbers[last - 2]);
  };
  return misfit(1) > misfit(last);
}

void scale_outline(const std::vector<double>& outline, uint32_t height, uint32_t width, std::vector<double>& xy) {
  xy.resize(outline.size());
  for (size_t i = 0; i < outline.size(); ++i) xy[i] = outline[i] * (i % 2 == 0 ? width : height);
}

}  // namespace atelier::yolo_segments
