// A quick way through JSON that is written as nearly all is: objects, lists, numbers, literals, texts in ASCII.
//
// All functions take where something starts and give what follows it, or null when it is broken or not plain (escapes
// by code point, bytes beyond ASCII, nesting beyond kPlainDepth, numbers of great length): then a full parser must
// look. What is let through is JSON. They stop at a zero byte, and read up to kReadAhead bytes beyond. [any]
#pragma once

#include <string_view>

#include "annotation_json/decimal.hpp"

namespace annotation_json {

inline constexpr int kPlainDepth = 32;

inline const char* skip_space(const char* at) {
  while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t') {
    ++at;
    while (digits::load(at) == 0x2020202020202020) at += 8;
  }
  return at;
}

// Past the separator that comes next: '\0' for anything else than a comma or `close`.
inline const char* skip_separator(const char* at, char close, char& found) {
  at = skip_space(at);
  found = *at == ',' || *at == close ? *at : '\0';
  if (found == '\0') return nullptr;
  return found == ',' ? skip_space(at + 1) : at + 1;
}

inline bool starts_number(char c) { return c == '-' || digits::is_digit(c); }

// A text, at its opening quote. `body` is what lies between the quotes, escapes as they are.
const char* read_plain_text(const char* at, std::string_view& body, bool& escaped);

// A value of any sort, which `depth` others hold.
const char* skip_plain_value(const char* at, int depth = 0);

// The members of an object, at its opening brace. read_member(key, value) gives what follows the value. Null for a key
// with escapes.
template <class ReadMember>
const char* read_plain_object(const char* at, ReadMember read_member) {
  at = skip_space(at + 1);
  if (*at == '}') return at + 1;
  for (char found = ',';;) {
    std::string_view key;
    bool escaped = false;
    if (*at != '"' || (at = read_plain_text(at, key, escaped)) == nullptr || escaped) return nullptr;
    at = skip_space(at);
    if (*at != ':') return nullptr;
    at = read_member(key, skip_space(at + 1));
    if (at == nullptr || (at = skip_separator(at, '}', found)) == nullptr) return nullptr;
    if (found == '}') return at;
  }
}

// The items of a list, at its opening bracket. read_item(value) gives what follows the value.
template <class ReadItem>
const char* read_plain_list(const char* at, ReadItem read_item) {
  at = skip_space(at + 1);
  if (*at == ']') return at + 1;
  for (char found = ',';;) {
    at = read_item(at);
    if (at == nullptr || (at = skip_separator(at, ']', found)) == nullptr) return nullptr;
    if (found == ']') return at;
  }
}

}  // namespace annotation_json
