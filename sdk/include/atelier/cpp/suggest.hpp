// Atelier SDK, C++17 layer: did you mean. For options that hold names the host cannot know (classes of a data set).
#pragma once

#include <algorithm>
#include <cctype>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "core.hpp"

namespace atelier {

// Insertions, deletions and replacements that make one word the other, whatever their case (Levenshtein), in bytes.
inline size_t edit_distance(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0]++;
    for (size_t k = 1; k <= b.size(); ++k) {
      const size_t here =
          std::min({row[k] + 1, row[k - 1] + 1, diagonal + (lower(a[i - 1]) == lower(b[k - 1]) ? 0 : 1)});
      diagonal = row[k];
      row[k] = here;
    }
  }
  return row.back();
}

// "; did you mean `person`?" with the names nearest to the wrong one (a third of its letters may differ), or
// "; WHAT are a, b, c" when none is near.
inline std::string suggestion(std::string_view wrong, span<const std::string_view> names, std::string_view what) {
  constexpr size_t kLongest = 80;  // nobody mistypes a longer name
  constexpr size_t kMost = 100;
  size_t nearest = std::min(wrong.size(), kLongest) / 3 + 1;
  std::vector<size_t> distances;
  for (const std::string_view name : names) {
    const bool tried = wrong.size() <= kLongest && name.size() <= kLongest;
    distances.push_back(tried ? edit_distance(wrong, name) : kLongest);
    nearest = std::min(nearest, distances.back());
  }
  std::string near, all;
  for (size_t i = 0; i < names.size(); ++i) {
    if (distances[i] == nearest) near += text(near.empty() ? "" : ", ", '`', names[i], '`');
    if (i < kMost) all += text(all.empty() ? "" : ", ", names[i]);
  }
  if (names.size() > kMost) all += ", …";
  return near.empty() ? text("; ", what, " are ", all) : text("; did you mean ", near, "?");
}

}  // namespace atelier
