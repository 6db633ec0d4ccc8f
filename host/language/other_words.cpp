#include "other_words.hpp"

#include <algorithm>
#include <atelier/cpp/suggest.hpp>

namespace atelier::host {
namespace {

constexpr size_t kLongest = 80;     // as in nearest_names
constexpr size_t kShortest = 3;     // of a word that stands for another because it is equal, or the beginning of a name
constexpr size_t kMostMeant = 3;    // with more it is a guess
constexpr size_t kSameInWords = 4;  // letters that the beginnings of two words share, when one is the other's beginning
constexpr size_t kSameInAny = 5;    // when neither is

std::string in_lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return out;
}

std::vector<std::string_view> words_of(std::string_view name) {
  std::vector<std::string_view> out;
  while (!name.empty()) {
    const size_t end = std::min(name.find_first_of("_-."), name.size());
    if (end > 0) out.push_back(name.substr(0, end));
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return out;
}

size_t shared_beginning(std::string_view a, std::string_view b) {
  return static_cast<size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

// "picture" and "pictures", "param" and "parameter".
bool alike(std::string_view a, std::string_view b) {
  if (a == b) return a.size() >= kShortest;
  const size_t shared = shared_beginning(a, b);
  return shared >= (shared == std::min(a.size(), b.size()) ? kSameInWords : kSameInAny);
}

std::string initials(const std::vector<std::string_view>& words) {
  std::string out;
  for (const std::string_view word : words) out += word[0];
  return out;
}

// Both in lower case.
bool seems_to_mean(std::string_view written, std::string_view name) {
  if (written.size() >= kShortest && name.starts_with(written)) return true;
  const std::vector<std::string_view> own = words_of(written), others = words_of(name);
  // A word is not meant by an id that only has the same owner.
  const auto any = [](const std::vector<std::string_view>& words, std::string_view whole) {
    if (whole.find('.') != std::string_view::npos) return false;
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return alike(word, whole); });
  };
  return any(own, name) || any(others, written) || (own.size() > 1 && initials(own) == name);
}

}  // namespace

std::vector<std::string> other_words_for(std::string_view written, const std::vector<std::string>& names) {
  std::vector<std::string> out;
  if (written.empty() || written.size() > kLongest) return out;
  const std::string low = in_lower_case(written);
  for (const std::string& name : names)
    if (name.size() <= kLongest && seems_to_mean(low, in_lower_case(name))) out.push_back(name);
  if (out.size() > kMostMeant) out.clear();
  return out;
}

std::vector<std::string> likely_names(std::string_view written, const std::vector<std::string>& names) {
  std::vector<std::string> near = nearest_names(written, names);
  return near.empty() ? other_words_for(written, names) : near;
}

std::string did_you_mean_one_of(std::vector<std::string> names) {
  for (std::string& name : names) name = '`' + std::move(name) + '`';
  return names.empty() ? "" : "did you mean " + list_names(names) + "?";
}

std::string ask_for_likely(std::string_view written, const std::vector<std::string>& names) {
  return did_you_mean_one_of(likely_names(written, names));
}

}  // namespace atelier::host
