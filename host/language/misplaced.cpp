#include "misplaced.hpp"

#include <atelier/cpp/suggest.hpp>
#include <optional>

#include "resolved_toml.hpp"

namespace atelier::host {
namespace {

constexpr std::string_view kGroups[] = {"part", "stage"};

// Adds what `from` has and `to` lacks, in tables below too.
void fill(Written& to, const Written& from) {
  for (const WrittenEntry& entry : from.entries) {
    Written* there = to.find(entry.key);
    if (!there)
      to.set(entry.key, entry.key_at, entry.value);
    else if (there->is_table() && entry.value.is_table())
      fill(*there, entry.value);
  }
}

Written& table_at(Written& root, std::string_view key, const Written& like) {
  Written* table = root.find(key);
  return table && table->is_table() ? *table : root.set(std::string(key), like.at, empty_at(like.at, like.source));
}

// The parts and stages by name, and which of the two each is.
std::vector<std::pair<std::string, std::string_view>> named_tables(const Written& root) {
  std::vector<std::pair<std::string, std::string_view>> out;
  for (const std::string_view group : kGroups)
    if (const Written* tables = root.find(group); tables && tables->is_table())
      for (const std::string& name : tables->keys()) out.emplace_back(name, group);
  return out;
}

// Where a key was meant to be: `group`.`name`, or a top-level key alone.
struct Meant {
  std::string group;
  std::string name = "";
};

std::optional<Meant> meant_table(const Written& root, const WrittenEntry& entry, bool exactly) {
  std::vector<std::string> names;
  const auto tables = named_tables(root);
  for (const auto& [name, group] : tables) {
    if (name == entry.key) return Meant{std::string(group), name};
    names.push_back(name);
  }
  const std::string near = exactly ? "" : nearest_name(entry.key, names);
  for (const auto& [name, group] : tables)
    if (!near.empty() && name == near) return Meant{std::string(group), name};
  return std::nullopt;
}

std::optional<Meant> meant_by(const Written& root, const WrittenEntry& entry, const std::vector<std::string>& known,
                              const Catalog& catalog, Report& report) {
  if (std::optional<Meant> table = meant_table(root, entry, true)) return table;
  const Written* use = entry.value.find("use");
  if (use && use->is_string()) {
    const ComponentInfo* component = catalog.find(use->text);
    return Meant{component && component->is_stage() ? "stage" : "part", entry.key};
  }
  if (const std::string near = nearest_name(entry.key, known); !near.empty()) return Meant{near};
  return entry.value.is_table() && report.may_search() ? meant_table(root, entry, false) : std::nullopt;
}

// "[stage.train.optimizer]": the header as it should be, as far as one can be seen in the tree.
std::string header_of(const Meant& meant, const WrittenEntry& entry) {
  std::string path = meant.group + "." + toml_key(meant.name);
  const Written* at = &entry.value;
  while (at->is_table() && at->entries.size() == 1 && at->entries[0].value.is_table() &&
         at->entries[0].key_at.line == entry.key_at.line) {
    path += "." + toml_key(at->entries[0].key);
    at = &at->entries[0].value;
  }
  return "[" + path + "]";
}

void report_unknown(const WrittenEntry& entry, const std::optional<Meant>& meant, const std::vector<std::string>& known,
                    Report& report) {
  const bool table = meant && !meant->name.empty();
  Diagnostic& d = report.error("E201", "a workflow has no `" + entry.key + "`", entry.key_at);
  if (table)
    d.label = "write " + header_of(*meant, entry);
  else if (meant)
    d.label = "did you mean `" + meant->group + "`?";
  if (!table) d.note = "it has " + list_names(known);
  if (table && meant->name != entry.key) d.help = "there is a " + meant->group + " `" + meant->name + "`";
}

}  // namespace

void settle_unknown(Written& root, const WrittenEntry& entry, const std::vector<std::string>& known,
                    const Catalog& catalog, Report& report) {
  const std::optional<Meant> meant = meant_by(root, entry, known, catalog, report);
  report_unknown(entry, meant, known, report);
  if (!meant) return;
  root.erase(entry.key);
  if (!entry.value.is_table()) {
    if (meant->name.empty() && !root.find(meant->group)) root.set(meant->group, entry.key_at, entry.value);
    return;
  }
  Written& group = table_at(root, meant->group, entry.value);
  fill(meant->name.empty() ? group : table_at(group, meant->name, entry.value), entry.value);
}

}  // namespace atelier::host
