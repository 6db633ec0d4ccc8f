#include "toml_reader.hpp"

// A malformed text is to end in an error, in a debug build too.
#define TOML_ASSERT(expr) static_cast<void>(0)
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

#include "toml_mistakes.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

constexpr size_t kLargestText = size_t{1} << 20;

// Why a text is not given to the TOML library, and at which byte.
struct Unreadable {
  const char* code = "";
  std::string message;
  size_t offset = 0;
};

constexpr size_t kMostDots = 64;  // in one dotted key

// The offset behind the string that begins at `at` with a quote; an unfinished one ends with its line or the text.
size_t end_of_string(std::string_view text, size_t at) {
  const char quote = text[at];
  const std::string_view triple = quote == '"' ? "\"\"\"" : "'''";
  const bool lines = text.substr(at, 3) == triple;
  for (size_t i = at + (lines ? 3 : 1); i < text.size(); ++i) {
    if (text[i] == '\\' && quote == '"') {
      ++i;
    } else if (lines && text.substr(i, 3) == triple) {
      i += 3;
      for (int more = 0; more < 2 && i < text.size() && text[i] == quote; ++more) ++i;  // """a"""""
      return i;
    } else if (!lines && text[i] == quote) {
      return i + 1;
    } else if (!lines && text[i] == '\n') {
      return i;
    }
  }
  return text.size();
}

std::string_view letter_at(std::string_view text, size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  return text.substr(at, lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2);
}

// What must not reach the TOML library: it treats some letters outside quotes as white space, and others as a case that
// cannot happen; it builds and frees the tables of a dotted key recursively. Gives the first letter outside ASCII that
// is in no string or comment, or the first key with too many dots. Exact for valid TOML; `text` is UTF-8.
std::optional<Unreadable> guard(std::string_view text) {
  size_t dots = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      i = end_of_string(text, i) - 1;
    } else if (c == '#') {
      i = std::min(text.find('\n', i), text.size()) - 1;
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      const std::string letter(letter_at(text, i));
      return Unreadable{"E102", "not valid TOML: `" + letter + "` can stand only in quotes or in a comment", i};
    } else if (c == '.' && ++dots > kMostDots) {
      return Unreadable{"E104", "this key has too many dots", i};
    } else if (std::string_view("=,[]{}\n").find(c) != std::string_view::npos) {
      dots = 0;
    }
  }
  return std::nullopt;
}

const char* not_utf8(std::string_view text) {
  const bool wide = text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
  return wide ? "this file is UTF-16: save it as UTF-8 text" : "this byte is not UTF-8: save the file as UTF-8 text";
}

std::optional<Unreadable> unreadable(std::string_view text) {
  if (text.size() > 1 && text.size() % 2 == 0 && (text[0] == '\0') != (text[1] == '\0'))
    return Unreadable{"E103", "this file is UTF-16: save it as UTF-8 text", 0};
  if (const size_t bad = first_invalid_utf8(text); bad != kAllValid) return Unreadable{"E103", not_utf8(text), bad};
  return guard(text);
}

class Reader {
 public:
  // `shift`: how much further right the first line of what is read stands in its source.
  Reader(const std::shared_ptr<const Source>& source, int64_t shift, std::vector<Diagnostic>& diagnostics)
      : source_(source), shift_(shift), diagnostics_(diagnostics) {}

  std::optional<Written> read(std::string_view text) {
    if (text.size() > kLargestText) return refuse("E104", "this text has more than 1 MiB: not a workflow", 0, 0);
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (const std::optional<Unreadable> bad = unreadable(text)) {
      if (bad->code == std::string_view("E102") && explain(text)) return std::nullopt;
      add({bad->code, bad->message, {bad->offset, bad->offset + 1}}, text);
      return std::nullopt;
    }
    try {
      return convert(toml::parse(text));
    } catch (const toml::parse_error& e) {
      const toml::source_position at = e.source().begin;
      if (!explain(text)) refuse("E102", "this is not valid TOML", at.line, at.column);
      return std::nullopt;
    }
  }

  std::nullopt_t refuse(const char* code, std::string message, size_t line, size_t column) {
    Diagnostic& d = diagnostics_.emplace_back();
    d.code = code;
    d.message = std::move(message);
    d.range = place(line, column, line, column + (line ? 1 : 0));
    return std::nullopt;
  }

