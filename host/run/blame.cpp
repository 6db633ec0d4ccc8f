#include "blame.hpp"

#include <atelier/param.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "language/param_type.hpp"
#include "language/selection.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

constexpr size_t kShortestValue = 4;  // a shorter one stands in texts by chance
constexpr size_t kLongestLine = 200;
constexpr size_t kLargestFile = 16 << 20;

bool is_name_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Where `name` begins a statement about itself: "lr = ", "lr is ", "lr: ".
size_t find_statement(const std::string& text, const std::string& name) {
  for (size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
    const std::string_view after = std::string_view(text).substr(at + name.size());
    const bool whole = at == 0 || (!is_name_letter(text[at - 1]) && text[at - 1] != '.');
    if (whole && (after.starts_with(" = ") || after.starts_with(" is "))) return at;
    if (at == 0 && after.starts_with(": ")) return at;
  }
  return std::string::npos;
}

// A value as a text would repeat it; "" when it is no telling one.
std::string repeated(const ResolvedValue& value) {
  return is_text(value.type) && value.text.size() >= kShortestValue ? value.text : "";
}

// Where the text has it, but not as a piece of a word.
size_t find_whole(const std::string& text, const std::string& shown) {
  const auto is_whole = [&](size_t at) {
    const size_t end = at + shown.size();
    return (at == 0 || !is_name_letter(text[at - 1])) && (end == text.size() || !is_name_letter(text[end]));
  };
  for (size_t at = shown.empty() ? std::string::npos : text.find(shown); at != std::string::npos;
       at = text.find(shown, at + 1))
    if (is_whole(at)) return at;
  return std::string::npos;
}

// The same of a path, which may also be the folder of one. No text has a whole path by chance.
size_t find_path(const std::string& text, const ResolvedValue& value) {
  std::string path = value.type == ATELIER_TYPE_PATH_IN || value.type == ATELIER_TYPE_PATH_OUT ? repeated(value) : "";
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  if (path.empty() || path[0] != '/') return std::string::npos;
  const auto goes_on = [&](size_t end) { return end < text.size() && (is_name_letter(text[end]) || text[end] == '-'); };
  size_t at = text.find(path);
  while (at != std::string::npos && (goes_on(at + path.size()) || (at > 0 && is_name_letter(text[at - 1]))))
    at = text.find(path, at + 1);
  return at;
}

// Whether a quoted name stands in a row of them: keys that a file should have, say, and not an option.
bool is_in_a_row(std::string_view before, std::string_view after) {
  for (const std::string_view between : {", ", " and ", " or "}) {
    if (after.starts_with(between) && after.substr(between.size()).starts_with('`')) return true;
    if (before.ends_with(between) && before.substr(0, before.size() - between.size()).ends_with('`')) return true;
  }
  return false;
}

// Where `name` stands in backticks and alone.
size_t find_quoted(const std::string& text, const std::string& name) {
  const std::string quoted = "`" + name + "`";
  for (size_t at = text.find(quoted); at != std::string::npos; at = text.find(quoted, at + 1)) {
    const std::string_view whole = text;
    if (!is_in_a_row(whole.substr(0, at), whole.substr(at + quoted.size()))) return at;
  }
  return std::string::npos;
}

// How surely the text names the option (0: not at all), where it does, and in how many letters.
struct Mention {
  int surety = 0;
  size_t at = 0;
  size_t size = 0;
};

// Of two that are as sure the first in the text counts, of two that begin there the longer.
bool is_surer(const Mention& a, const Mention& b) {
  if (a.surety != b.surety) return a.surety > b.surety;
  return a.surety > 0 && (a.at < b.at || (a.at == b.at && a.size > b.size));
}

Mention mention_of_name(const std::string& name, const std::string& text) {
  if (const size_t at = find_quoted(text, name); at != std::string::npos) return {3, at, name.size() + 2};
  if (const size_t at = find_statement(text, name); at != std::string::npos) return {2, at, name.size()};
  return {};
}

