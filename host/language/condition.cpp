#include "condition.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace atelier::host {
namespace {

using Step = Condition::Step;
using Kind = Step::Kind;

constexpr int kDeepest = 32;
constexpr size_t kLongest = 4096;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads left to right; the first fault stays.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::variant<Condition, ConditionFault> parse() {
    if (text_.size() > kLongest) {
      fail("is too long", "at most 4096 bytes", 0, text_.size());
    } else if (sum(out_.left) && comparison() && sum(out_.right)) {
      skip_blanks();
      if (at_ < text_.size()) fail_behind();
    }
    if (fault_) return *fault_;
    return std::move(out_);
  }

 private:
  bool fail(std::string message, std::string help, size_t begin, size_t end) {
    if (!fault_) fault_ = ConditionFault{std::move(message), std::move(help), begin, std::max(end, begin + 1)};
    return false;
  }
  // The whole of the character there, which may be of several bytes.
  size_t after_character(size_t at) const {
    ++at;
    while (at < text_.size() && (static_cast<unsigned char>(text_[at]) >> 6) == 2) ++at;
    return std::min(at, text_.size());
  }
  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  bool next_is(std::string_view sign) {
    skip_blanks();
    return text_.substr(at_, sign.size()) == sign;
  }
  bool take(std::string_view sign) {
    const bool there = next_is(sign);
    at_ += there ? sign.size() : 0;
    return there;
  }

  bool fail_behind() {
    for (const char* sign : {"<", ">", "==", "!="})
      if (next_is(sign)) return fail("compares twice", "write a check for each", at_, at_ + 1);
    for (const char* word : {"and", "or", "&&", "||"})
      if (next_is(word))
        return fail("compares once", "write a check for each", at_, at_ + std::string_view(word).size());
    return fail("goes on where its end should be", "", at_, after_character(at_));
  }

  // "@evaluate.'iou/traffic light'" where the words behind a name seem to belong to it, or "".
  std::string name_with_blanks() const {
    if (out_.asked.empty() || at_ >= text_.size() || !(is_letter(text_[at_]) || text_[at_] == '(')) return "";
    const Asked& last = out_.asked.back();
    const std::string_view between = text_.substr(last.end, at_ - last.end);
    const size_t end = text_.find_first_of("<>=!@'\"", at_);
    if (last.number.empty() || between.find_first_not_of(' ') != std::string_view::npos ||
        end == std::string_view::npos ||
        (text_[end] != '<' && text_[end] != '>' && text_[end] != '=' && text_[end] != '!'))
      return "";
    std::string rest(text_.substr(last.end, end - last.end));
    rest.erase(rest.find_last_not_of(' ') + 1);
    return "@" + last.table + ".'" + last.number + rest + "'";
  }

  bool comparison() {
    using Compare = Condition::Compare;
    constexpr std::pair<std::string_view, Compare> kSigns[] = {{"<=", Compare::kAtMost}, {">=", Compare::kAtLeast},
                                                               {"==", Compare::kEqual},  {"!=", Compare::kUnequal},
                                                               {"<", Compare::kLess},    {">", Compare::kMore}};
    for (const auto& [sign, compare] : kSigns) {
      if (!take(sign)) continue;
      out_.compare = compare;
      return true;
    }
    constexpr std::pair<std::string_view, const char*> kMeant[] = {
        {"=", "=="}, {"≥", ">="}, {"≤", "<="}, {"≠", "!="}, {"~", "an interval, with two checks"}};
    for (const auto& [sign, meant] : kMeant)
      if (next_is(sign))
        return fail("compares with a sign that is none", std::string("write ") + meant, at_, at_ + sign.size());
    std::string help = "compare with <, <=, >, >=, == or !=, as in \"@stage.number >= 0.5\"";
    skip_blanks();
    if (const std::string name = name_with_blanks(); !name.empty())
      help = "a name with anything else in it stands in quotes: " + name;
    const bool ends = at_ >= text_.size();
    return fail(ends ? "compares nothing" : "has something else where it should compare", help, ends ? 0 : at_,
                ends ? text_.size() : after_character(at_));
  }

  bool sum(std::vector<Step>& to) {
    if (!product(to)) return false;
    for (;;) {
      const Kind kind = take("+") ? Kind::kAdd : take("-") ? Kind::kSubtract : Kind::kLiteral;
      if (kind == Kind::kLiteral) return true;
      if (!product(to)) return false;
      to.push_back({kind});
    }
  }

  bool product(std::vector<Step>& to) {
    if (!operand(to)) return false;
    for (;;) {
      const Kind kind = take("*") ? Kind::kMultiply : take("/") ? Kind::kDivide : Kind::kLiteral;
      if (kind == Kind::kLiteral) return true;
      if (!operand(to)) return false;
      to.push_back({kind});
    }
  }

  bool operand(std::vector<Step>& to) {
    if (depth_ >= kDeepest) return fail("has brackets too deep", "", at_, at_ + 1);
    if (take("-")) {
      ++depth_;
      const bool well = operand(to);
      --depth_;
      to.push_back({Kind::kNegate});
      return well;
    }
    if (take("(")) {
      const size_t open = at_ - 1;
      ++depth_;
      if (!sum(to)) return false;
      --depth_;
      return take(")") || fail("has a bracket that is not closed", "", open, open + 1);
    }
    if (next_is("@")) return reference(to);
    return literal(to);
  }

