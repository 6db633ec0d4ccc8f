#include "toml_mistakes.hpp"

#include <algorithm>
#include <utility>

#include "toml_cursor.hpp"
#include "toml_keys.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

constexpr size_t kMostMistakes = 20;
constexpr int kDeepest = 200;
constexpr size_t kShown = 60;

using Node = TomlNames::Node;

class Finder {
 public:
  explicit Finder(std::string_view text) : in_{text} {}

  std::vector<Mistake> find() {
    table_ = &names_.root();
    while (!in_.done() && mistakes_.size() < kMostMistakes && !lost_)
      if (!read_line()) recover();
    std::stable_sort(mistakes_.begin(), mistakes_.end(),
                     [](const Mistake& a, const Mistake& b) { return a.at.begin < b.at.begin; });
    return std::move(mistakes_);
  }

 private:
  bool fail(Mistake mistake) {
    mistakes_.push_back(std::move(mistake));
    return false;
  }

  // One line, or more where a value goes on. False when something in it is wrong.
  bool read_line() {
    in_.skip_blanks();
    if (in_.at_line_end() || in_.here() == '#') return end_line("");
    line_ = in_.at;
    if (in_.here() == '[') return read_header();
    if (!begins_with_key()) return false;
    TomlKey key;
    if (!read_toml_key(in_, key, "", mistakes_)) return false;
    const std::string name = one_line(dotted(key), kShown);
    if (!read_toml_equals(in_, key, true, mistakes_)) return false;
    Node* node = names_.define(*table_, header_, key, mistakes_);
    const bool read = read_value(node, key, ValuePlace::kLine, 0);
    return read && end_line(name);  // a key that is there twice is told; its line is sound
  }

  // What begins no key: comments and lists of other languages.
  bool begins_with_key() {
    const Stretch line = in_.rest_of_line(in_.at);
    for (const std::string_view comment : {"//", "/*", ";", "--", "%"})
      if (in_.is_next(comment) && !begins_another_line())
        return fail({.message = "a comment begins with `#`", .at = line});
    if (in_.is_next("- ") && !begins_another_line())
      return fail({.message = "TOML has no such lists", .at = line, .label = "write key = [a, b]"});
    if (in_.here() == '{')
      return fail({.message = "this looks like JSON; a workflow is TOML",
                   .at = {in_.at, in_.at + 1},
                   .help = "write key = value, a line each, and [table] above what belongs to a table"});
    if (in_.here() == '=') return fail({.message = "a key is missing before the `=`", .at = line});
    if (std::string_view("]})").find(in_.here()) != std::string_view::npos)
      return fail({.message = "this closes nothing: the bracket that it belongs to is closed, or was never opened",
                   .at = {in_.at, in_.at + 1}});
    return true;
  }

  // --- tables

  bool read_header() {
    const size_t begin = in_.at;
    const bool list = in_.is_next("[[");
    in_.at += list ? 2 : 1;
    TomlKey key;
    table_ = &lost_table_;  // keys under a wrong header belong to nothing that is known
    lost_table_.below.clear();
    header_.clear();
    if (!read_toml_key(in_, key, "the name of a table", mistakes_)) return false;
    const std::string close = list ? "]]" : "]";
    if (!in_.take(close)) {
      const Stretch line = in_.rest_of_line(begin);
      if (in_.at_line_end() || in_.here() == '#' || in_.here() == '=' || in_.here() == ']')
        return fail({.message = "the closing `" + close + "` is missing",
                     .at = line,
                     .label = "write " + std::string(list ? "[[" : "[") + one_line(dotted(key), kShown) + close});
      if (line.end > in_.at && in_.cut(line).find(']') == std::string::npos)
        return fail({.message = "the closing `" + close + "` is missing", .at = line});
      if (is_bare_key_letter(in_.here()) || in_.here() == '"' || in_.here() == '\'')
        return fail({.message = "the name of a table is one word; more than one need quotes",
                     .at = line,
                     .help = "write _ in place of the blanks, or the whole name in quotes"});
      return fail(letter_of_key(in_, "the name of a table"));
    }
    if (!list && in_.is_next("]"))
      return fail({.message = "there is one `]` too many",
                   .at = in_.rest_of_line(begin),
                   .label = "write [" + one_line(dotted(key), kShown) + "]"});
    if (!end_line("")) return false;
    header_ = one_line(dotted(key), kShown);
    if (Node* table = names_.open(key, list, mistakes_)) table_ = table;
    return true;  // a table that is there twice is told; its lines are sound
  }

  // --- values

