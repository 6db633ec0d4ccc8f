#include "walk/walk.hpp"

#include <algorithm>
#include <fstream>

#include "annotation_json/json_fault.hpp"
#include "walk/resume.hpp"

namespace atelier::coco_doctor {

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
  if (!json || parser_.parse(*json, value) != LenientParser::Outcome::kRead || value.get_string().get(found)) {
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
  if (outcome != LenientParser::Outcome::kRead) {
    const annotation_json::JsonFault found = annotation_json::find_fault(*json, parser_.reason());
    const bool nan = outcome == LenientParser::Outcome::kReadWithNan, utf8 = parser_.is_utf8_fault();
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
