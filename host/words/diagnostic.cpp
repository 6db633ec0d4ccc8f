#include "diagnostic.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <atelier/cpp/words.hpp>

#include "json_text.hpp"
#include "utf8.hpp"

namespace atelier::host {
namespace {

constexpr size_t kTabWidth = 4;
constexpr size_t kLongestExcerpt = 160;  // code points; a longer line is cut around the place

const char* word(Severity severity) { return severity == Severity::kError ? "error" : "warning"; }

struct Paint {
  bool on;
  std::string operator()(const char* code, const std::string& text) const {
    return on ? "\x1b[" + std::string(code) + "m" + text + "\x1b[0m" : text;
  }
};
constexpr const char* kBold = "1";
constexpr const char* kRed = "1;31";
constexpr const char* kYellow = "1;33";
constexpr const char* kBlue = "1;34";

const char* colour_of(Severity severity) { return severity == Severity::kError ? kRed : kYellow; }

std::string place(const Position& at) {
  std::string out = printable(at.file);
  if (at.line) out += ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  return out;
}

// The lines of texts. Goes on from the last one that was asked for, as diagnostics come in the order of their places.
class Lines {
 public:
  explicit Lines(const SourceMap& sources) : sources_(sources) {}

  // The line of a place without its end, until the next call; null when there is no such line.
  const std::u32string* find(const Position& at) {
    const auto source = sources_.find(at.file);
    if (at.line == 0 || source == sources_.end()) return nullptr;
    if (&source->second == text_ && at.line == number_) return &line_;
    if (&source->second != text_ || at.line < number_ || number_ == 0) {
      text_ = &source->second;
      number_ = 1;
      begin_ = 0;
    }
    for (; number_ < at.line; ++number_) {
      const size_t end = text_->find('\n', begin_);
      if (end == std::string::npos) {
        number_ = 0;
        return nullptr;
      }
      begin_ = end + 1;
    }
    const size_t end = std::min(text_->find('\n', begin_), text_->size());
    line_ = decode_utf8(std::string_view(*text_).substr(begin_, end - begin_));
    if (!line_.empty() && line_.back() == '\r') line_.pop_back();
    return &line_;
  }

 private:
  const SourceMap& sources_;
  const std::string* text_ = nullptr;
  uint32_t number_ = 0;  // of line_; 0: none
  size_t begin_ = 0;
  std::u32string line_;
};

struct Excerpt {
  std::string line;
  std::string carets;
};

// Lays out code points [begin, end) of a line with carets under [first, last): tabs become spaces, wide characters get
// two carets.
Excerpt lay_out(const std::u32string& line, size_t begin, size_t end, size_t first, size_t last) {
  Excerpt out;
  size_t caret_columns = 0, columns = 0;
  for (size_t i = begin; i < end; ++i) {
    const bool tab = line[i] == '\t';
    const char32_t shown = printable(line[i]);
    const size_t width = tab ? kTabWidth - columns % kTabWidth : utf8proc_charwidth(static_cast<int32_t>(shown));
    out.line += tab ? std::string(width, ' ') : encode_utf8({&shown, 1});
    columns += width;
    if (i < first) out.carets += std::string(width, ' ');
    if (i >= first && i < last) caret_columns += width;
  }
  out.carets += std::string(std::max<size_t>(1, caret_columns), '^');
  return out;
}

Excerpt excerpt(const std::u32string& line, const Position& at) {
  const size_t first = std::min<size_t>(at.column ? at.column - 1 : 0, line.size());
  size_t last =
      at.end_line > at.line ? line.size() : std::min<size_t>(at.end_column ? at.end_column - 1 : 0, line.size());
  last = std::max(last, first);
  if (line.size() <= kLongestExcerpt) return lay_out(line, 0, line.size(), first, last);
  const size_t begin = first > kLongestExcerpt / 2 ? first - kLongestExcerpt / 2 : 0;
  const size_t end = std::min(line.size(), begin + kLongestExcerpt);
  Excerpt out = lay_out(line, begin, end, first, std::min(last, end));
  if (begin > 0) {
    out.line = "…" + out.line;
    out.carets = " " + out.carets;
  }
  if (end < line.size()) out.line += "…";
  return out;
}

class TextView {
 public:
  TextView(const SourceMap& sources, bool colour) : lines_(sources), paint_{colour} {}

