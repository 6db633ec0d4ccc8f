#include "json_outline.hpp"

#include <algorithm>

namespace sources {

namespace {

constexpr int kDepth = 6;
constexpr size_t kItems = 24;    // of a list
constexpr size_t kMembers = 80;  // of an object
constexpr size_t kText = 64;
constexpr size_t kValues = 20000;

class Outliner {
 public:
  explicit Outliner(std::string_view text) : text_(text) {}

  // False: the text ends, or cannot be read on.
  bool value(JsonOutline& out, int depth) {
    if (!space() || ++values_ > kValues) return false;
    const char c = text_[at_];
    if (c == '{' || c == '[') {
      out.type = c == '{' ? JsonOutline::Type::kObject : JsonOutline::Type::kList;
      if (depth < kDepth) return c == '{' ? object(out, depth) : list(out, depth);
      return skip_brackets();
    }
    if (c == '"') {
      out.type = JsonOutline::Type::kText;
      const bool is_whole = string(out.text);
      out.is_empty = out.text.empty();
      return is_whole;
    }
    return word(out);
  }
  bool has_more() { return space(); }

 private:
  bool space() {
    at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
    return at_ < text_.size();
  }
  bool next_is(char c) { return space() && text_[at_] == c; }

  // `kept` gets the first bytes.
  bool string(std::string& kept) {
    const size_t first = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    const size_t end = std::min(at_, text_.size());
    kept = text_.substr(first, std::min(end - first, kText));
    if (at_ >= text_.size()) return false;
    ++at_;
    return true;
  }

  // A number, true, false, null, NaN.
  bool word(JsonOutline& out) {
    const size_t end = std::min(text_.find_first_of(",:]}[{\" \t\r\n", at_), text_.size());
    if (end == at_) return false;
    out.type = JsonOutline::Type::kOther;
    out.text = text_.substr(at_, std::min(end - at_, kText));
    out.is_empty = out.text == "null";
    at_ = end;
    return true;
  }

  bool take(char c) {
    if (!next_is(c)) return false;
    ++at_;
    return true;
  }

  // A value that is not kept, at its first character.
  bool skip(JsonOutline& scratch) {
    if (!space()) return false;
    scratch = {};
    return text_[at_] == '{' || text_[at_] == '[' ? skip_brackets() : value(scratch, kDepth);
  }

  bool object(JsonOutline& out, int depth) {
    ++at_;
    if (take('}')) return out.is_empty = true;
    do {
      std::string key;
      if (!next_is('"') || !string(key) || !take(':')) return false;
      JsonOutline scratch;
      const bool is_kept = out.members.size() < kMembers;
      if (is_kept) out.members.emplace_back(std::move(key), JsonOutline());
      if (is_kept ? !value(out.members.back().second, depth + 1) : !skip(scratch)) return false;
    } while (take(','));
    return take('}');
  }

  bool list(JsonOutline& out, int depth) {
    ++at_;
    if (take(']')) return out.is_empty = true;
    do {
      JsonOutline scratch;
      const bool is_kept = out.items.size() < kItems;
      if (is_kept) out.items.emplace_back();
      if (is_kept ? !value(out.items.back(), depth + 1) : !skip(scratch)) return false;
    } while (take(','));
    return take(']');
  }

  bool skip_brackets() {
    size_t open = 0;
    std::string ignored;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        if (!string(ignored)) return false;
        continue;
      }
      ++at_;
      if (c == '{' || c == '[') ++open;
      if ((c == '}' || c == ']') && --open == 0) return true;
    }
    return false;
  }

  std::string_view text_;
  size_t at_ = 0;
  size_t values_ = 0;
};

}  // namespace

const JsonOutline& JsonOutline::operator[](std::string_view key) const {
  static const JsonOutline kNothing;
  for (const auto& [name, value] : members)
    if (name == key) return value;
  return kNothing;
}

bool JsonOutline::any_has(std::string_view key, bool filled) const {
  const auto has_it = [&](const JsonOutline& of) { return of.has(key) && !(filled && of[key].is_empty); };
  return std::any_of(items.begin(), items.end(), has_it) ||
         std::any_of(members.begin(), members.end(), [&](const auto& member) { return has_it(member.second); });
}

JsonOutline outline_of(std::string_view json, bool* more) {
  JsonOutline out;
  Outliner outliner(json);
  const bool is_whole = outliner.value(out, 0);
  if (more) *more = is_whole && outliner.has_more();
  return out;
}

}  // namespace sources
