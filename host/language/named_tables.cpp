#include <algorithm>
#include <tuple>

#include "param_type.hpp"
#include "resolver.hpp"

namespace atelier::host {
namespace {

constexpr std::string_view kNamesOfReferences[] = {"params", "env", "run", "matrix"};

void check_name(const WrittenEntry& entry, Report& report) {
  const auto* end = std::end(kNamesOfReferences);
  if (std::find(std::begin(kNamesOfReferences), end, entry.key) != end)
    report.error("E207", "the name `" + entry.key + "` is taken: references use it", entry.key_at,
                 "choose another name");
  else if (!is_name(entry.key))
    report.error("E207", "`" + entry.key + "` cannot be a name: a name has letters, digits, _ and -, no digit first",
                 entry.key_at);
}

auto place_of(const NamedTable& table) {
  return std::tuple(table.written->source->rank, table.written->at.line, table.written->at.column);
}

std::vector<NamedTable> collect(const Written& root, Parameters& parameters, Report& report) {
  std::vector<NamedTable> out;
  for (const std::string kind : {"part", "stage"}) {
    const Written* group = root.find(kind);
    if (!group) continue;
    if (!group->is_table())
      report.error("E401", "`" + kind + "` holds tables, as [" + kind + ".name], not " + describe(*group), group->at);
    for (const WrittenEntry& entry : group->entries) {
      if (!entry.value.is_table()) {
        report.error("E401", "`" + entry.key + "` must be a table, not " + describe(entry.value), entry.value.at);
        continue;
      }
      check_name(entry, report);
      const bool stage = kind == "stage";
      const bool enabled = !stage || is_enabled(entry.value, parameters, report);
      out.push_back({entry.key, &entry.value, entry.key_at, stage, enabled});
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return place_of(a) < place_of(b); });
  return out;
}

}  // namespace

bool is_enabled(const Written& table, Parameters& parameters, Report& report) {
  const Written* flag = table.find("enabled");
  if (!flag) return true;
  const Written* value = flag;
  if (const auto reference = flag->is_string() ? parse_reference(flag->text) : std::nullopt;
      reference && reference->table == "params") {
    value = parameters.value(*reference, flag->at);
    if (!value) return true;
  }
  if (value->kind == Written::Kind::kBool) return value->boolean;
  report.error("E401", "`enabled` takes true or false, not " + describe(*value), flag->at).help =
      help_with_bool(*value);
  return true;
}

NamedTables::NamedTables(const Written& root, Parameters& parameters, Report& report)
    : tables_(collect(root, parameters, report)) {
  for (size_t i = 0; i < tables_.size(); ++i) {
    tables_[i].node = static_cast<int>(i);
    names_.push_back(tables_[i].name);
    const auto [first, fresh] = by_name_.try_emplace(tables_[i].name, i);
    if (fresh) continue;
    report.error("E207", "there are two tables named `" + tables_[i].name + "`", tables_[i].key_at)
        .related.push_back({tables_[first->second].key_at, "the first is here", false});
  }
}

NamedTable* NamedTables::find(std::string_view name) {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &tables_[found->second];
}

}  // namespace atelier::host
