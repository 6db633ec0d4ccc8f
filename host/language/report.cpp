#include "report.hpp"

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <tuple>

#include "words/utf8.hpp"

namespace atelier::host {

namespace {

// A text that a workflow or a plugin has made huge is no message any more.
void clip(std::string& text, size_t most) {
  if (text.size() <= most) return;
  size_t end = most;
  while (end > 0 && (text[end] & 0xC0) == 0x80) --end;
  text = text.substr(0, end) + "…";
}

}  // namespace

Diagnostic& Report::add(Diagnostic diagnostic) {
  constexpr size_t kMost = 2000;
  for (std::string* text : {&diagnostic.message, &diagnostic.label, &diagnostic.note, &diagnostic.help})
    clip(*text, kMost);
  return diagnostics_.emplace_back(std::move(diagnostic));
}

Diagnostic& Report::error(const char* code, std::string message, const Position& at, std::string label) {
  return add({code, Severity::kError, std::move(message), at, std::move(label), {}, "", ""});
}

Diagnostic& Report::warning(const char* code, std::string message, const Position& at, std::string label) {
  return add({code, Severity::kWarning, std::move(message), at, std::move(label), {}, "", ""});
}

std::shared_ptr<const Source> Report::add_source(std::string name, std::string layer, std::filesystem::path folder,
                                                 std::string text, LayerKind kind) {
  auto source = std::make_shared<Source>();
  source->name = name;
  source->layer = std::move(layer);
  source->folder = std::move(folder);
  source->kind = kind;
  source->rank = static_cast<int>(order_.size());
  order_.push_back(name);
  lines_.erase(name);
  sources_[std::move(name)] = std::move(text);
  return source;
}

Diagnostic* Report::find(std::string_view code, std::string_view message) {
  const auto key = [](std::string_view c, std::string_view m) { return std::string(c) + " " + std::string(m); };
  for (; indexed_ < diagnostics_.size(); ++indexed_)
    index_.try_emplace(key(diagnostics_[indexed_].code, diagnostics_[indexed_].message), indexed_);
  const auto found = index_.find(key(code, message));
  return found == index_.end() ? nullptr : &diagnostics_[found->second];
}

std::string_view Report::line(const Position& at) {
  const auto source = sources_.find(at.file);
  if (source == sources_.end()) return {};
  return lines_.try_emplace(at.file, source->second).first->second.line(at.line).value_or("");
}

Position Report::part_of(const Written& string, size_t begin, size_t end) {
  if (string.at.line == 0 || string.at.line != string.at.end_line) return string.at;
  const std::u32string shown = decode_utf8(line(string.at));
  const std::u32string text = decode_utf8(string.text);
  for (const size_t quote : {size_t{1}, size_t{0}}) {
    const size_t start = string.at.column - 1 + quote;
    if (start > shown.size() || shown.compare(start, text.size(), text) != 0) continue;
    Position at = string.at;
    at.column = static_cast<uint32_t>(start + 1 + count_code_points(std::string_view(string.text).substr(0, begin)));
    at.end_column = static_cast<uint32_t>(start + 1 + count_code_points(std::string_view(string.text).substr(0, end)));
    return at;
  }
  return string.at;
}

std::string flag_name(std::string_view flag, std::string_view text) {
  std::string name(text);
  clip(name, 200);
  return std::string(flag) + " " + name;
}

bool has_errors(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::kError; });
}

void Report::finish() {
  std::map<std::string_view, size_t> ranks;
  for (size_t i = 0; i < order_.size(); ++i) ranks.try_emplace(order_[i], i);
  const auto rank = [&](const Diagnostic& d) {
    const auto found = ranks.find(d.range.file);
    return found == ranks.end() ? order_.size() : found->second;
  };
  const auto place = [](const Diagnostic& d) { return std::tie(d.range.line, d.range.column, d.code, d.message); };
  std::stable_sort(diagnostics_.begin(), diagnostics_.end(), [&](const Diagnostic& a, const Diagnostic& b) {
    const size_t first = rank(a), second = rank(b);
    return first != second ? first < second : place(a) < place(b);
  });
  // a value that several things refer to may have been looked at by each of them
  const auto same = [&](const Diagnostic& a, const Diagnostic& b) {
    return a.range.file == b.range.file && place(a) == place(b);
  };
  diagnostics_.erase(std::unique(diagnostics_.begin(), diagnostics_.end(), same), diagnostics_.end());
}

MissingPath find_missing(const Disk& disk, const std::filesystem::path& path) {
  MissingPath out{path.root_path(), "", ""};
  std::filesystem::path rest;
  const std::filesystem::path relative = path.relative_path();
  for (const std::filesystem::path& part : relative) {
    if (part.empty()) continue;
    if (!out.name.empty())
      rest /= part;
    else if (disk.facts(out.folder / part).is_folder())
      out.folder /= part;
    else
      out.name = part.string();
  }
  constexpr size_t kMost = 10000;
  const Result<std::vector<std::string>> names = disk.list(out.folder, kMost);
  const std::string near = names ? nearest_name(out.name, *names) : "";
  if (near.empty() || near == out.name) return out;
  out.suggestion = (rest.empty() ? out.folder / near : out.folder / near / rest).string();
  return out;
}

}  // namespace atelier::host
