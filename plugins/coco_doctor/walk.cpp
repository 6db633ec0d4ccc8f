#include "walk.hpp"

#include <algorithm>
#include <fstream>

#include "annotation_json/json_fault.hpp"
#include "resume.hpp"

namespace atelier::coco_doctor {

namespace {

constexpr size_t kLongestBroken = size_t{64} << 20;  // how much of a file is looked at behind a broken entry
std::string_view word_for(std::optional<List> list) {
  return list ? kListNames[static_cast<size_t>(*list)] : std::string_view("a list");
}

}  // namespace

std::string shortened(std::string reason) {
  constexpr size_t kLongest = 160;
  if (reason.size() > kLongest) reason = reason.substr(0, kLongest) + "…";
  return reason;
}

void Walk::run(WalkEvents& events) {
  events_ = &events;
  no_entry_before_ = 0;
  in_.emplace(path_);
  if (in_->offset() != 0) {
    fault(Code::kByteOrderMark, 0, "the first three bytes are a byte order mark", true);
    events_->correct(0, in_->offset(), "");
  }
  const int first = in_->peek();
  const uint64_t at = in_->offset();
  if (first == 0 || first >= 0xfe) {
    fault(Code::kNotUtf8, at, "the file begins like one in UTF-16 or UTF-32");
  } else if (first != '{') {
    fault(Code::kNotAnObject, at,
          first == -1    ? "the file is empty"
          : first == '[' ? "the file holds a list, as files of results and annotations of other forms do"
                         : "a `{` was expected here");
  } else {
    in_->skip();
    seen_ = {};
    read_members();
    if (learning_) missing_lists();
  }
  learning_ = false;
}

void Walk::fault(Code code, uint64_t offset, std::string text, bool repairable) {
  if (!learning_) {
    if (repairable) events_->mended(code, offset, {});
    return;
  }
  repairable_ = repairable_ && repairable;
  Finding finding;
  finding.code = code;
  finding.offset = offset;
  finding.text = std::move(text);
  events_->fault(std::move(finding));
}

void Walk::missing_lists() {
  for (size_t i = 0; i < seen_.size(); ++i)
    if (!seen_[i])
      fault(Code::kListMissing, 0,
            text("the object has no `", kListNames[i], "`", whole_ ? "" : " in what could be read of it"));
}

void Walk::read_members() {
  for (;;) {
    const int c = in_->peek();
    const uint64_t at = in_->offset();
    if (c == '}') break;
    if (c == -1) {
      fault(Code::kCutOff, at, "the file ends before the closing brace of the object", true);
      events_->correct(at, at, "}");
      return;
    }
    if (c != '"')
      return fault(Code::kJsonSyntax, at, "a key in double quotes was expected here; nothing behind is read");
    if (!read_member()) return;
    const int next = in_->peek();
    const uint64_t behind = in_->offset();
    if (next == ',') {
      in_->skip();
      const int c_behind = in_->peek();
      if (c_behind == '}') fault(Code::kJsonSyntax, behind, "a comma too many before the closing brace", true);
      if (c_behind == '}' || c_behind == -1) events_->correct(behind, behind + 1, "");
    } else if (next == '"') {
      fault(Code::kJsonSyntax, behind, "a comma is missing before this key", true);
      events_->correct(behind, behind, ", ");
    } else if (next != '}' && next != -1) {
      return fault(Code::kJsonSyntax, behind,
                   "a comma or the closing brace of the object was expected here; nothing behind is read");
    }
  }
  in_->skip();
  whole_ = true;
  const uint64_t end = in_->offset();
  if (in_->peek() == -1) return;
  fault(Code::kTrailingText, in_->offset(), "there is more text behind the closing brace of the object", true);
  events_->correct(end, kNowhere, "\n");
}

// False when nothing behind can be read.
bool Walk::read_member() {
  const uint64_t at = in_->offset();
  const auto json = try_value();
  simdjson::dom::element value;
  std::string_view found;
  if (!json || parser_.parse(*json, value) != ItemParser::Outcome::kRead || value.get_string().get(found)) {
    fault(Code::kJsonSyntax, at, "a key in double quotes was expected here; nothing behind is read");
    return false;
  }
  const std::string key(found);
  if (in_->peek() != ':') {
    fault(Code::kJsonSyntax, in_->offset(),
          text("a colon was expected behind the key `", key, "`; nothing behind is read"));
    return false;
  }
  in_->skip();
  std::optional<List> list;
  for (size_t i = 0; i < kListNames.size(); ++i)
    if (kListNames[i] == key) list = static_cast<List>(i);
  if (list) {
    if (seen_[static_cast<size_t>(*list)]) fault(Code::kListTwice, at, text("`", key, "` is given a second time"));
    seen_[static_cast<size_t>(*list)] = true;
  }
  if (in_->peek() != -1 && !list && skip_broken_value(in_->offset(), key)) return true;
  if (in_->peek() == '[') return read_list(list);
  return read_value(list, key);
}

bool Walk::read_value(std::optional<List> list, std::string_view key) {
  const int c = in_->peek();
  const uint64_t at = in_->offset();
  if (c == -1 || c == ',' || c == '}' || c == ']' || c == ':') {
    fault(c == -1 ? Code::kCutOff : Code::kJsonSyntax, at, text("the value of `", key, "` was expected here"));
    return c == ',' || c == '}';
  }
  const auto json = try_value();
  if (!json) {
    fault(Code::kCutOff, at, text("the file ends within the value of `", key, "`"));
    return false;
  }
  if (!learning_) {
    write_sound(at, in_->offset(), *json);
    return true;
  }
  simdjson::dom::element value;
  const auto outcome = parser_.parse(*json, value);
  if (outcome != ItemParser::Outcome::kRead) {
    const annotation_json::JsonFault found = annotation_json::find_fault(*json, parser_.reason());
    const bool nan = outcome == ItemParser::Outcome::kReadWithNan, utf8 = parser_.is_utf8_fault();
    const bool recoded = !nan && utf8 && recode(*json, &value);
    if (recoded) recoded_[at] = at + found.at;
    if (nan) with_nan_[at] = at + found.at;
    fault(nan    ? Code::kNan
          : utf8 ? Code::kNotUtf8
                 : Code::kJsonSyntax,
          at + found.at, shortened(found.reason), nan || recoded);
  }
  if (list) fault(Code::kListWrongType, at, text("`", key, "` must be a list"));
  return true;
}

bool Walk::read_list(std::optional<List> list) {
  in_->skip();
  if (list) events_->begin_list(*list, in_->offset());
  in_rubble_ = false;
  bool after_item = false, after_comma = false;
  const bool mends = list.has_value();  // commas between entries are written anew
  for (;;) {
    const int c = in_->peek();
    const uint64_t at = in_->offset();
    if (c == ']' && list && !closes(*list, at)) {
      in_rubble_ = true;
      if (!skip_rubble(*list, at)) {
        fault(Code::kJsonSyntax, at, text("a `]` that nothing opens, within `", word_for(list), "`"), true);
        skip_stray(list, at);
      }
      after_item = false;
      after_comma = true;
      continue;
    }
    if (c == ']') {
      if (after_comma) fault(Code::kJsonSyntax, at, "a comma too many before the closing bracket of the list", mends);
      if (list) events_->end_list(*list, at);
      in_->skip();
      return true;
    }
    if (c == -1) {
      fault(Code::kCutOff, at, text("the file ends within `", word_for(list), "`"), true);
      close_after(list, at);
      return false;
    }
    if (c == '"' && ends_before_key(list, at)) return true;
    if (in_rubble_ && list && c != ',' && c != ']' && skip_rubble(*list, at)) {
      after_item = false;
      after_comma = true;
      continue;
    }
    if (c == '}' || c == ':') {
      fault(Code::kJsonSyntax, at,
            text("a `", static_cast<char>(c), "` that nothing opens, within `", word_for(list), "`"), list.has_value());
      skip_stray(list, at);
      after_item = false;
      after_comma = true;
      continue;
    }
    if (c == ',') {
      if (!after_item) fault(Code::kJsonSyntax, at, "a comma too many", mends);
      in_->skip();
      after_item = false;
      after_comma = true;
      continue;
    }
    if (after_item) fault(Code::kJsonSyntax, at, "a comma is missing before this entry", mends);
    after_comma = false;
    switch (read_item(list)) {
      case After::kItem:
        after_item = true;
        break;
      case After::kJump:
        after_item = false;
        break;
      case After::kEnd:
        return false;
    }
  }
}

Walk::After Walk::read_item(std::optional<List> list) {
  const uint64_t begin = in_->offset();
  if (const auto jump = jumps_.find(begin); jump != jumps_.end()) {
    const Broken& broken = broken_.at(begin);
    const uint64_t end = jump->second.value_or(broken.end);
    in_rubble_ = true;
    if (list) events_->unreadable(*list, broken.why, begin, end);
    if (!jump->second) {
      close_after(list, end);
      return After::kEnd;
    }
    in_->seek(end);
    return After::kJump;
  }
  if (careful_ && learning_ && list && read_broken(*list, begin) == After::kJump) return After::kJump;
  const auto json = try_value();
  if (!json) {
    bool whole = false;
    const std::string rest = text_from(begin, kLongestBroken, whole);
    return go_on_behind(list, begin, begin + rest.size(), rest, true);
  }
  Item item{list.value_or(List::kImages), begin, in_->offset(), *json};
  if (!learning_) {
    if (!list) {
      write_sound(begin, item.end, *json);
      return After::kItem;
    }
    if (const auto recoded = recoded_.find(begin); recoded != recoded_.end()) {
      recode(*json, nullptr);
      item.json = std::string_view(recoded_text_).substr(0, recoded_size_);
      item.recoded = true;
      fault(Code::kNotUtf8, recoded->second, {}, true);
    }
    if (const auto broken = broken_.find(begin); broken != broken_.end())
      events_->unreadable(*list, broken->second.why, begin, item.end);
    else
      events_->item(item, nullptr);
    in_rubble_ = broken_.count(begin) != 0 || (in_rubble_ && item.json.front() != '{');
    return After::kItem;
  }
  simdjson::dom::element value;
  auto outcome = parser_.parse(*json, value);
  if (outcome == ItemParser::Outcome::kBroken && parser_.is_utf8_fault()) {
    const annotation_json::JsonFault found = annotation_json::find_fault(*json, parser_.reason());
    if (recode(*json, &value)) {
      recoded_[begin] = begin + found.at;
      fault(Code::kNotUtf8, begin + found.at, shortened(found.reason), true);
      item.json = std::string_view(recoded_text_).substr(0, recoded_size_);
      item.recoded = true;
      outcome = parser_.parse(item.json, value);
    }
  }
  if (outcome == ItemParser::Outcome::kBroken) return go_on_behind(list, begin, item.end, *json, false);
  if (list) {
    if (const auto next = behind_swallowing(*list, begin, *json, value)) {
      fault(Code::kJsonSyntax, *next, "this entry stands within the one before it: a closing bracket is missing", true);
      broken_[begin] = {item.end, Code::kJsonSyntax};
      jumps_[begin] = next;
      events_->unreadable(*list, Code::kJsonSyntax, begin, *next);
      in_rubble_ = true;
      in_->seek(*next);
      return After::kJump;
    }
  }
  if (outcome == ItemParser::Outcome::kReadWithNan) {
    const annotation_json::JsonFault found = annotation_json::find_fault(item.json, {});
    if (!list) with_nan_[begin] = begin + found.at;
    fault(Code::kNan, begin + found.at,
          found.nan ? "NaN or Infinity stands here" : "a number that is too large for a double stands here", true);
  }
  if (list) events_->item(item, &value);
  in_rubble_ = in_rubble_ && item.json.front() != '{';
  return After::kItem;
}

// Tells what is broken in an entry, which may have swallowed others for want of a bracket, and goes to the next one.
Walk::After Walk::go_on_behind(std::optional<List> list, uint64_t begin, uint64_t end, std::string_view json,
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
    return After::kJump;
  }
  if (!to_the_end) return After::kItem;
  close_after(list, end);
  return After::kEnd;
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

std::optional<std::string_view> Walk::try_value() {
  try {
    return in_->value();
  } catch (const Error& e) {
    if (e.code() != ATELIER_E_DATA) throw;
    return {};
  }
}

std::string Walk::text_from(uint64_t offset, size_t most, bool& whole) const {
  std::ifstream in(path_, std::ios::binary | std::ios::ate);
  const uint64_t size = std::max<int64_t>(in.tellg(), 0), left = size - std::min(size, offset);
  whole = left <= most;
  in.seekg(static_cast<std::streamoff>(offset));
  std::string rest(std::min<uint64_t>(most, left), '\0');
  in.read(rest.data(), static_cast<std::streamsize>(rest.size()));
  rest.resize(static_cast<size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  return rest;
}

}  // namespace atelier::coco_doctor
