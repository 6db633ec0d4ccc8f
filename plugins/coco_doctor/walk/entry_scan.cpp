#include "walk/entry_scan.hpp"

#include <algorithm>
#include <vector>

namespace atelier::coco_doctor {
namespace {

constexpr size_t kDeepest = 1024;  // as simdjson
constexpr auto kNone = std::string_view::npos;

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Numbers are looked at roughly: whether an entry can be read is told by reading it.
bool is_scalar(std::string_view token) {
  for (const std::string_view word : {"true", "false", "null", "NaN", "Infinity", "-Infinity"})
    if (token == word) return true;
  return !token.empty() && (token[0] == '-' || (token[0] >= '0' && token[0] <= '9')) &&
         token.find_first_not_of("0123456789.+-eE") == kNone;
}

// Keys of an object that tell which list it is an entry of.
class Keys {
 public:
  void add(std::string_view key) {
    for (size_t i = 0; i < kKeys.size(); ++i)
      if (kKeys[i] == key) seen_ |= 1u << i;
  }
  bool are_of(List list) const {
    switch (list) {
      case List::kImages:
        return has(kFileName) || has(kAddress) || (has(kWidth) && has(kHeight));
      case List::kAnnotations:
        return has(kImage) && (has(kCategory) || has(kSegmentation) || has(kBox));
      case List::kCategories:
        return has(kName) && has(kId);
    }
    return false;
  }

 private:
  enum { kFileName, kAddress, kWidth, kHeight, kImage, kCategory, kSegmentation, kBox, kName, kId };
  static constexpr std::array<std::string_view, 10> kKeys = {
      "file_name", "coco_url", "width", "height", "image_id", "category_id", "segmentation", "bbox", "name", "id"};
  bool has(int key) const { return (seen_ >> key & 1u) != 0; }
  unsigned seen_ = 0;
};

class Scanner {
 public:
  Scanner(std::string_view text, size_t at) : text_(text), at_(at) {}

  Scanned run(List list) {
    while (value() && behind_value()) {
    }
    const bool is_entry = keys_.are_of(list);
    return {scan_, std::min(at_, text_.size()), is_entry};
  }

 private:
  bool stop(Scan scan) {
    scan_ = scan;
    return false;
  }
  // The next character that counts; '\0' at the end of the text.
  char next() {
    at_ = skip_space(text_, at_);
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool stop_here() { return stop(at_ >= text_.size() ? Scan::kCut : Scan::kBroken); }

  bool read_text() {
    const size_t end = skip_text(text_, at_);
    if (end != kNone) {
      at_ = end;
      return true;
    }
    for (++at_; at_ < text_.size() && static_cast<unsigned char>(text_[at_]) >= ' ';) ++at_;
    return stop_here();
  }

  bool read_key() {
    if (next() != '"') return stop_here();
    const size_t begin = at_ + 1;
    if (!read_text()) return false;
    const std::string_view key = text_.substr(begin, at_ - 1 - begin);
    if (next() != ':') return stop_here();
    if (open_.size() == 1) keys_.add(key);
    ++at_;
    return true;
  }

  // Past a value without brackets, or into the first such one of a list or object. False when reading stops.
  bool value() {
    for (;;) {
      const char c = next();
      if (c == '"') return read_text();
      if (c != '{' && c != '[') return scalar();
      if (open_.size() == kDeepest) return stop(Scan::kBroken);
      open_.push_back(c == '{' ? '}' : ']');
      ++at_;
      if (next() == open_.back()) return true;
      if (c == '{' && !read_key()) return false;
    }
  }

  bool scalar() {
    size_t end = at_;
    while (end < text_.size() && !is_space(text_[end]) && std::string_view(",]}:\"[{").find(text_[end]) == kNone) ++end;
    const bool sound = is_scalar(text_.substr(at_, end - at_));
    if (end < text_.size() && !sound) return stop_here();
    at_ = end;
    return end < text_.size() || stop(Scan::kCut);
  }

  // Past closing brackets and a comma, to where a value begins. False when reading stops.
  bool behind_value() {
    for (;;) {
      if (open_.empty()) return stop(Scan::kSound);
      const char c = next();
      if (c == ',') {
        ++at_;
        return open_.back() == ']' || read_key();
      }
      if (c != open_.back()) return stop_here();
      ++at_;
      open_.pop_back();
    }
  }

  std::string_view text_;
  size_t at_;
  std::vector<char> open_;  // the brackets that will close
  Keys keys_;
  Scan scan_ = Scan::kCut;
};

}  // namespace

size_t skip_space(std::string_view text, size_t at) {
  while (at < text.size() && is_space(text[at])) ++at;
  return at;
}

size_t skip_text(std::string_view text, size_t at) {
  for (++at; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') return at + 1;
    if (static_cast<unsigned char>(c) < ' ') return kNone;
    if (c == '\\') ++at;
  }
  return kNone;
}

Scanned scan_value(std::string_view text, size_t at, List list) { return Scanner(text, at).run(list); }

}  // namespace atelier::coco_doctor
