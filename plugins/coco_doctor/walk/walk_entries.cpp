// Of the walk: the lists of the file's object, entry by entry.
#include "annotation_json/json_fault.hpp"
#include "walk/walk.hpp"

namespace atelier::coco_doctor {

namespace {

constexpr size_t kLongestBroken = size_t{64} << 20;  // how much of a file is looked at behind a broken entry

std::string_view word_for(std::optional<List> list) {
  return list ? kListNames[static_cast<size_t>(*list)] : std::string_view("a list");
}

}  // namespace

// False when nothing behind can be read.
bool Walk::read_list(std::optional<List> list) {
  in_->skip();
  if (list) events_->begin_list(*list, in_->offset());
  in_rubble_ = false;
  Passed passed = Passed::kNothing;
  while (passed != Passed::kListEnd && passed != Passed::kFileEnd) passed = read_next(list, passed);
  return passed == Passed::kListEnd;
}

// Past what comes next in a list. Commas between the entries of the three lists are written anew, so that faults of
// theirs are mended.
Walk::Passed Walk::read_next(std::optional<List> list, Passed before) {
  const int c = in_->peek();
  const uint64_t at = in_->offset();
  if (c == ']') return read_bracket(list, before);
  if (c == -1) {
    fault(Code::kCutOff, at, text("the file ends within `", word_for(list), "`"), true);
    close_after(list, at);
    return Passed::kFileEnd;
  }
  if (c == '"' && ends_before_key(list, at)) return Passed::kListEnd;
  if (in_rubble_ && list && c != ',' && skip_rubble(*list, at)) return Passed::kComma;
  if (c == '}' || c == ':') {
    fault(Code::kJsonSyntax, at,
          text("a `", static_cast<char>(c), "` that nothing opens, within `", word_for(list), "`"), list.has_value());
    skip_stray(list, at);
    return Passed::kComma;
  }
  if (c == ',') {
    if (before != Passed::kEntry) fault(Code::kJsonSyntax, at, "a comma too many", list.has_value());
    in_->skip();
    return Passed::kComma;
  }
  if (before == Passed::kEntry) fault(Code::kJsonSyntax, at, "a comma is missing before this entry", list.has_value());
  return read_entry(list);
}

// A `]`: the list's own, or one that nothing opens.
Walk::Passed Walk::read_bracket(std::optional<List> list, Passed before) {
  const uint64_t at = in_->offset();
  if (list && !closes(*list, at)) {
    in_rubble_ = true;
    if (skip_rubble(*list, at)) return Passed::kComma;
    fault(Code::kJsonSyntax, at, text("a `]` that nothing opens, within `", word_for(list), "`"), true);
    skip_stray(list, at);
    return Passed::kComma;
  }
  if (before == Passed::kComma)
    fault(Code::kJsonSyntax, at, "a comma too many before the closing bracket of the list", list.has_value());
  if (list) events_->end_list(*list, at);
  in_->skip();
  return Passed::kListEnd;
}

Walk::Passed Walk::read_entry(std::optional<List> list) {
  const uint64_t begin = in_->offset();
  if (jumps_.count(begin) != 0) return jump(list, begin);
  if (careful_ && learning_ && list && leave_broken(*list, begin)) return Passed::kNothing;
  const auto json = try_value();
  if (!json) {
    bool whole = false;
    const std::string rest = text_from(begin, kLongestBroken, whole);
    return go_on_behind(list, begin, begin + rest.size(), rest, true);
  }
  const ListEntry entry{list.value_or(List::kImages), begin, in_->offset(), *json};
  return learning_ ? learn_entry(list, entry) : give_entry(list, entry);
}

// From an entry that was found broken to where it was found that reading can go on.
Walk::Passed Walk::jump(std::optional<List> list, uint64_t begin) {
  const std::optional<uint64_t> next = jumps_.at(begin);
  const Broken& broken = broken_.at(begin);
  const uint64_t end = next.value_or(broken.end);
  in_rubble_ = true;
  if (list) events_->unreadable(*list, broken.why, begin, end);
  if (!next) {
    close_after(list, end);
    return Passed::kFileEnd;
  }
  in_->seek(end);
  return Passed::kNothing;
}

// In the second walk.
Walk::Passed Walk::give_entry(std::optional<List> list, ListEntry entry) {
  if (!list) {
    write_sound(entry.begin, entry.end, entry.json);
    return Passed::kEntry;
  }
  if (const auto recoded = recoded_.find(entry.begin); recoded != recoded_.end()) {
    recode(entry.json, nullptr);
    entry.json = std::string_view(recoded_text_).substr(0, recoded_size_);
    entry.recoded = true;
    fault(Code::kNotUtf8, recoded->second, {}, true);
  }
  const auto broken = broken_.find(entry.begin);
  if (broken != broken_.end())
    events_->unreadable(*list, broken->second.why, entry.begin, entry.end);
  else
    events_->entry(entry, nullptr);
  in_rubble_ = broken != broken_.end() || (in_rubble_ && entry.json.front() != '{');
  return Passed::kEntry;
}

// In the first walk.
Walk::Passed Walk::learn_entry(std::optional<List> list, ListEntry entry) {
  using Outcome = LenientParser::Outcome;
  const std::string_view json = entry.json;
  simdjson::dom::element value;
  Outcome outcome = parser_.parse(json, value);
  if (outcome == Outcome::kBroken && parser_.is_utf8_fault()) outcome = parse_recoded(entry, value);
  if (outcome == Outcome::kBroken) return go_on_behind(list, entry.begin, entry.end, json, false);
  if (list && leave_swallowing(*list, entry, json, value)) return Passed::kNothing;
  if (outcome == Outcome::kReadWithNan) {
    const annotation_json::JsonFault found = annotation_json::find_fault(entry.json, {});
    if (!list) with_nan_[entry.begin] = entry.begin + found.at;
    fault(Code::kNan, entry.begin + found.at,
          found.nan ? "NaN or Infinity stands here" : "a number that is too large for a double stands here", true);
  }
  if (list) events_->entry(entry, &value);
  in_rubble_ = in_rubble_ && entry.json.front() != '{';
  return Passed::kEntry;
}

// An entry that is no UTF-8, read as Windows-1252 where it is JSON then.
LenientParser::Outcome Walk::parse_recoded(ListEntry& entry, simdjson::dom::element& value) {
  const annotation_json::JsonFault found = annotation_json::find_fault(entry.json, parser_.reason());
  if (!recode(entry.json, &value)) return LenientParser::Outcome::kBroken;
  recoded_[entry.begin] = entry.begin + found.at;
  fault(Code::kNotUtf8, entry.begin + found.at, shortened(found.reason), true);
  entry.json = std::string_view(recoded_text_).substr(0, recoded_size_);
  entry.recoded = true;
  return parser_.parse(entry.json, value);
}

// An entry that holds the next ones for want of a bracket is left where the first of them begins; `json` is its text
// as the file has it. False for any other.
bool Walk::leave_swallowing(List list, const ListEntry& entry, std::string_view json, simdjson::dom::element value) {
  const auto next = behind_swallowing(list, entry.begin, json, value);
  if (!next) return false;
  fault(Code::kJsonSyntax, *next, "this entry stands within the one before it: a closing bracket is missing", true);
  broken_[entry.begin] = {entry.end, Code::kJsonSyntax};
  jumps_[entry.begin] = next;
  events_->unreadable(list, Code::kJsonSyntax, entry.begin, *next);
  in_rubble_ = true;
  in_->seek(*next);
  return true;
}

// Tells what is broken in an entry, which may have swallowed others for want of a bracket, and goes to the next one.
Walk::Passed Walk::go_on_behind(std::optional<List> list, uint64_t begin, uint64_t end, std::string_view json,
                                bool to_the_end) {
  const annotation_json::JsonFault found = annotation_json::find_fault(json, parser_.reason());
  const bool cut = to_the_end && found.at >= json.size();
  const Code why = cut ? Code::kCutOff : !to_the_end && parser_.is_utf8_fault() ? Code::kNotUtf8 : Code::kJsonSyntax;
  fault(why, begin + found.at,
        cut ? text("the file ends within an entry of `", word_for(list), "` that begins at byte ", begin)
            : shortened(found.reason),
        list.has_value());
  std::optional<uint64_t> next;
  if (list) next = behind_broken(*list, begin, json, to_the_end);
  careful_ = careful_ || to_the_end || (next && *next < end);
  in_rubble_ = true;
  broken_[begin] = {end, why};
  if (next || to_the_end) jumps_[begin] = next;
  if (list) events_->unreadable(*list, why, begin, next.value_or(end));
  if (next) {
    in_->seek(*next);
    return Passed::kNothing;
  }
  if (!to_the_end) return Passed::kEntry;
  close_after(list, end);
  return Passed::kFileEnd;
}

// The file ends within a list: with all three begun, closing brackets make it whole.
void Walk::close_after(std::optional<List> list, uint64_t at) {
  if (!list || !(seen_[0] && seen_[1] && seen_[2])) {
    repairable_ = false;
    return;
  }
  events_->end_list(*list, at);
  events_->correct(at, kNowhere, "]}\n");
}

}  // namespace atelier::coco_doctor