  std::string render(const Diagnostic& d) {
    size_t widest = d.range.line;
    for (const Related& r : d.related)
      if (r.quote) widest = std::max<size_t>(widest, r.at.line);
    margin_ = std::string(std::to_string(widest).size(), ' ');
    out_ = paint_(colour_of(d.severity), word(d.severity) + ("[" + d.code + "]")) +
           paint_(kBold, ": " + printable(d.message)) + "\n";
    if (!d.details.empty()) out_ += many_lines(d.details, kLongestMessage) + "\n";
    if (!d.range.file.empty()) quote(d.range, d.label, "--> ", colour_of(d.severity));
    for (const Related& r : d.related)
      if (r.quote) quote(r.at, r.label, "::: ", kBlue);
    for (const Related& r : d.related)
      if (!r.quote) remark("note", r.label + ": " + place(r.at));
    if (!d.note.empty()) remark("note", d.note);
    if (!d.help.empty()) remark("help", d.help);
    return std::move(out_);
  }

 private:
  void remark(const char* kind, const std::string& text) {
    out_ += margin_ + paint_(kBlue, " = ") + paint_(kBold, std::string(kind) + ":") + " " + printable(text) + "\n";
  }
  void quote(const Position& at, const std::string& label, const char* arrow, const char* colour) {
    out_ += margin_ + paint_(kBlue, arrow) + place(at) + "\n";
    const std::u32string* line = lines_.find(at);
    if (!line) {
      if (!label.empty()) remark("note", label);
      return;
    }
    const Excerpt cut = excerpt(*line, at);
    const std::string number = std::to_string(at.line);
    const std::string pad(margin_.size() - std::min(margin_.size(), number.size()), ' ');
    const std::string bar = paint_(kBlue, "|");
    out_ += margin_ + " " + bar + "\n" + paint_(kBlue, pad + number) + " " + bar + (cut.line.empty() ? "" : " ") +
            cut.line + "\n";
    out_ +=
        margin_ + " " + bar + " " + paint_(colour, cut.carets + (label.empty() ? "" : " " + printable(label))) + "\n";
  }

  Lines lines_;
  Paint paint_;
  std::string margin_;
  std::string out_;
};

}  // namespace

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Position, file, line, column, end_line, end_column)

std::string render_text(const std::vector<Diagnostic>& diagnostics, const SourceMap& sources, bool colour) {
  TextView view(sources, colour);
  std::string out;
  for (const Diagnostic& d : diagnostics) out += (out.empty() ? "" : "\n") + view.render(d);
  return out;
}

std::string render_short(const std::vector<Diagnostic>& diagnostics) {
  std::string out;
  for (const Diagnostic& d : diagnostics)
    out += place(d.range) + ": " + word(d.severity) + "[" + d.code + "]: " + printable(d.message) + "\n";
  return out;
}

std::string render_json(const std::vector<Diagnostic>& diagnostics) {
  nlohmann::json all = nlohmann::json::array();
  for (const Diagnostic& d : diagnostics) {
    nlohmann::json related = nlohmann::json::array();
    for (const Related& r : d.related) related.push_back({{"at", r.at}, {"label", r.label}});
    all.push_back({{"code", d.code},
                   {"severity", word(d.severity)},
                   {"message", d.message},
                   {"range", d.range},
                   {"label", d.label},
                   {"related", related},
                   {"note", d.note},
                   {"help", d.help}});
    if (!d.details.empty()) all.back()["details"] = d.details;
  }
  return dump(all, 2) + "\n";
}

std::string summary(const std::vector<Diagnostic>& diagnostics) {
  const size_t errors = std::count_if(diagnostics.begin(), diagnostics.end(),
                                      [](const Diagnostic& d) { return d.severity == Severity::kError; });
  const size_t warnings = diagnostics.size() - errors;
  std::string out = errors ? counted(errors, "error", "errors") : "";
  if (warnings) out += (out.empty() ? "" : ", ") + counted(warnings, "warning", "warnings");
  return out;
}

}  // namespace atelier::host
