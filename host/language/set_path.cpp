#include "set_path.hpp"

#include <cctype>

#include "toml_reader.hpp"
#include "words/text.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

class Parser {
 public:
  Parser(const std::string& text, const std::shared_ptr<const Source>& source) : text_(text), source_(source) {}

  // Nothing when it is malformed: then `here` is where.
  std::optional<SetOption> parse() {
    if (!is_utf8(text_)) return std::nullopt;
    SetOption out;
    out.source = source_;
    do {
      std::optional<SetStep> step = read_step();
      if (!step) return std::nullopt;
      out.path.push_back(std::move(*step));
    } while (take('.'));
    skip_blanks();
    if (!take('=')) return std::nullopt;
    skip_blanks();
    out.value = text_.substr(at_);
    out.column = column(at_);
    return out;
  }

  Position here() const { return from(at_, at_ + 1); }

 private:
  bool is_next(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c) {
    const bool there = is_next(c);
    at_ += there;
    return there;
  }
  void skip_blanks() {
    while (take(' ')) continue;
  }

  std::optional<SetStep> read_step() {
    const size_t begin = at_;
    SetStep step;
    step.key = is_next('"') || is_next('\'') ? read_quoted() : read_word();
    if (step.key.empty()) return std::nullopt;
    if (take('[')) {
      step.item = read_word();
      if (step.item->empty() || !take(']')) return std::nullopt;
    }
    step.at = from(begin, at_);
    return step;
  }

  std::string read_word() {
    const size_t begin = at_;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_' || text_[at_] == '-'))
      ++at_;
    return text_.substr(begin, at_ - begin);
  }

  // A key of the user's own may need quotes, as in TOML. "" and nothing read when it is none.
  std::string read_quoted() {
    const char quote = text_[at_];
    size_t end = at_ + 1;
    for (; end < text_.size() && text_[end] != quote; ++end)
      if (text_[end] == '\\' && quote == '"') ++end;
    if (end >= text_.size()) return "";
    std::vector<Diagnostic> ignored;
    const auto key = read_toml_value(text_.substr(at_, end + 1 - at_), 1, source_, ignored);
    if (!key || !key->is_string()) return "";
    at_ = end + 1;
    return key->text;
  }

  uint32_t column(size_t byte) const {
    return static_cast<uint32_t>(1 + count_code_points(std::string_view(text_).substr(0, byte)));
  }
  Position from(size_t begin, size_t end) const { return {source_->name, 1, column(begin), 1, column(end)}; }

  const std::string& text_;
  std::shared_ptr<const Source> source_;
  size_t at_ = 0;
};

}  // namespace

std::optional<SetOption> parse_set(const std::string& text, const std::filesystem::path& directory, Report& report) {
  Parser parser(text, report.add_source("--set " + text, "--set", directory, text, LayerKind::kSet));
  std::optional<SetOption> option = parser.parse();
  if (!option)
    report.error("E108", "`--set` takes path=value, such as run.seed=3 or train.augment[resize].size=[64, 64]",
                 parser.here());
  return option;
}

std::optional<Written> read_value(const SetOption& option, bool wants_text, Report& report) {
  const std::string& written = option.value;
  std::vector<Diagnostic> problems;
  std::optional<Written> value = read_toml_value(written, option.column, option.source, problems);
  const bool single = value && !value->is_table() && !value->is_list();
  if (value && (value->is_string() || !wants_text || !single)) return value;
  const auto end = static_cast<uint32_t>(option.column + count_code_points(written));
  const Position whole{option.source->name, 1, option.column, 1, end};
  const bool bare = !written.empty() && std::string_view("\"'[{").find(written[0]) == std::string::npos;
  if (bare || (written.empty() && wants_text)) {
    Written text;
    text.kind = Written::Kind::kString;
    text.text = written;
    text.at = whole;
    text.source = option.source;
    return text;
  }
  if (problems.empty() || written.empty())
    report.error("E108", "`--set` needs a value behind the `=`", whole);
  else
    for (Diagnostic& d : problems) report.add(std::move(d));
  return std::nullopt;
}

}  // namespace atelier::host