Mention mention_of_value(const ResolvedValue& value, const std::string& text) {
  if (const size_t at = find_path(text, value); at != std::string::npos) return {3, at, value.text.size()};
  const std::string shown = repeated(value);
  if (const size_t at = find_whole(text, shown); at != std::string::npos) return {1, at, shown.size()};
  return {};
}

bool is_written(const ResolvedValue& value) {
  return value.origin.at.line != 0 && value.origin.kind != LayerKind::kDefault;
}

struct Blamed {
  Mention mention;
  std::optional<Position> place;

  void take(const Mention& found, const ResolvedValue& value) {
    if (found.surety == 0 || !is_surer(found, mention)) return;
    *this = {found, is_written(value) ? std::optional(value.origin.at) : std::nullopt};
  }
};

void blame_values(const ResolvedValue& value, const std::string& text, Blamed& best) {
  best.take(mention_of_value(value, text), value);
  for (const ResolvedValue& item : value.items) blame_values(item, text, best);
}

Blamed blamed_in(const Node& node, const std::string& text) {
  Blamed best;
  for (size_t i = 0; i < node.values.size(); ++i) {
    best.take(mention_of_name(node.component->params[i].name, text), node.values[i]);
    blame_values(node.values[i], text, best);
  }
  return best;
}

// A path in the text that a part was given though it is not the part that speaks: a dataset's, of which a stage tells.
void blame_paths(const Node& node, const std::string& text, Blamed& best) {
  const std::function<void(const ResolvedValue&)> look = [&](const ResolvedValue& value) {
    if (const size_t at = find_path(text, value); at != std::string::npos) best.take({3, at, value.text.size()}, value);
    for (const ResolvedValue& item : value.items) look(item);
  };
  for (const ResolvedValue& value : node.values) look(value);
}

// Whose words they are: the failure of a part begins with its component's id.
std::vector<int> speakers(const ResolvedWorkflow& workflow, int stage, const std::string& text) {
  std::vector<int> parts;
  for (const int index : in_use_by(workflow, {stage})) {
    const Node& node = workflow.nodes[static_cast<size_t>(index)];
    if (index != stage && !node.stage && text.starts_with(node.component->id + ": ")) parts.push_back(index);
  }
  return parts.empty() ? std::vector<int>{stage} : parts;
}

std::string line_at(const ResolvedWorkflow& workflow, const Position& at, const Disk& disk) {
  std::string text = workflow.source;
  if (at.file != workflow.file) {
    const Result<std::string> read = disk.read(at.file, kLargestFile);
    if (!read) return {};
    text = *read;
  }
  size_t begin = 0;
  for (uint32_t line = 1; line < at.line && begin != std::string::npos; ++line) {
    begin = text.find('\n', begin);
    if (begin != std::string::npos) ++begin;
  }
  if (begin == std::string::npos) return {};
  std::string line = text.substr(begin, text.find('\n', begin) - begin);
  line.erase(0, std::min(line.find_first_not_of(" \t"), line.size()));
  return one_line(line, kLongestLine);
}

}  // namespace

std::optional<Position> blamed_place(const Node& node, const std::string& text) { return blamed_in(node, text).place; }

std::string blamed_line(const ResolvedWorkflow& workflow, int stage, const std::string& text, const Disk& disk) {
  Blamed best;
  for (const int index : speakers(workflow, stage, text)) {
    const Node& node = workflow.nodes[static_cast<size_t>(index)];
    const std::string own =
        text.starts_with(node.component->id + ": ") ? text.substr(node.component->id.size() + 2) : text;
    const Blamed here = blamed_in(node, own);
    if (is_surer(here.mention, best.mention)) best = here;
  }
  for (const int index : in_use_by(workflow, {stage}))
    if (const Node& node = workflow.nodes[static_cast<size_t>(index)]; !node.stage) blame_paths(node, text, best);
  if (!best.place) return {};
  const bool is_file = !best.place->file.starts_with("--");  // a --set is short, and its own line
  const std::string place =
      is_file ? fmt::format("{}:{}:{}", best.place->file, best.place->line, best.place->column) : best.place->file;
  const std::string line = line_at(workflow, *best.place, disk);
  return line.empty() ? place : place + ": " + line;
}

}  // namespace atelier::host
