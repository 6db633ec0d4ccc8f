// For the host's tests: whether a page is well-formed, as XML is: tags closed in their order, attributes quoted and
// each once, no bare `&`, no characters that XML has not.
#pragma once

#include <atelier/cpp/utf8.hpp>
#include <cctype>
#include <set>
#include <string>
#include <vector>

namespace atelier::host::test_bench {

class WellFormed {
 public:
  explicit WellFormed(const std::string& text) : text_(text) {}

  // What is wrong and where; "" when nothing is.
  std::string trouble() {
    for (const char c : text_)
      if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') return "a control character";
    if (!is_utf8(text_)) return "it is not UTF-8";
    if (text_.starts_with("<!DOCTYPE html>\n")) at_ = 16;
    while (at_ < text_.size() && trouble_.empty()) text_[at_] == '<' ? tag() : character();
    if (trouble_.empty() && !open_.empty()) trouble_ = "<" + open_.back() + "> is not closed";
    if (trouble_.empty() && roots_ != 1) trouble_ = "not one element that holds all";
    return trouble_.empty() ? "" : trouble_ + " before: " + text_.substr(at_, 60);
  }

 private:
  void fail(const std::string& what) {
    if (trouble_.empty()) trouble_ = what;
  }
  void character() {
    if (text_[at_] == '&') return entity();
    if (text_[at_] == '>') fail("a bare >");
    if (open_.empty() && text_[at_] != '\n') fail("text outside of all elements");
    ++at_;
  }
  void entity() {
    const size_t end = text_.find(';', at_);
    const std::string name = end == std::string::npos ? "" : text_.substr(at_ + 1, end - at_ - 1);
    if (name != "amp" && name != "lt" && name != "gt" && name != "quot" && name != "#39") return fail("a bare &");
    at_ = end + 1;
  }
  std::string word() {
    const size_t begin = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '-')) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  void tag() {
    ++at_;
    const bool closes = at_ < text_.size() && text_[at_] == '/';
    if (closes) ++at_;
    const std::string name = word();
    if (name.empty()) return fail("no tag's name");
    if (closes) {
      if (open_.empty() || open_.back() != name) return fail("</" + name + "> closes what is not open");
      open_.pop_back();
      return expect('>');
    }
    roots_ += open_.empty();
    attributes();
    if (at_ < text_.size() && text_[at_] == '/')
      ++at_;
    else
      open_.push_back(name);
    expect('>');
  }
  void attributes() {
    std::set<std::string> names;
    while (at_ < text_.size() && text_[at_] == ' ' && trouble_.empty()) {
      ++at_;
      const std::string name = word();
      if (name.empty() || !names.insert(name).second) return fail("an attribute without a name, or twice: " + name);
      expect('=');
      expect('"');
      while (at_ < text_.size() && text_[at_] != '"' && trouble_.empty()) {
        if (text_[at_] == '<') return fail("a < in an attribute");
        text_[at_] == '&' ? entity() : void(++at_);
      }
      expect('"');
    }
  }
  void expect(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return fail(std::string("no ") + c);
    ++at_;
  }

  const std::string& text_;
  size_t at_ = 0;
  size_t roots_ = 0;
  std::vector<std::string> open_;
  std::string trouble_;
};

inline std::string trouble_with_page(const std::string& page) { return WellFormed(page).trouble(); }

}  // namespace atelier::host::test_bench
