#include "overlay.hpp"

#include "reference.hpp"

namespace atelier::host {
namespace {

void lay_over_value(Written& below, const Written& above, std::string_view name, Report& report) {
  if (!above.is_table() || above.find("use") || !(below.is_table() || below.is_string())) {
    if (above.is_table() && below.is_table())
      lay_over_component(below, above, report);
    else
      below = above;
    return;
  }
  if (open_slot(below, name, above.at, report)) lay_over_component(below, above, report);
}

// In a table with keys of the user's own `use` may be one of them: such a number names no component.
bool another_component(const Written* a, const Written* b) {
  return a && b && a->is_string() && b->is_string() && a->text != b->text;
}

void lay_over_parameter(Written& below, const Written& above) {
  for (const WrittenEntry& entry : above.entries) below.set(entry.key, entry.key_at, entry.value);
}

template <class LayTable>
void lay_tables(Written& below, const WrittenEntry& above, LayTable lay) {
  Written* group = below.find(above.key);
  if (!group || !group->is_table() || !above.value.is_table()) {
    below.set(above.key, above.key_at, above.value);
    return;
  }
  for (const WrittenEntry& entry : above.value.entries) {
    Written* table = group->find(entry.key);
    if (table && table->is_table() && entry.value.is_table())
      lay(*table, entry.value);
    else
      group->set(entry.key, entry.key_at, entry.value);
  }
}

}  // namespace

bool open_slot(Written& value, std::string_view name, const Position& at, Report& report) {
  if (value.is_table()) return true;
  if (value.is_string()) {
    const std::optional<Reference> reference = parse_reference(value.text);
    if (!reference || reference->table == "params") {
      value = as_slot_table(value);
      return true;
    }
    report.error("E214", "`" + std::string(name) + "` is a wire (\"" + value.text + "\"), not a part of its own", at)
        .help = "set the options of table `" + reference->table + "` instead";
    report.diagnostics().back().related.push_back({value.at, "the wire is here", false});
    return false;
  }
  report.error("E214", "`" + std::string(name) + "` is " + describe(value) + ", which has no options", at)
      .related.push_back({value.at, "it is written here", false});
  return false;
}

void lay_over_component(Written& below, const Written& above, Report& report) {
  const Written* was = below.find("use");
  const Written* is = above.find("use");
  if (another_component(was, is)) {
    const WrittenEntry* name = below.entry("as");
    const std::optional<WrittenEntry> kept = name && !above.find("as") ? std::optional(*name) : std::nullopt;
    below = above;
    if (kept) below.set(kept->key, kept->key_at, kept->value);
    return;
  }
  for (const WrittenEntry& entry : above.entries) {
    if (Written* value = below.find(entry.key))
      lay_over_value(*value, entry.value, entry.key, report);
    else
      below.set(entry.key, entry.key_at, entry.value);
  }
}

void lay_over(Written& below, const Written& above, Report& report) {
  for (const WrittenEntry& entry : above.entries) {
    if (entry.key == "part" || entry.key == "stage")
      lay_tables(below, entry, [&](Written& table, const Written& over) { lay_over_component(table, over, report); });
    else if (entry.key == "profile")
      lay_tables(below, entry, [&](Written& profile, const Written& over) { lay_over(profile, over, report); });
    else if (entry.key == "params" || entry.key == "run")
      lay_tables(below, entry, lay_over_parameter);
    else
      below.set(entry.key, entry.key_at, entry.value);
  }
}

}  // namespace atelier::host
