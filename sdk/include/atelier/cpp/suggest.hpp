// Atelier SDK, C++17 layer: did you mean. For names that somebody has written and that nothing has, such as a class of
// a dataset. `names` is a container of texts. [any]
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atelier {

// Insertions, deletions, replacements and swaps of neighbours that make one word the other (optimal string alignment),
// in bytes, whatever the case of ASCII's letters.
inline size_t edit_distance(std::string_view a, std::string_view b) {
  const auto same = [](char x, char y) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; };
    return lower(x) == lower(y);
  };
  std::vector<size_t> second_above(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (size_t k = 0; k <= b.size(); ++k) above[k] = k;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t k = 1; k <= b.size(); ++k) {
      row[k] = std::min({above[k] + 1, row[k - 1] + 1, above[k - 1] + (same(a[i - 1], b[k - 1]) ? 0 : 1)});
      const bool swapped = i > 1 && k > 1 && same(a[i - 1], b[k - 2]) && same(a[i - 2], b[k - 1]);
      if (swapped) row[k] = std::min(row[k], second_above[k - 2] + 1);
    }
    second_above.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

// Those of `names` that are nearest to what was written, in their order; none when none is near: at most a third of the
// letters may differ. A name whose last word was written alone (`first` for `overlap.first`) is near.
template <class Names>
std::vector<std::string> nearest_names(std::string_view written, const Names& names) {
  constexpr size_t kLongest = 80;  // nobody mistypes a longer name; keeps hostile input cheap
  std::vector<std::string> nearest;
  if (written.empty() || written.size() > kLongest) return nearest;
  size_t least = std::max<size_t>(1, written.size() / 3);
  for (const std::string_view name : names) {
    if (name.size() > kLongest) continue;
    size_t distance = edit_distance(written, name);
    if (written.find('.') == std::string_view::npos)
      distance = std::min(distance, edit_distance(written, name.substr(name.rfind('.') + 1)));
    const bool all_replaced = distance >= std::max(written.size(), name.size());
    if (distance > least || all_replaced) continue;
    if (distance < least) nearest.clear();
    least = distance;
    nearest.emplace_back(name);
  }
  return nearest;
}

// The first of these, or "".
template <class Names>
std::string nearest_name(std::string_view written, const Names& names) {
  const std::vector<std::string> near = nearest_names(written, names);
  return near.empty() ? "" : near.front();
}

// "a, b, c, …": at most `limit` of the names, in their order.
template <class Names>
std::string list_names(const Names& names, size_t limit = 12) {
  std::string out;
  size_t count = 0;
  for (const std::string_view name : names) {
    if (count == limit) return out + ", …";
    if (count++ != 0) out += ", ";
    out += name;
  }
  return out;
}

// "did you mean `person`?" with the nearest names, or "".
template <class Names>
std::string did_you_mean(std::string_view written, const Names& names) {
  std::vector<std::string> near = nearest_names(written, names);
  for (std::string& name : near) name = '`' + std::move(name) + '`';
  return near.empty() ? "" : "did you mean " + list_names(near) + "?";
}

// "; did you mean `person`?", or "; WHAT are a, b, c" when no name is near.
template <class Names>
std::string suggestion(std::string_view written, const Names& names, std::string_view what) {
  constexpr size_t kMostListed = 100;
  const std::string near = did_you_mean(written, names);
  return "; " + (near.empty() ? std::string(what) + " are " + list_names(names, kMostListed) : near);
}

}  // namespace atelier