  bool literal(std::vector<Step>& to) {
    skip_blanks();
    const size_t begin = at_;
    double value = 0;
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    const bool digit = begin < text_.size() && (is_digit(text_[begin]) || text_[begin] == '.');
    if (digit && error == std::errc()) {
      at_ = static_cast<size_t>(end - text_.data());
      to.push_back({Kind::kLiteral, value});
      if (!next_is("%")) return true;
      return fail("has a percent sign", "write a share: 5 % is 0.05", at_, at_ + 1);
    }
    if (digit) return fail("has a number that is too large or too small", "", begin, text_.size());
    if (begin >= text_.size()) return fail("ends where a number should stand", "", text_.size(), text_.size());
    size_t word = begin;
    while (word < text_.size() && (is_letter(text_[word]) || is_digit(text_[word]) || text_[word] == '.')) ++word;
    if (word == begin) return fail("has no number here", "", begin, after_character(begin));
    const std::string name(text_.substr(begin, word - begin));
    return fail("has a word where a number should stand", "what a stage gives is written \"@" + name + "\"", begin,
                word);
  }

  std::string name(bool of_number) {
    const size_t begin = at_;
    const auto belongs = [&](char c) {
      return is_letter(c) || is_digit(c) || c == '-' || (of_number && (c == '/' || c == '.'));
    };
    while (at_ < text_.size() && belongs(text_[at_])) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  bool reference(std::vector<Step>& to) {
    Asked asked;
    asked.begin = at_++;
    asked.table = name(false);
    if (asked.table.empty() || is_digit(asked.table[0]) || asked.table[0] == '-')
      return fail("names no stage here", "write \"@stage.number\"", asked.begin, at_ + 1);
    if (at_ < text_.size() && text_[at_] == '.') {
      ++at_;
      const char quote = at_ < text_.size() ? text_[at_] : ' ';
      if (quote == '\'' || quote == '"') {
        const size_t end = text_.find(quote, at_ + 1);
        if (end == std::string_view::npos) return fail("has a name whose quotes are not closed", "", at_, text_.size());
        asked.number = text_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
      } else {
        asked.number = name(true);
      }
      if (asked.number.empty())
        return fail("names no number behind the dot", "write \"@" + asked.table + ".number\"", asked.begin, at_);
    }
    asked.end = at_;
    to.push_back({Kind::kAsked, 0, out_.asked.size()});
    out_.asked.push_back(std::move(asked));
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
  int depth_ = 0;
  Condition out_;
  std::optional<ConditionFault> fault_;
};

}  // namespace

std::variant<Condition, ConditionFault> parse_condition(std::string_view text) { return Parser(text).parse(); }

double value_of(const std::vector<Step>& sum, const std::vector<double>& values) {
  std::vector<double> stack;
  const auto pop = [&] {
    const double top = stack.back();
    stack.pop_back();
    return top;
  };
  for (const Step& step : sum) {
    if (step.kind == Kind::kLiteral || step.kind == Kind::kAsked) {
      stack.push_back(step.kind == Kind::kLiteral ? step.literal : values.at(step.asked));
      continue;
    }
    const double right = pop();
    if (step.kind == Kind::kNegate) stack.push_back(-right);
    if (step.kind == Kind::kNegate) continue;
    const double left = pop();
    stack.push_back(step.kind == Kind::kAdd        ? left + right
                    : step.kind == Kind::kSubtract ? left - right
                    : step.kind == Kind::kMultiply ? left * right
                                                   : left / right);
  }
  return stack.empty() ? std::numeric_limits<double>::quiet_NaN() : stack.back();
}

bool holds(const Condition& condition, const std::vector<double>& values) {
  const double left = value_of(condition.left, values), right = value_of(condition.right, values);
  if (!std::isfinite(left) || !std::isfinite(right)) return false;
  switch (condition.compare) {
    case Condition::Compare::kLess:
      return left < right;
    case Condition::Compare::kAtMost:
      return left <= right;
    case Condition::Compare::kMore:
      return left > right;
    case Condition::Compare::kAtLeast:
      return left >= right;
    case Condition::Compare::kEqual:
      return left == right;
    case Condition::Compare::kUnequal:
      return left != right;
  }
  return false;
}

const char* sign_of(Condition::Compare compare) {
  constexpr const char* kSigns[] = {"<", "<=", ">", ">=", "==", "!="};
  return kSigns[static_cast<size_t>(compare)];
}

std::vector<std::string> numbers_meant(std::string_view wanted, const std::vector<std::string>& known) {
  std::vector<std::string> out;
  for (const std::string& name : known) {
    if (name == wanted) return {name};
    const bool longer = name.size() > wanted.size() && name.ends_with(wanted);
    if (longer && name[name.size() - wanted.size() - 1] == '/') out.push_back(name);
  }
  return out;
}

}  // namespace atelier::host
