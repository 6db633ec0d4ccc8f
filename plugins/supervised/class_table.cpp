#include "class_table.hpp"

#include <algorithm>
#include <cmath>

namespace atelier::supervised {

namespace {

// Code points, which is what a terminal shows for most scripts.
size_t width_of(const std::string& s) {
  return static_cast<size_t>(std::count_if(s.begin(), s.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}
std::string padded(const std::string& s, size_t width) {
  return s + std::string(width - std::min(width, width_of(s)), ' ');
}
std::string right(const std::string& s, size_t width) {
  return std::string(width - std::min(width, width_of(s)), ' ') + s;
}

// Labels of the classes to show, in order; `cut` is the row before which the left-out ones would stand, 0 for none.
std::vector<size_t> choose_rows(const std::vector<double>& by, size_t& cut) {
  std::vector<size_t> rows;
  for (size_t c = 0; c < by.size(); ++c)
    if (!std::isnan(by[c])) rows.push_back(c);
  cut = 0;
  if (rows.size() <= kMostRows) return rows;
  std::stable_sort(rows.begin(), rows.end(), [&](size_t a, size_t b) { return by[a] > by[b]; });
  cut = (kMostRows + 1) / 2;
  const auto from = rows.begin() + static_cast<std::ptrdiff_t>(cut);
  rows.erase(from, rows.end() - static_cast<std::ptrdiff_t>(kMostRows - cut));
  return rows;
}

}  // namespace

std::vector<std::string> class_table(const Results& results, const std::vector<std::string>& class_names,
                                     const std::string& more) {
  if (results.per_class.empty()) return {};
  const std::vector<double>& by = results.per_class.front().values;
  size_t cut = 0;
  const std::vector<size_t> rows = choose_rows(by, cut);
  if (rows.empty()) return {};

  size_t name_width = 5;
  for (const size_t c : rows) name_width = std::max(name_width, width_of(class_names[c]));
  std::vector<std::string> lines = {padded("class", name_width)};
  for (const PerClass& column : results.per_class) lines[0] += "  " + right(words(column.name), 9);
  for (size_t i = 0; i < rows.size(); ++i) {
    if (cut && i == cut) {
      const auto defined = std::count_if(by.begin(), by.end(), [](double v) { return !std::isnan(v); });
      lines.push_back("… " + std::to_string(static_cast<size_t>(defined) - rows.size()) + " more in " + more);
    }
    std::string line = padded(class_names[rows[i]], name_width);
    for (const PerClass& column : results.per_class) line += "  " + right(fixed(column.values[rows[i]], 3), 9);
    lines.push_back(line);
  }
  return lines;
}

}  // namespace atelier::supervised
