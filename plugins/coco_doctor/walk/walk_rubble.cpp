// Of the walk: brackets out of place, keys where an entry is expected, and values that are not UTF-8.
#include <algorithm>
#include <cstring>

#include "annotation_json/json_fault.hpp"
#include "json/raw_json.hpp"
#include "sources/text_file.hpp"
#include "walk/entry_scan.hpp"
#include "walk/resume.hpp"
#include "walk/walk.hpp"

namespace atelier::coco_doctor {
namespace {

constexpr size_t kFirstLook = size_t{4} << 10;
constexpr size_t kLongestRubble = size_t{4} << 20;
constexpr size_t kGrowth = 8;

// Rings lie in lists of lists; deeper ones are not looked into.
bool holds_annotation(simdjson::dom::array items, int depth = 0) {
  for (const simdjson::dom::element item : items) {
    simdjson::dom::object object;
    simdjson::dom::array inner;
    if (!item.get_object().get(object) && !object["image_id"].error()) return true;
    if (depth < 3 && !item.get_array().get(inner) && holds_annotation(inner, depth + 1)) return true;
  }
  return false;
}

}  // namespace

ResumePoint Walk::find_ahead(uint64_t at, size_t from, List list, size_t least, size_t most) const {
  for (size_t size = std::min(least, most);; size = std::min(size * kGrowth, most)) {
    bool whole = false;
    const std::string text = text_from(at, size, whole);
    const bool last = whole || size == most;
    const ResumePoint found = find_resume_point(text, last, from, list);
    const bool is_found = found.kind != ResumePoint::Kind::kNothing && found.kind != ResumePoint::Kind::kTooShort;
    if (is_found || last) return found;
  }
}

// Where to go on behind a broken entry, of which a bracket or quote may be lost so that it seems to hold others, or to
// end within another. Nothing when no such place is in its text.
std::optional<uint64_t> Walk::behind_broken(List list, uint64_t begin, std::string_view json, bool to_the_end) const {
  ResumePoint next = find_resume_point(json, to_the_end, 1, list);
  if (next.kind == ResumePoint::Kind::kTooShort)
    next = find_ahead(begin, 1, list, json.size() + kFirstLook, json.size() + kLongestRubble);
  if (next.kind == ResumePoint::Kind::kNothing) return {};
  // The entry ends where it seems to: commas and white space stay as they are.
  if (next.at >= json.size() && !to_the_end) {
    bool whole = false;
    const std::string gap = text_from(begin + json.size(), next.at - json.size(), whole);
    if (gap.find_first_not_of(", \t\r\n") == std::string::npos) return {};
  }
  return begin + next.at;
}

// Where the first of the entries begins that an annotation holds in its lists of numbers: it is JSON, but a bracket is
// missing. Nothing for one that holds none.
std::optional<uint64_t> Walk::behind_swallowing(List list, uint64_t begin, std::string_view json,
                                                simdjson::dom::element value) const {
  constexpr std::string_view kOwner = "\"image_id\"";
  simdjson::dom::object object;
  const size_t first = json.find(kOwner);
  if (list != List::kAnnotations || first == std::string_view::npos ||
      json.find(kOwner, first + kOwner.size()) == std::string_view::npos || value.get_object().get(object))
    return {};
  simdjson::dom::array numbers;
  bool swallows = false;
  for (const std::string_view key : {"segmentation", "bbox"})
    swallows = swallows || (!object[key].get_array().get(numbers) && holds_annotation(numbers));
  if (!swallows) return {};
  for (size_t at = json.find('{', 1); at != std::string_view::npos; at = json.find('{', at + 1))
    if (scan_value(json, at, list).is_entry_of_list) return begin + at;
  return {};
}

// To the next entry behind the pieces of a broken one, or to the end of the list. False when neither is near.
bool Walk::skip_rubble(List list, uint64_t at) {
  if (at < no_entry_before_) return false;
  const ResumePoint next = find_ahead(at, 0, list, kFirstLook, kLongestRubble);
  // What was cut at the end of the look is looked at again.
  if (next.kind == ResumePoint::Kind::kNothing) no_entry_before_ = at + kLongestRubble / 2;
  if (next.kind == ResumePoint::Kind::kNothing || next.at == 0) return false;
  fault(Code::kJsonSyntax, at, "text that belongs to no entry", true);
  events_->stray(list, at, at + next.at);
  in_->seek(at + next.at);
  return true;
}

// A value of the file's object beside the three lists that is no JSON becomes null, up to the next list. So does one
// that ends nowhere, or takes the lists in up to the end of the file.
bool Walk::skip_broken_value(uint64_t at, std::string_view key) {
  for (size_t size = kFirstLook; learning_; size *= kGrowth) {
    bool whole = false;
    const std::string text = text_from(at, size, whole);
    const Scanned found = scan_value(text, 0, List::kImages);
    const bool is_cut = found.scan == Scan::kCut && !whole;
    if (is_cut && size <= kLongestRubble) continue;
    const bool takes_all = whole && skip_space(text, found.end) >= text.size();
    if (is_cut ? key != "info" : found.scan == Scan::kSound && !takes_all) return false;
    const size_t comma = comma_before_list(text);
    if (comma == std::string_view::npos && !whole && size <= kLongestRubble) continue;
    if (comma == std::string_view::npos) return false;
    lost_[at] = at + comma;
    const annotation_json::JsonFault why = annotation_json::find_fault(std::string_view(text).substr(0, comma),
                                                                       "a bracket or quote that closes it is missing");
    fault(Code::kJsonSyntax, at + why.at, atelier::text("in the value of `", key, "`: ", shortened(why.reason)), true);
    break;
  }
  const auto lost = lost_.find(at);
  if (lost == lost_.end()) return false;
  if (!learning_) events_->mended(Code::kJsonSyntax, at, atelier::text("the value of `", key, "` is now null"));
  events_->correct(at, lost->second, "null");
  in_->seek(lost->second);
  return true;
}

void Walk::skip_stray(std::optional<List> list, uint64_t at) {
  in_rubble_ = true;
  in_->skip();
  if (list) events_->stray(*list, at, at + 1);
}

// Whether a `]` where an entry is expected is the list's own: a broken entry, or one that ends too early, may have left
// it. In doubt it is the list's, unless there is another entry before that.
bool Walk::closes(List list, uint64_t at) const {
  for (size_t size = kFirstLook;; size *= kGrowth) {
    bool whole = false;
    const std::string text = text_from(at, size, whole);
    const Answer found = closes_list(text, whole, 0);
    if (found == Answer::kYes || (found == Answer::kTooShort && size > kLongestRubble)) return true;
    if (found == Answer::kTooShort) continue;
    const size_t brace = skip_space(text, 1);
    const size_t behind = skip_space(text, brace + 1);
    const bool ends_object = text[brace] == '}' && (behind >= text.size() || !std::strchr(",]}", text[behind]));
    if (!in_rubble_ && ends_object) return true;  // and there is trailing text
    return find_ahead(at, 1, list, kFirstLook, kLongestRubble).kind == ResumePoint::Kind::kNothing;
  }
}

// A key of the file's object stands where an entry is expected: the bracket before it is missing.
bool Walk::ends_before_key(std::optional<List> list, uint64_t at) {
  if (!list) return false;
  bool whole = false;
  const std::string text = text_from(at, kFirstLook, whole);
  if (is_key_of_file(text, true, 0) != Answer::kYes) return false;
  fault(
      Code::kJsonSyntax, at,
      atelier::text("the closing bracket of `", kListNames[static_cast<size_t>(*list)], "` is missing before this key"),
      true);
  events_->end_list(*list, at);
  events_->correct(at, at, "]");
  return true;
}

// In careful mode: an entry that is no JSON is left at the first place where that shows. False for any other.
bool Walk::leave_broken(List list, uint64_t begin) {
  for (size_t size = kFirstLook;; size *= kGrowth) {
    bool whole = false;
    const std::string text = text_from(begin, size, whole);
    const Scanned found = scan_value(text, 0, list);
    if (found.scan == Scan::kSound || (found.scan == Scan::kCut && (whole || size > kLongestRubble))) return false;
    if (found.scan == Scan::kCut) continue;
    const annotation_json::JsonFault why = annotation_json::find_fault(text, {});
    fault(Code::kJsonSyntax, begin + why.at, shortened(why.reason), true);
    const ResumePoint next = find_ahead(begin, 1, list, kFirstLook, kLongestRubble);
    const uint64_t to = begin + (next.kind == ResumePoint::Kind::kNothing ? std::max<size_t>(found.end, 1) : next.at);
    jumps_[begin] = to;
    broken_[begin] = {to, Code::kJsonSyntax};
    in_rubble_ = true;
    events_->unreadable(list, Code::kJsonSyntax, begin, to);
    in_->seek(to);
    return true;
  }
}

bool Walk::recode(std::string_view json, simdjson::dom::element* value) {
  recoded_text_ = sources::with_windows_1252_read(json);
  recoded_size_ = recoded_text_.size();
  recoded_text_.append(simdjson::SIMDJSON_PADDING, ' ');
  return !value || parser_.parse(std::string_view(recoded_text_).substr(0, recoded_size_), *value) !=
                       LenientParser::Outcome::kBroken;
}

// In the second walk, a value outside of the lists of entries whose text must change to be JSON.
void Walk::write_sound(uint64_t begin, uint64_t end, std::string_view json) {
  const auto recoded = recoded_.find(begin), nan = with_nan_.find(begin);
  if (recoded == recoded_.end() && nan == with_nan_.end()) return;
  std::string text(json);
  if (recoded != recoded_.end()) {
    text = sources::with_windows_1252_read(json);
    fault(Code::kNotUtf8, recoded->second, {}, true);
  }
  if (nan != with_nan_.end()) fault(Code::kNan, nan->second, {}, true);
  events_->correct(begin, end, without_nan(text));
}

}  // namespace atelier::coco_doctor