  bool read_value(Node* node, const TomlKey& key, ValuePlace place, int depth) {
    in_.skip_blanks();
    const size_t begin = in_.at;
    if (in_.at_line_end() || in_.here() == '#' || std::string_view(",]}").find(in_.here()) != std::string_view::npos)
      return fail({.message = "the value of `" + one_line(dotted(key), kShown) + "` is missing",
                   .at = {key.front().at.begin, begin},
                   .help = in_.at_line_end() ? "a value stands on the line of its key; an empty text is \"\"" : ""});
    if (in_.here() == '"' || in_.here() == '\'') {
      const TomlString text = read_toml_string(in_, mistakes_);
      lost_ = lost_ || text.end == TomlString::End::kOpenText;
      open_line_ = text.end == TomlString::End::kOpenLine;
      return text.good;
    }
    if (depth > kDeepest)
      lost_ =
          !fail({.code = "E104", .message = "lists and tables are more than 200 deep here", .at = {begin, begin + 1}});
    if (lost_) return false;
    if (in_.here() == '[') return read_list(key, depth);
    if (in_.here() == '{') {
      if (node) node->kind = TomlNames::Kind::kInline;
      return read_inline(key, depth);
    }
    return read_toml_bare(in_, place, mistakes_);
  }

  // Blanks, line ends and comments.
  bool skip_space() {
    for (;;) {
      in_.skip_blanks();
      if (in_.take("\n") || in_.take("\r\n")) continue;
      if (in_.done() || in_.here() != '#') return true;
      if (!read_comment()) return false;
    }
  }

  // Whether this line begins a table or gives a key a value: then a bracket before it was not closed.
  bool begins_another_line() const {
    if (in_.done() || ((in_.at == 0 || in_.text[in_.at - 1] == '\n') && begins_header())) return true;
    TomlCursor ahead = in_;
    while (!ahead.done() && (is_bare_key_letter(ahead.here()) || ahead.here() == '.')) ++ahead.at;
    if (ahead.at == in_.at) return false;
    ahead.skip_blanks();
    return ahead.here() == '=';
  }

  bool not_closed(size_t begin, const char* bracket, const char* what) {
    here_ = !in_.done() && in_.text[in_.at - 1] == '\n';
    return fail({.message = std::string("the closing `") + bracket + "` is missing",
                 .at = {begin, begin + 1},
                 .label = std::string(what) + " begins here",
                 .other = {std::min(in_.at, in_.text.size()), std::min(in_.at + 1, in_.text.size())},
                 .other_label = in_.at_line_end() ? "" : "this cannot belong to it any more"});
  }

  bool read_list(const TomlKey& key, int depth) {
    const size_t begin = in_.at++;
    bool good = true;
    for (bool first = true;; first = false) {
      if (!skip_space()) return false;
      if (in_.take("]")) return good;
      if (begins_another_line()) return not_closed(begin, "]", "the list");
      if (in_.here() == ',')
        return fail({.message = first ? "a comma stands between two items: there is none before this one"
                                      : "an item is missing between two commas",
                     .at = {in_.at, in_.at + 1}});
      const bool bare = std::string_view("\"'[{").find(in_.here()) == std::string_view::npos;
      if (!read_value(nullptr, key, ValuePlace::kInside, depth + 1)) good = false;
      if (!good && (lost_ || !bare || mistakes_.size() >= kMostMistakes)) return false;
      if (!skip_space()) return false;
      if (in_.take(",")) continue;
      if (in_.take("]")) return good;
      if (!good) return false;
      if (in_.done() || begins_another_line()) return not_closed(begin, "]", "the list");
      return fail(missing_comma("items of a list"));
    }
  }

  Mistake missing_comma(const char* between) const {
    const bool other = std::string_view(":;|=)").find(in_.here()) != std::string_view::npos;
    return {.message = std::string("a comma is missing between two ") + between,
            .at = {in_.at, in_.at + 1},
            .label = other ? "write , in place of it" : "write a comma before this"};
  }

  bool over_lines(size_t begin, const TomlKey& key) {
    const std::string name = one_line(dotted(key), kShown);
    skip_inline(begin);
    complete_ = true;
    return fail({.message = "a table in braces stands on one line",
                 .at = {begin, begin + 1},
                 .label = "it goes on behind the end of this line",
                 .help = "write all of it on one line, or as a table of its own: " + header_of(key)});
  }

  // "[stage.train.optimizer]", for the key of the table that is being read.
  std::string header_of(const TomlKey& key) const {
    return "[" + (header_.empty() ? "" : header_ + ".") + one_line(dotted(key), kShown) + "]";
  }