 private:
  // Says what is wrong with the text in words of our own. False when nothing is found.
  bool explain(std::string_view text) {
    const std::vector<Mistake> mistakes = find_mistakes(text);
    for (const Mistake& mistake : mistakes) add(mistake, text);
    return !mistakes.empty();
  }

  void add(const Mistake& mistake, std::string_view text) {
    Diagnostic& d = diagnostics_.emplace_back();
    d.code = mistake.code;
    d.message = mistake.message;
    d.range = place(mistake.at, text);
    d.label = mistake.label;
    d.help = mistake.help;
    if (!mistake.other_label.empty()) d.related.push_back({place(mistake.other, text), mistake.other_label, true});
  }

  // Line and column of a byte.
  static std::pair<size_t, size_t> place_of(size_t offset, std::string_view text) {
    const std::string_view before = text.substr(0, offset);
    const size_t line_start = before.rfind('\n') + 1;  // 0 when there is none
    return {1 + std::count(before.begin(), before.end(), '\n'), 1 + count_code_points(before.substr(line_start))};
  }
  Position place(Stretch at, std::string_view text) const {
    const auto [line, column] = place_of(at.begin, text);
    const auto [end_line, end_column] = place_of(std::min(std::max(at.end, at.begin + 1), text.size() + 1), text);
    return place(line, column, end_line, std::max(end_column, end_line == line ? column + 1 : size_t{1}));
  }

  uint32_t shifted(size_t line, size_t column) const {
    return static_cast<uint32_t>(static_cast<int64_t>(column) + (line == 1 ? shift_ : 0));
  }
  Position place(size_t line, size_t column, size_t end_line, size_t end_column) const {
    return {source_->name, static_cast<uint32_t>(line), shifted(line, column), static_cast<uint32_t>(end_line),
            shifted(end_line, end_column)};
  }
  Position place(const toml::source_region& region) const {
    return place(region.begin.line, region.begin.column, region.end.line, region.end.column);
  }

  Written convert(const toml::node& node) const {
    Written out = empty_at(place(node.source()), source_);
    if (const auto* table = node.as_table()) {
      for (const auto& [key, value] : *table)
        out.entries.push_back({std::string(key.str()), place(key.source()), convert(value)});
      // the library keeps tables by name; we want the order of the text
      std::stable_sort(out.entries.begin(), out.entries.end(), [](const WrittenEntry& a, const WrittenEntry& b) {
        return std::pair(a.key_at.line, a.key_at.column) < std::pair(b.key_at.line, b.key_at.column);
      });
    } else if (const auto* list = node.as_array()) {
      out.kind = Written::Kind::kList;
      for (const toml::node& item : *list) out.items.push_back(convert(item));
    } else if (const auto* text = node.as_string()) {
      out.kind = Written::Kind::kString;
      out.text = text->get();
    } else if (const auto* integer = node.as_integer()) {
      out.kind = Written::Kind::kInt;
      out.integer = integer->get();
    } else if (const auto* real = node.as_floating_point()) {
      out.kind = Written::Kind::kFloat;
      out.real = real->get();
    } else if (const auto* boolean = node.as_boolean()) {
      out.kind = Written::Kind::kBool;
      out.boolean = boolean->get();
    } else {
      out.kind = Written::Kind::kDate;
      std::ostringstream shown;
      node.visit([&](const auto& n) {
        if constexpr (toml::is_date<decltype(n)> || toml::is_time<decltype(n)> || toml::is_date_time<decltype(n)>)
          shown << n.get();
      });
      out.text = shown.str();
    }
    return out;
  }

  const std::shared_ptr<const Source>& source_;
  const int64_t shift_;
  std::vector<Diagnostic>& diagnostics_;
};

}  // namespace

std::optional<Written> read_toml(std::string_view text, const std::shared_ptr<const Source>& source,
                                 std::vector<Diagnostic>& diagnostics) {
  return Reader(source, 0, diagnostics).read(text);
}

std::optional<Written> read_toml_value(std::string_view text, uint32_t column,
                                       const std::shared_ptr<const Source>& source,
                                       std::vector<Diagnostic>& diagnostics) {
  constexpr std::string_view kLead = "v=";
  Reader reader(source, static_cast<int64_t>(column) - static_cast<int64_t>(kLead.size()) - 1, diagnostics);
  std::optional<Written> document = reader.read(std::string(kLead) + std::string(text));
  if (!document) return std::nullopt;
  if (document->entries.size() != 1) return reader.refuse("E102", "not one TOML value", 1, kLead.size() + 1);
  return std::move(document->entries[0].value);
}

}  // namespace atelier::host
