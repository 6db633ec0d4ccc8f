#include "resume.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
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

// A comma, and before it the end of an object or of what is left of one.
bool follows_an_entry(std::string_view json, size_t at) {
  if (!follows_a_comma(json, at)) return false;
  at = json.rfind(',', at);
  while (at > 0 && is_space(json[at - 1])) --at;
  return at > 0 && json[at - 1] == '}';
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

std::optional<size_t> whole_entry(std::string_view json, size_t to, std::string_view marker) {
  const std::string key = '"' + std::string(marker) + '"';
  int tries = 0;
  for (size_t at = json.find('{', 1); at < to && tries < kMostTries; at = json.find('{', at + 1)) {
    if (!follows_an_entry(json, at)) continue;
    ++tries;
    const std::string_view object = object_at(json, at);
    if (object.back() == '}' && object.find(key) != std::string_view::npos && nlohmann::json::accept(object)) return at;
  }
  return {};
}

std::optional<size_t> end_of_list(std::string_view json, size_t from) {
  const auto skip = [&](size_t at) {
    while (at < json.size() && is_space(json[at])) ++at;
    return at;
  };
  int tries = 0;
  for (size_t at = json.find(']', from); at != std::string_view::npos && tries < kMostTries;
       at = json.find(']', at + 1)) {
    size_t next = skip(at + 1);
    if (next >= json.size() || json[next] != ',') continue;
    next = skip(next + 1);
    if (next >= json.size()) break;
    for (const std::string_view key : {"\"images\"", "\"annotations\"", "\"categories\""}) {
      if (json.substr(next, key.size()) != key) continue;
      const size_t colon = skip(next + key.size());
      if (colon < json.size() && json[colon] == ':') return at;
    }
    ++tries;
  }
  return {};
}

}  // namespace atelier::coco_doctor