  // To behind the brace that closes the table, or to the next header.
  void skip_inline(size_t begin) {
    in_.at = begin;
    int depth = 0;
    std::vector<Mistake> ignored;
    while (!in_.done()) {
      const char c = in_.here();
      if (c == '"' || c == '\'') {
        read_toml_string(in_, ignored);
        continue;
      }
      const bool header =
          c == '[' && in_.at > 0 && in_.text[in_.at - 1] == '\n' && in_.cut(in_.rest_of_line(in_.at)).ends_with(']');
      if (header && depth > 0 && in_.cut(in_.rest_of_line(in_.at)).find_first_of(",\"'{") == std::string::npos) return;
      if (c == '{') ++depth;
      ++in_.at;
      if (c == '}' && --depth == 0) return;
    }
  }

  bool read_inline(const TomlKey& key, int depth) {
    const size_t begin = in_.at++;
    Node own;
    own.kind = TomlNames::Kind::kInline;
    for (bool first = true;; first = false) {
      in_.skip_blanks();
      if (first && in_.take("}")) return true;
      if (in_.done()) return not_closed(begin, "}", "the table");
      if (in_.at_line_end() || in_.here() == '#') return inline_ends(begin, key);
      if (in_.here() == '}')
        return fail(
            {.message = "no comma stands before the `}`", .at = {in_.at, in_.at + 1}, .label = "take the comma out"});
      if (in_.here() == ',')
        return fail({.message = "a key is missing between two commas", .at = {in_.at, in_.at + 1}});
      TomlKey inner;
      if (!read_toml_key(in_, inner, "", mistakes_) || !read_toml_equals(in_, inner, false, mistakes_)) return false;
      Node* node = names_.define(own, dotted(key), inner, mistakes_);
      TomlKey path = key;
      path.insert(path.end(), inner.begin(), inner.end());
      if (!read_value(node, depth < 8 ? path : inner, ValuePlace::kInside, depth + 1) || !node) return false;
      in_.skip_blanks();
      if (in_.take(",")) continue;
      if (in_.take("}")) return true;
      if (in_.done()) return not_closed(begin, "}", "the table");
      if (in_.at_line_end() || in_.here() == '#') return inline_ends(begin, key);
      return fail(missing_comma("keys of a table"));
    }
  }

  // A line that ends within braces: goes the table on, or is its brace missing?
  bool inline_ends(size_t begin, const TomlKey& key) {
    const TomlCursor here = in_;
    skip_inline(begin);
    const bool closes = in_.at > 0 && in_.at <= in_.text.size() && in_.text[in_.at - 1] == '}';
    in_ = here;
    if (closes) return over_lines(begin, key);
    return not_closed(begin, "}", "the table");
  }

  // --- ends of lines

  bool read_comment() {
    for (; !in_.at_line_end(); ++in_.at)
      if (const std::string control = toml_control(in_.text, in_.at); !control.empty())
        return fail(
            {.message = control + " cannot stand in a comment", .at = {in_.at, in_.at + 1}, .help = "take it out"});
    return true;
  }

  // `key`: whose value is before, or "".
  bool end_line(const std::string& key) {
    in_.skip_blanks();
    if (in_.here() == '#' && !read_comment()) return false;
    if (in_.done() || in_.take("\n") || in_.take("\r\n")) {
      line_ = in_.at;
      return true;
    }
    return fail(behind_value(in_, key));
  }

  // To the next line that seems to begin something of its own.
  void recover() {
    const bool open = std::exchange(open_line_, false) ||
                      in_.text.substr(line_, in_.at - line_).find_first_of("[{\n") != std::string_view::npos;
    if (std::exchange(here_, false)) return;
    const bool inside = !std::exchange(complete_, false) && open;
    do {
      in_.at = std::min(in_.text.find('\n', in_.at), in_.text.size() - 1) + 1;
      in_.skip_blanks();
    } while (inside && !in_.done() && !begins_another_line() && !begins_header());
    line_ = in_.at;
  }

  // Whether this line seems to be a table's header, closed or not.
  bool begins_header() const {
    const std::string line = in_.cut(in_.rest_of_line(in_.at));
    const size_t name = line.find_first_not_of('[');
    return name != 0 && name != std::string::npos && line.find_first_of(",\"'{ ") == std::string::npos &&
           is_bare_key_letter(line[name]) && (line[name] < '0' || line[name] > '9');
  }

  TomlCursor in_;
  std::vector<Mistake> mistakes_;
  TomlNames names_;
  Node* table_ = nullptr;
  Node lost_table_;
  std::string header_;
  size_t line_ = 0;         // where what is being read begins
  bool open_line_ = false;  // a text has no closing quote: the next lines may be its rest
  bool here_ = false;       // what is next begins anew
  bool complete_ = false;   // what was wrong lies behind: the next line begins anew
  bool lost_ = false;       // nobody can tell where the next line begins
};

}  // namespace

std::vector<Mistake> find_mistakes(std::string_view text) { return Finder(text).find(); }

}  // namespace atelier::host
