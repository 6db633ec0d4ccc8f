#include "meant_list.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

namespace atelier::host {
namespace {

constexpr size_t kLongest = 200;  // characters
constexpr int kMostInRange = 20;

// `text` itself when it is a number as TOML has it.
bool is_number(std::string_view text) {
  const std::string_view digits = text.substr(text.starts_with('-') || text.starts_with('+') ? 1 : 0);
  if (digits.empty() || digits.front() == '.' || digits.back() == '.') return false;
  return std::count(digits.begin(), digits.end(), '.') <= 1 &&
         digits.find_first_not_of("0123456789.") == std::string_view::npos;
}

std::optional<int> whole(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

// 1..3, 1-3, 1:3
std::vector<std::string> range(std::string_view text) {
  for (const std::string_view between : {"..", "-", ":"}) {
    const size_t at = text.find(between, 1);
    if (text.empty() || at == std::string_view::npos) continue;
    const std::optional<int> first = whole(text.substr(0, at)), last = whole(text.substr(at + between.size()));
    if (!first || !last || *last <= *first || *last - *first >= kMostInRange) continue;
    std::vector<std::string> out;
    for (int i = *first; i <= *last; ++i) out.push_back(std::to_string(i));
    return out;
  }
  return {};
}

std::vector<std::string> pieces(std::string text) {
  for (size_t at = 0; (at = text.find("×", at)) != std::string::npos;) text.replace(at, std::string("×").size(), " ");
  std::replace_if(
      text.begin(), text.end(), [](char c) { return std::string_view("xX*,;()[] ").find(c) != std::string_view::npos; },
      ' ');
  std::vector<std::string> out;
  for (size_t at = 0; (at = text.find_first_not_of(' ', at)) != std::string::npos;) {
    const size_t end = std::min(text.find(' ', at), text.size());
    out.push_back(text.substr(at, end - at));
    at = end;
  }
  return out;
}

}  // namespace

std::string meant_numbers(std::string_view text, size_t least) {
  constexpr size_t kMostRepeated = 8;
  if (text.size() > kLongest) return "";
  std::vector<std::string> numbers = range(text);
  if (numbers.empty()) numbers = pieces(std::string(text));
  if (!std::all_of(numbers.begin(), numbers.end(), is_number)) return "";
  if (numbers.size() == 1 && least <= kMostRepeated) numbers.resize(std::max<size_t>(least, 1), numbers[0]);
  std::string out;
  for (const std::string& number : numbers) out += (out.empty() ? "" : ", ") + number;
  return out;
}

}  // namespace atelier::host
