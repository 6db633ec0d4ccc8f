#include "walk/resume.hpp"

#include <algorithm>
#include <optional>

#include "walk/entry_scan.hpp"

namespace atelier::coco_doctor {
namespace {

// How often a byte is looked at on average, at most. Entries lie side by side: only what is nested is looked at again.
constexpr size_t kMostLooks = 16;

struct FileKey {
  std::string_view name;
  char opens;
};
constexpr FileKey kFileKeys[] = {
    {"\"images\"", '['}, {"\"annotations\"", '['}, {"\"categories\"", '['}, {"\"info\"", '{'}, {"\"licenses\"", '['}};

// The last byte before `at` that is no white space; nothing at the start of the text. `line`: `at` begins a line.
std::optional<size_t> before(std::string_view text, size_t at, bool& line) {
  line = false;
  while (at > 0 && skip_space(text, at - 1) != at - 1) line = text[--at] == '\n' || line;
  if (at == 0) return {};
  return at - 1;
}

// An entry is neither the value of a key nor the first of an inner list; what it begins at may be rubble else.
bool may_begin_entry(std::string_view text, size_t at) {
  bool line = false;
  const auto last = before(text, at, line);
  if (!last) return true;
  const char c = text[*last];
  return c == ',' || c == '}' || (line && c != ':' && c != '[');
}

// Behind an entry and a comma.
bool follows_entry(std::string_view text, size_t at) {
  bool line = false;
  auto last = before(text, at, line);
  if (!last || text[*last] != ',') return false;
  last = before(text, *last, line);
  return last && text[*last] == '}';
}

Answer unless_cut(size_t at, std::string_view text, bool whole) {
  return at >= text.size() && !whole ? Answer::kTooShort : Answer::kNo;
}

// A key of the file whose list has entries, where the bracket that ends the list before it is missing.
bool is_other_list(std::string_view text, size_t at) {
  for (const FileKey& key : kFileKeys) {
    if (key.opens != '[' || text.substr(at, key.name.size()) != key.name) continue;
    const size_t colon = skip_space(text, at + key.name.size());
    const size_t bracket = skip_space(text, colon + 1), entry = skip_space(text, bracket + 1);
    return entry < text.size() && text[colon] == ':' && text[bracket] == '[' && text[entry] == '{' &&
           follows_entry(text, at);
  }
  return false;
}

}  // namespace

Answer is_key_of_file(std::string_view text, bool whole, size_t at) {
  for (const FileKey& key : kFileKeys) {
    if (text.substr(at, key.name.size()) != key.name) continue;
    const size_t colon = skip_space(text, at + key.name.size());
    if (colon >= text.size() || text[colon] != ':') return unless_cut(colon, text, whole);
    const size_t value = skip_space(text, colon + 1);
    // A list may be missing or of another type; the file's own key it is all the same.
    if (value >= text.size()) return whole ? Answer::kYes : Answer::kTooShort;
    return text[value] == key.opens || text[value] == '{' || text.substr(value, 4) == "null" ? Answer::kYes
                                                                                             : Answer::kNo;
  }
  return unless_cut(at + kFileKeys[1].name.size(), text, whole);
}

namespace {

// `work`: how many more bytes may be looked at.
Answer closes_list(std::string_view text, bool whole, size_t at, size_t& work) {
  const Answer cut = whole ? Answer::kNo : Answer::kTooShort;
  const Answer at_end = whole ? Answer::kYes : Answer::kTooShort;
  at = skip_space(text, at + 1);
  if (at >= text.size()) return at_end;
  while (text[at] == ',') {
    at = skip_space(text, at + 1);
    if (at >= text.size()) return at_end;
    if (text[at] != '"') return Answer::kNo;
    const Answer key = is_key_of_file(text, whole, at);
    if (key != Answer::kNo) return key;
    const size_t key_end = skip_text(text, at);
    if (key_end == std::string_view::npos) return cut;
    const size_t colon = skip_space(text, key_end);
    if (colon >= text.size()) return cut;
    if (text[colon] != ':') return Answer::kNo;
    const Scanned value = scan_value(text, skip_space(text, colon + 1), List::kImages);
    if (value.scan != Scan::kSound) return value.scan == Scan::kCut ? cut : Answer::kNo;
    work -= std::min(work, value.end - at);
    if (work == 0) return Answer::kNo;
    at = skip_space(text, value.end);
    if (at >= text.size()) return cut;
  }
  if (text[at] != '}') return Answer::kNo;
  return skip_space(text, at + 1) < text.size() ? Answer::kNo : at_end;
}

size_t work_for(std::string_view text) { return kMostLooks * (text.size() + 1); }

}  // namespace

size_t comma_before_list(std::string_view text) {
  for (size_t at = text.find('"'); at != std::string_view::npos; at = text.find('"', at + 1)) {
    for (const FileKey& key : kFileKeys) {
      if (key.opens != '[' || text.substr(at, key.name.size()) != key.name) continue;
      const size_t colon = skip_space(text, at + key.name.size()), bracket = skip_space(text, colon + 1);
      bool line = false;
      const auto comma = before(text, at, line);
      if (comma && text[*comma] == ',' && bracket < text.size() && text[colon] == ':' && text[bracket] == '[')
        return *comma;
    }
  }
  return std::string_view::npos;
}

Answer closes_list(std::string_view text, bool whole, size_t at) {
  size_t work = work_for(text);
  return closes_list(text, whole, at, work);
}

ResumePoint find_resume_point(std::string_view text, bool whole, size_t from, List list) {
  using Kind = ResumePoint::Kind;
  size_t work = work_for(text);
  for (size_t at = text.find_first_of("{]\"", from); at != std::string_view::npos && work != 0;
       at = text.find_first_of("{]\"", at + 1)) {
    if (text[at] == '"') {
      if (is_other_list(text, at)) return {Kind::kListEnd, at};
    } else if (text[at] == ']') {
      const Answer closes = closes_list(text, whole, at, work);
      if (closes == Answer::kTooShort) return {Kind::kTooShort, at};
      if (closes == Answer::kYes) return {Kind::kListEnd, at};
    } else if (may_begin_entry(text, at)) {
      const Scanned found = scan_value(text, at, list);
      if (found.scan == Scan::kCut && !whole) return {Kind::kTooShort, at};
      if (found.is_entry_of_list) return {found.scan == Scan::kSound ? Kind::kEntry : Kind::kDamaged, at};
      work -= std::min(work, found.end - at);
    }
  }
  return {};
}

}  // namespace atelier::coco_doctor
