// Of the walk: brackets out of place, keys where an entry is expected, and values that are not UTF-8.
#include <algorithm>
#include <array>

#include "raw_json.hpp"
#include "resume.hpp"
#include "sources/text_file.hpp"
#include "walk.hpp"

namespace atelier::coco_doctor {
namespace {

constexpr size_t kLongestRubble = size_t{4} << 20;

}  // namespace

// To the next entry behind the pieces of a broken one, or to the end of the list. False when neither is near.
bool Walk::skip_rubble(List list, uint64_t at) {
  const std::string rest = text_from(at, kLongestRubble);
  auto next = next_entry(rest, 0, marker_of(list));
  const auto list_end = end_of_list(rest, 0);
  if (list_end && (!next || *list_end < *next)) next = list_end;
  if (!next || *next == 0) return false;
  fault(Code::kJsonSyntax, at, "text that belongs to no entry", true);
  events_->stray(list, at, at + *next);
  in_->seek(at + *next);
  return true;
}

void Walk::skip_stray(std::optional<List> list, uint64_t at) {
  in_rubble_ = true;
  in_->skip();
  if (list) events_->stray(*list, at, at + 1);
}

bool Walk::is_key_of_the_file() {
  const auto json = try_value();
  if (!json || json->size() < 2) return false;
  const std::string key(json->substr(1, json->size() - 2));
  constexpr std::array<std::string_view, 6> kKeys = {"images", "annotations", "categories", "info", "licenses", "type"};
  return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end() && in_->peek() == ':';
}

// Among the pieces of a broken entry a bracket may be one of them.
bool Walk::closes_list(uint64_t at) {
  in_->skip();
  const int next = in_->peek();
  bool closes = next == -1;
  if (next == '}' || next == ',') {
    in_->skip();
    const int behind = in_->peek();
    closes = next == '}' ? behind == -1 : behind == '"' && is_key_of_the_file();
  }
  in_->seek(at);
  in_->peek();  // for the caller to skip
  return closes;
}

// A key of the file's object stands where an entry is expected: the bracket before it is missing.
bool Walk::ends_before_key(std::optional<List> list, uint64_t at) {
  const bool ends = list && is_key_of_the_file();
  in_->seek(at);
  if (!ends) return false;
  fault(Code::kJsonSyntax, at,
        text("the closing bracket of `", kListNames[static_cast<size_t>(*list)], "` is missing before this key"), true);
  events_->end_list(*list, at);
  events_->correct(at, at, "]");
  return true;
}

bool Walk::recode(std::string_view json, simdjson::dom::element* value) {
  recoded_text_ = sources::with_windows_1252_read(json);
  recoded_size_ = recoded_text_.size();
  recoded_text_.append(simdjson::SIMDJSON_PADDING, ' ');
  return !value || parser_.parse(std::string_view(recoded_text_).substr(0, recoded_size_), *value) !=
                       ItemParser::Outcome::kBroken;
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
