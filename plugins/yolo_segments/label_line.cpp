#include "label_line.hpp"

#include <atelier/cpp/core.hpp>
#include <charconv>
#include <cmath>

namespace atelier::yolo_segments {
namespace {

constexpr double kTolerance = 0.01;
constexpr std::string_view kSpace = " \t\r";

struct Fault {
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

Fault fault_of(const std::vector<double>& numbers, Boxes boxes) {
  const size_t count = numbers.size() - 1;
  if (count == 4 && boxes == Boxes::kDefect)
    return {"box", "is a box, not an outline; boxes = \"rectangle\" takes it as a rectangle"};
  if (count != 4 && count < 6) return {"ring_too_short", "has fewer than three points"};
  if (count % 2 != 0) return {"ring_odd", "has an odd number of coordinates"};
  for (size_t i = 1; i < numbers.size(); ++i)
    if (numbers[i] < -kTolerance || numbers[i] > 1 + kTolerance)
      return {"not_normalised",
              text("has the coordinate ", numbers[i], "; they are fractions of width and height, 0 to 1")};
  return {};
}

}  // namespace

void read_label_line(std::string_view line, uint32_t height, uint32_t width, uint64_t class_count, Boxes boxes,
                     LabelLine& out) {
  out.number = -1;
  out.xy.clear();
  out.defect = {};
  out.sentence.clear();
  std::string_view bad;
  std::vector<double> numbers;
  const bool all_read = read_numbers(line, numbers, bad);
  if (!numbers.empty() && numbers[0] == std::floor(numbers[0]) && std::abs(numbers[0]) < 1e15)
    out.number = static_cast<int64_t>(numbers[0]);
  Fault fault;
  if (!all_read)
    fault = {"line_malformed", text("has `", bad, "` where a number is expected")};
  else if (out.number < 0)
    fault = {"class_malformed", "begins with a class that is no number from 0 up"};
  else
    fault = fault_of(numbers, boxes);
  out.defect = fault.word;
  out.sentence = std::move(fault.sentence);
  if (!out.defect.empty()) return;

  if (numbers.size() == 5) {
    const double x = numbers[1], y = numbers[2], half_w = numbers[3] / 2, half_h = numbers[4] / 2;
    numbers = {numbers[0], x - half_w, y - half_h, x + half_w, y - half_h,
               x + half_w, y + half_h, x - half_w, y + half_h};
  }
  for (size_t i = 1; i < numbers.size(); ++i) out.xy.push_back(numbers[i] * (i % 2 == 1 ? width : height));
  if (static_cast<uint64_t>(out.number) >= class_count)
    out.sentence = text("has the class ", out.number, ", but the classes go from 0 to ", class_count - 1);
}

}  // namespace atelier::yolo_segments
