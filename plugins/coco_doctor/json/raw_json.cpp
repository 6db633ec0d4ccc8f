#include "json/raw_json.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace atelier::coco_doctor {
namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

size_t skip_space(std::string_view s, size_t at) {
  while (at < s.size() && is_space(s[at])) ++at;
  return at;
}

size_t end_of_text(std::string_view s, size_t at) {
  for (++at; at < s.size() && s[at] != '"'; ++at)
    if (s[at] == '\\') ++at;
  return std::min(at + 1, s.size());
}

size_t end_of_value(std::string_view s, size_t at) {
  if (at < s.size() && s[at] == '"') return end_of_text(s, at);
  int depth = 0;
  while (at < s.size()) {
    const char c = s[at];
    if (c == '"') {
      at = end_of_text(s, at);
      continue;
    }
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') {
      if (depth == 0) return at;
      if (--depth == 0) return at + 1;
    }
    if (depth == 0 && (c == ',' || is_space(c))) return at;
    ++at;
  }
  return at;
}

size_t size_of_nan(std::string_view s) {
  for (const std::string_view word : {"NaN", "Infinity", "-Infinity"})
    if (s.substr(0, word.size()) == word) return word.size();
  return 0;
}

bool is_in_number(char c) { return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E'; }

bool is_beyond_double(std::string_view number) {
  double ignored = 0;
  if (std::from_chars(number.data(), number.data() + number.size(), ignored).ec != std::errc::result_out_of_range)
    return false;
  return std::isinf(std::strtod(std::string(number).c_str(), nullptr));  // and not too small
}

struct Member {
  std::string_view key;  // as written, without its quotes
  size_t begin = 0;      // of the value
  size_t end = 0;
};

std::vector<Member> members_of(std::string_view object) {
  std::vector<Member> members;
  size_t at = skip_space(object, 0) + 1;
  for (;;) {
    at = skip_space(object, at);
    if (at >= object.size() || object[at] != '"') return members;
    const size_t key_end = end_of_text(object, at);
    Member member;
    member.key = object.substr(at + 1, key_end - at - 2);
    at = skip_space(object, key_end);
    member.begin = skip_space(object, at + 1);
    member.end = end_of_value(object, member.begin);
    members.push_back(member);
    at = skip_space(object, member.end);
    if (at >= object.size() || object[at] != ',') return members;
    ++at;
  }
}

}  // namespace

std::vector<std::string_view> items_of(std::string_view list) {
  std::vector<std::string_view> items;
  size_t at = skip_space(list, 0) + 1;
  for (;;) {
    at = skip_space(list, at);
    if (at >= list.size() || list[at] == ']') return items;
    const size_t end = end_of_value(list, at);
    items.push_back(list.substr(at, end - at));
    at = skip_space(list, end);
    if (at >= list.size() || list[at] != ',') return items;
    ++at;
  }
}

std::string_view member_of(std::string_view object, std::string_view key) {
  std::string_view found;
  for (const Member& member : members_of(object))
    if (member.key == key) found = object.substr(member.begin, member.end - member.begin);
  return found;
}

std::string edited(std::string_view object, const std::vector<Edit>& edits) {
  std::string out;
  const std::vector<Member> members = members_of(object);
  size_t done = 0;
  for (const Member& member : members)
    for (const Edit& edit : edits) {
      if (edit.key != member.key) continue;
      out += object.substr(done, member.begin - done);
      out += edit.value;
      done = member.end;
      break;
    }
  const size_t last = members.empty() ? skip_space(object, 0) + 1 : members.back().end;
  out += object.substr(done, last - done);
  bool first = members.empty();
  for (const Edit& edit : edits) {
    const bool there = std::any_of(members.begin(), members.end(), [&](auto& m) { return m.key == edit.key; });
    if (there) continue;
    out += (first ? "" : ", ") + json_text(edit.key) + ": " + edit.value;
    first = false;
  }
  out += object.substr(last);
  return out;
}

std::string without_nan(std::string_view json) {
  std::string out;
  for (size_t at = 0; at < json.size();) {
    size_t end = at + 1;
    bool nan = false;
    if (json[at] == '"') {
      end = end_of_text(json, at);
    } else if (const size_t size = size_of_nan(json.substr(at)); size != 0) {
      nan = true;
      end = at + size;
    } else if (is_in_number(json[at])) {
      while (end < json.size() && is_in_number(json[end])) ++end;
      nan = is_beyond_double(json.substr(at, end - at));
    }
    out += nan ? "null" : json.substr(at, end - at);
    at = end;
  }
  return out;
}

std::string number_text(double number) {
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof digits, number).ptr};
}

std::string json_text(std::string_view text) {
  return nlohmann::json(std::string(text)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace atelier::coco_doctor
