#include "suggest.hpp"

#include <algorithm>
#include <cctype>

namespace atelier::host {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

std::string_view last_word(std::string_view id) {
  const size_t dot = id.rfind('.');
  return dot == std::string_view::npos ? id : id.substr(dot + 1);
}

}  // namespace

size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const bool same = a[i - 1] == b[j - 1];
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

std::string nearest(std::string_view written, const std::vector<std::string>& names) {
  constexpr size_t kLongest = 80;  // nobody mistypes a longer name; keeps hostile input cheap
  if (written.empty() || written.size() > kLongest) return "";
  const std::string wanted = lower(written);
  const size_t limit = wanted.size() <= 2 ? 1 : std::max<size_t>(1, wanted.size() / 3);
  std::string best;
  size_t best_distance = limit + 1;
  for (const std::string& name : names) {
    if (name.size() > kLongest) continue;
    const std::string candidate = lower(name);
    size_t distance = edit_distance(wanted, candidate);
    if (wanted.find('.') == std::string::npos && candidate.find('.') != std::string::npos)
      distance = std::min(distance, edit_distance(wanted, last_word(candidate)));
    const bool all_replaced = distance >= std::max(wanted.size(), candidate.size());
    if (distance < best_distance && !all_replaced) {
      best = name;
      best_distance = distance;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view written, const std::vector<std::string>& names) {
  const std::string name = nearest(written, names);
  return name.empty() ? "" : "did you mean `" + name + "`?";
}

std::string list_names(const std::vector<std::string>& names, size_t limit) {
  std::string out;
  for (size_t i = 0; i < names.size() && i < limit; ++i) out += (i ? ", " : "") + names[i];
  if (names.size() > limit) out += ", …";
  return out;
}

}  // namespace atelier::host
