#include "toml_reader.hpp"

// A malformed text is to end in an error, in a debug build too.
#define TOML_ASSERT(expr) static_cast<void>(0)
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

#include "toml_guard.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

constexpr size_t kLargestText = size_t{1} << 20;

Diagnostic problem(const char* code, std::string message, const Source& source, uint32_t line, uint32_t column) {
  Diagnostic d;
  d.code = code;
  d.message = std::move(message);
  d.range = {source.name, line, column, line, column + (line ? 1 : 0)};
  return d;
}

// The place of a byte.
std::pair<uint32_t, uint32_t> line_and_column(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const size_t newline = before.rfind('\n');
  const size_t line_start = newline == std::string_view::npos ? 0 : newline + 1;
  return {static_cast<uint32_t>(1 + std::count(before.begin(), before.end(), '\n')),
          static_cast<uint32_t>(1 + count_code_points(before.substr(line_start)))};
}

Position position(const toml::source_region& region, const Source& source) {
  return {source.name, region.begin.line, region.begin.column, region.end.line, region.end.column};
}

bool earlier(const Position& a, const Position& b) { return a.line != b.line ? a.line < b.line : a.column < b.column; }

Written convert(const toml::node& node, const std::shared_ptr<const Source>& source) {
  Written out;
  out.at = position(node.source(), *source);
  out.source = source;
  if (const auto* table = node.as_table()) {
    for (const auto& [key, value] : *table)
      out.entries.push_back({std::string(key.str()), position(key.source(), *source), convert(value, source)});
    // the library keeps tables by name; we want the order of the text
    std::stable_sort(out.entries.begin(), out.entries.end(),
                     [](const WrittenEntry& a, const WrittenEntry& b) { return earlier(a.key_at, b.key_at); });
    return out;
  }
  if (const auto* list = node.as_array()) {
    out.kind = Written::Kind::kList;
    for (const toml::node& item : *list) out.items.push_back(convert(item, source));
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

// "Error while parsing key-value pair: cannot redefine…" without its first part.
std::string what_is_wrong(std::string_view description) {
  constexpr std::string_view kLead = "Error while parsing ";
  if (description.substr(0, kLead.size()) == kLead) {
    const size_t colon = description.find(": ");
    if (colon != std::string_view::npos) description.remove_prefix(colon + 2);
  }
  return std::string(description);
}

}  // namespace

std::optional<Written> read_toml(std::string_view text, const std::shared_ptr<const Source>& source,
                                 std::vector<Diagnostic>& diagnostics) {
  if (text.size() > kLargestText) {
    diagnostics.push_back(problem("E104", "this text has more than 1 MiB: not a workflow", *source, 0, 0));
    return std::nullopt;
  }
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  const auto fail = [&](const char* code, const std::string& message, size_t offset) {
    const auto [line, column] = line_and_column(text, offset);
    diagnostics.push_back(problem(code, message, *source, line, column));
    return std::nullopt;
  };
  if (const size_t bad = first_invalid_utf8(text); bad != kAllValid)
    return fail("E103", "this byte is not UTF-8: save the file as UTF-8 text", bad);
  if (const std::optional<GuardedAgainst> guarded = guard_toml(text))
    return fail(guarded->code, guarded->message, guarded->offset);
  try {
    const toml::table document = toml::parse(text);
    return convert(document, source);
  } catch (const toml::parse_error& e) {
    const toml::source_position at = e.source().begin;
    diagnostics.push_back(
        problem("E102", "not valid TOML: " + what_is_wrong(e.description()), *source, at.line, at.column));
  }
  return std::nullopt;
}

namespace {

void shift_first_line(Position& at, int64_t by) {
  if (at.line == 1) at.column = static_cast<uint32_t>(at.column + by);
  if (at.end_line == 1) at.end_column = static_cast<uint32_t>(at.end_column + by);
}

void shift_first_line(Written& value, int64_t by) {
  shift_first_line(value.at, by);
  for (Written& item : value.items) shift_first_line(item, by);
  for (WrittenEntry& entry : value.entries) {
    shift_first_line(entry.key_at, by);
    shift_first_line(entry.value, by);
  }
}

}  // namespace

std::optional<Written> read_toml_value(std::string_view text, uint32_t column,
                                       const std::shared_ptr<const Source>& source,
                                       std::vector<Diagnostic>& diagnostics) {
  constexpr std::string_view kLead = "v=";
  const int64_t shift = static_cast<int64_t>(column) - static_cast<int64_t>(kLead.size()) - 1;
  const size_t reported = diagnostics.size();
  std::optional<Written> document = read_toml(std::string(kLead) + std::string(text), source, diagnostics);
  if (!document) {
    for (size_t i = reported; i < diagnostics.size(); ++i) shift_first_line(diagnostics[i].range, shift);
    return std::nullopt;
  }
  if (document->entries.size() != 1) {
    diagnostics.push_back(problem("E102", "not one TOML value", *source, 1, column));
    return std::nullopt;
  }
  shift_first_line(document->entries[0].value, shift);
  return std::move(document->entries[0].value);
}

}  // namespace atelier::host
