#include "resume.hpp"

#include <algorithm>
#include <string>

namespace atelier::coco_doctor {
namespace {

constexpr size_t kLongestLook = size_t{1} << 20;
constexpr int kMostTries = 1000;

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// The text of the object that starts at `from`, as far as brackets tell.
std::string_view object_at(std::string_view json, size_t from) {
  int depth = 0;
  const size_t limit = std::min(json.size(), from + kLongestLook);
  for (size_t at = from; at < limit; ++at) {
    if (json[at] == '"') {
      for (++at; at < limit && json[at] != '"'; ++at)
        if (json[at] == '\\') ++at;
    } else if (json[at] == '{' || json[at] == '[') {
      ++depth;
    } else if ((json[at] == '}' || json[at] == ']') && --depth == 0) {
      return json.substr(from, at + 1 - from);
    }
  }
  return json.substr(from, limit - from);
}

bool follows_a_comma(std::string_view json, size_t at) {
  while (at > 0 && is_space(json[at - 1])) --at;
  return at > 0 && json[at - 1] == ',';
}

}  // namespace

std::optional<size_t> next_entry(std::string_view json, size_t from, std::string_view marker) {
  const std::string key = '"' + std::string(marker) + '"';
  int tries = 0;
  for (size_t at = json.find('{', std::max<size_t>(from, 1)); at != std::string_view::npos && tries < kMostTries;
       at = json.find('{', at + 1)) {
    if (!follows_a_comma(json, at)) continue;
    ++tries;
    if (object_at(json, at).find(key) != std::string_view::npos) return at;
  }
  return {};
}

}  // namespace atelier::coco_doctor
