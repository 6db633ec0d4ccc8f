#include <algorithm>
#include <cctype>
#include <vector>

#include "edits.hpp"
#include "mutate.hpp"

namespace fuzz {
namespace {

// Of text that need not be JSON any more.
struct Token {
  char kind;  // one of {}[],: or 's'tring, 'n'umber, 'w'ord
  size_t begin;
  size_t end;
};

size_t end_of_string(const std::string& text, size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at)
    if (text[at] == '\\') ++at;
  return std::min(at + 1, text.size());
}

std::vector<Token> tokens_of(const std::string& text) {
  std::vector<Token> tokens;
  for (size_t at = 0; at < text.size();) {
    const char c = text[at];
    size_t end = at + 1;
    char kind = c;
    if (c == '"') {
      kind = 's';
      end = end_of_string(text, at);
    } else if (std::string_view("{}[],:").find(c) == std::string_view::npos) {
      while (end < text.size() && std::string_view("{}[],:\" \n\r\t").find(text[end]) == std::string_view::npos) ++end;
      kind = c == '-' || std::isdigit(static_cast<unsigned char>(c)) ? 'n' : 'w';
    }
    if (!std::isspace(static_cast<unsigned char>(c))) tokens.push_back({kind, at, end});
    at = end;
  }
  return tokens;
}

class JsonEdit {
 public:
  JsonEdit(std::string& text, Random& random) : text_(text), random_(random), tokens_(tokens_of(text)) {}

  void make() {
    if (tokens_.empty()) return edit_bytes(text_, random_);
    switch (random_.below(11)) {
      case 0:
      case 1:
        return edit_bytes(text_, random_);
      case 2:
      case 3:
        return replace(choose("n"), odd_number(random_));
      case 4:
        return replace(choose("s"), odd_string());
      case 5:
        return exchange(choose("snw{[]}:,"), choose("snw{[]}:,"));
      case 6:
        return replace(extent(choose("snw{[")), text_of(extent(choose("snw{["))));
      case 7:
        return replace(extent(choose("snw{[")), odd_value());
      case 8:
        return drop_or_double(extent(choose("snw{[")));
      case 9:
        return replace(choose("s"), text_of(choose("s")));
      default: {
        Token token = choose("snw{[]}:,");
        token.end = token.begin;
        return replace(token, std::string(1, pick(std::string("{}[],:\"\\ \n0-"), random_)));
      }
    }
  }

 private:
  // Coordinates are most of a file: half of the time the token must follow a colon or an opening bracket.
  Token choose(std::string_view kinds) {
    const bool structural = random_.below(2) == 0;
    for (int attempt = 0; attempt < 400; ++attempt) {
      const size_t i = random_.below(tokens_.size());
      const bool fits = !structural || i == 0 || tokens_[i - 1].kind == ':' || tokens_[i - 1].kind == '{' ||
                        tokens_[i - 1].kind == '}' || attempt > 200;
      if (fits && kinds.find(tokens_[i].kind) != std::string_view::npos) return tokens_[i];
    }
    return pick(tokens_, random_);
  }
  std::string text_of(const Token& token) const { return text_.substr(token.begin, token.end - token.begin); }
  void replace(const Token& token, const std::string& by) { text_.replace(token.begin, token.end - token.begin, by); }

  // From an opening bracket to its partner.
  Token extent(Token token) const {
    if (token.kind != '{' && token.kind != '[') return token;
    int depth = 0;
    for (auto t = std::find_if(tokens_.begin(), tokens_.end(), [&](auto& o) { return o.begin == token.begin; });
         t != tokens_.end(); ++t) {
      depth += (t->kind == '{' || t->kind == '[') - (t->kind == '}' || t->kind == ']');
      token.end = t->end;
      if (depth == 0) break;
    }
    return token;
  }

  void exchange(Token a, Token b) {
    if (a.begin > b.begin) std::swap(a, b);
    if (a.end > b.begin) return;
    const std::string first = text_of(a), second = text_of(b);
    replace(b, first);
    replace(a, second);
  }

  // A value with its key and its comma.
  void drop_or_double(Token value) {
    auto at = std::find_if(tokens_.begin(), tokens_.end(), [&](auto& o) { return o.begin == value.begin; });
    if (at - tokens_.begin() >= 2 && at[-1].kind == ':') value.begin = at[-2].begin;
    const auto after = std::find_if(at, tokens_.end(), [&](auto& o) { return o.begin >= value.end; });
    const bool comma = after != tokens_.end() && after->kind == ',';
    const std::string text = text_of(value);
    if (random_.below(2) == 0) {
      if (comma) value.end = after->end;
      replace(value, "");
    } else {
      text_.insert(value.end, "," + text);
    }
  }

  std::string odd_string() {
    constexpr const char* kStrings[] = {"\"\"",
                                        "\"../../etc/x.jpg\"",
                                        "\"/etc/x.jpg\"",
                                        "\".\"",
                                        "\"..\"",
                                        "\"a/\"",
                                        "\"\\u0000\"",
                                        "\"\\ud800\"",
                                        "\"\\udc00\\ud800\"",
                                        "\"\\x\"",
                                        "\"\xff\xfe\"",
                                        "\"\xc0\x80\"",
                                        "\"\xed\xa0\x80\"",
                                        "\"\t\"",
                                        "\"counts\"",
                                        "\"size\"",
                                        "\"segmentation\"",
                                        "\"images\"",
                                        "\"annotations\"",
                                        "\"categories\"",
                                        "\"id\"",
                                        "\"0oooooooooooo0\"",
                                        "\"oooooooo\"",
                                        "\"P2\"",
                                        "\"0000000000\""};
    if (random_.below(4) != 0) return pick(kStrings, random_);
    std::string text = "\"";
    for (uint64_t n = random_.below(400); n > 0; --n) text += static_cast<char>('0' + random_.below(64));
    for (size_t at = 1; at < text.size(); ++at)
      if (text[at] == '\\') text[at] = 'l';
    return text + "\"";
  }

  std::string odd_value() {
    constexpr const char* kValues[] = {"null",
                                       "true",
                                       "false",
                                       "{}",
                                       "[]",
                                       "[[]]",
                                       "[null]",
                                       "[[],[]]",
                                       "nul",
                                       "\"\"",
                                       "[1]",
                                       "[[1,2]]",
                                       "[[0,0,9,9]]",
                                       "[{}]",
                                       "{\"a\":1}",
                                       "{\"size\":[4,4],\"counts\":[16]}",
                                       "{\"size\":[65535,65535],\"counts\":[4294836225]}",
                                       "{\"size\":[2147483647,2147483647],\"counts\":[1152921504606846976,-5]}"};
    switch (random_.below(8)) {
      case 0: {
        const size_t depth = size_t{1} << random_.below(18);
        std::string deep(depth, random_.below(2) ? '[' : '{');
        if (random_.below(2)) deep += std::string(depth, deep[0] == '[' ? ']' : '}');
        return deep;
      }
      case 1: {
        std::string many = "[";
        for (uint64_t n = random_.below(3000); n > 0; --n) many += odd_number(random_) + ",";
        return many + "0]";
      }
      default:
        return pick(kValues, random_);
    }
  }

  std::string& text_;
  Random& random_;
  std::vector<Token> tokens_;
};

}  // namespace

std::string mutate_json(std::string text, Random& random) {
  for (uint64_t edits = 1 + random.below(2) * random.below(4); edits > 0; --edits) JsonEdit(text, random).make();
  return text;
}

}  // namespace fuzz
