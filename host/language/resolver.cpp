#include "resolver.hpp"

#include <algorithm>
#include <tuple>

#include "atelier/kinds/stage.h"
#include "atelier/param.h"
#include "run_table.hpp"
#include "words/suggest.hpp"

namespace atelier::host {
namespace {

const std::vector<std::string> kTaken = {"params", "env", "run", "matrix"};
const std::vector<std::string> kReserved = {"use", "as", "after", "enabled", "keep", "doc"};
const std::vector<std::string> kMeaningful = {"use", "as", "after", "enabled", "doc"};

bool among(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

Resolver::Resolver(const Catalog& catalog, Parameters& parameters, bool check_paths, const Disk& disk, Report& report)
    : catalog_(catalog), parameters_(parameters), check_paths_(check_paths), disk_(disk), report_(report) {}

void Resolver::resolve(const Written& root, ResolvedWorkflow& out) {
  out_ = &out;
  nodes_ = &out.nodes;
  folder_ = root.source->folder;
  collect_tables(root);
  for (NamedTable& table : tables_) make_node(table);
  for (size_t i = 0; i < tables_.size(); ++i) {
    const NamedTable table = tables_[i];
    resolve_reserved(table);
    const ComponentInfo* component = (*nodes_)[table.node].component;
    if (!component) continue;
    Place place;
    place.node = table.node;
    place.component = component;
    place.name = table.name;
    place.use_at = (*nodes_)[table.node].use_at;
    place.disabled = !table.enabled;
    std::vector<ResolvedValue> values = resolve_options(place, *table.written);
    (*nodes_)[table.node].values = std::move(values);
  }
  resolve_run(root);
}

void Resolver::collect_tables(const Written& root) {
  for (const char* kind : {"part", "stage"}) {
    const Written* group = root.find(kind);
    if (!group) continue;
    if (!group->is_table()) {
      report_.error("E401", "`" + std::string(kind) + "` holds tables, as [" + kind + ".name], not " + describe(*group),
                    group->at);
      continue;
    }
    for (const WrittenEntry& entry : group->entries) add_table(entry, std::string_view(kind) == "stage");
  }
  sort_tables();
}

void Resolver::add_table(const WrittenEntry& entry, bool stage) {
  if (!entry.value.is_table()) {
    report_.error("E401", "`" + entry.key + "` must be a table, not " + describe(entry.value), entry.value.at);
    return;
  }
  if (among(kTaken, entry.key))
    report_.error("E207", "the name `" + entry.key + "` is taken: references use it", entry.key_at,
                  "choose another name");
  else if (!is_name(entry.key))
    report_.error("E207", "`" + entry.key + "` cannot be a name: a name has letters, digits, _ and -, no digit first",
                  entry.key_at);
  NamedTable table;
  table.name = entry.key;
  table.written = &entry.value;
  table.key_at = entry.key_at;
  table.stage = stage;
  table.enabled = !stage || read_flag(entry.value, "enabled", true);
  tables_.push_back(std::move(table));
}

void Resolver::sort_tables() {
  const auto key = [](const NamedTable& t) {
    return std::tuple(t.written->source->rank, t.written->at.line, t.written->at.column);
  };
  std::stable_sort(tables_.begin(), tables_.end(),
                   [&](const NamedTable& a, const NamedTable& b) { return key(a) < key(b); });
  for (size_t i = 0; i < tables_.size(); ++i) {
    const auto [first, fresh] = by_name_.try_emplace(tables_[i].name, i);
    if (fresh) continue;
    report_.error("E207", "there are two tables named `" + tables_[i].name + "`", tables_[i].key_at)
        .related.push_back({tables_[first->second].key_at, "the first is here", false});
  }
}

void Resolver::make_node(NamedTable& table) {
  table.node = static_cast<int>(nodes_->size());
  Node node;
  node.name = table.name;
  node.stage = table.stage;
  node.at = table.written->at;
  node.use_at = table.written->at;
  node.doc = parameters_.text_of(*table.written, "doc");
  if (const Written* use = table.written->find("use")) {
    node.use_at = use->at;
    node.component = component_named(*use, nullptr, table.stage);
  } else {
    report_.error("E208", "`" + table.name + "` does not say which component it uses", table.written->at,
                  "add `use = \"…\"`");
  }
  nodes_->push_back(std::move(node));
  owners_.push_back(table.node);
}

void Resolver::resolve_reserved(const NamedTable& table) {
  const auto misplaced = [&](const char* key, const char* why) {
    if (const WrittenEntry* entry = table.written->entry(key))
      report_.error("E212", "`" + std::string(key) + "` " + why, entry->key_at);
  };
  misplaced("as", "names a slot in a list; this table has a name");
  report_keep(*table.written);
  if (table.stage) {
    if (const Written* after = table.written->find("after")) resolve_after(table, *after);
    return;
  }
  misplaced("after", "belongs to a stage; a part is made when a stage needs it");
  misplaced("enabled", "belongs to a stage; a part that nothing uses is not made");
}

// Ignored, it would look as if it did something.
void Resolver::report_keep(const Written& table) {
  if (const WrittenEntry* entry = table.entry("keep"))
    report_.error("E202", "`keep` is reserved for a later version; it does nothing yet", entry->key_at).help =
        "take it out: what a run leaves stays until you remove it";
}

void Resolver::resolve_after(const NamedTable& table, const Written& after) {
  const std::vector<Written> names = after.is_list() ? after.items : std::vector<Written>{after};
  for (const Written& name : names) {
    std::string wanted = name.is_string() ? name.text : "";
    if (!wanted.empty() && wanted[0] == '@') wanted.erase(0, 1);
    const NamedTable* other = table_named(wanted);
    if (other && other->stage) {
      if (!other->enabled) continue;
      (*nodes_)[table.node].after.push_back(other->node);
      (*nodes_)[table.node].after_at.push_back(name.at);
      continue;
    }
    std::vector<std::string> stages;
    for (const NamedTable& t : tables_)
      if (t.stage && t.name != table.name) stages.push_back(t.name);
    Diagnostic& d = report_.error("E321", "`after` takes the names of stages, not " + describe(name), name.at,
                                  did_you_mean(wanted, stages));
    if (other) d.note = "`" + wanted + "` is a part";
  }
}

bool Resolver::read_flag(const Written& table, const char* key, bool otherwise) {
  const Written* flag = table.find(key);
  if (!flag) return otherwise;
  const Written* value = flag;
  if (const auto reference = flag->is_string() ? parse_reference(flag->text) : std::nullopt;
      reference && reference->table == "params") {
    value = parameters_.value(*reference, flag->at);
    if (!value) return otherwise;
  }
  if (value->kind == Written::Kind::kBool) return value->boolean;
  report_.error("E401", "`" + std::string(key) + "` takes true or false, not " + describe(*value), flag->at);
  return otherwise;
}

void Resolver::resolve_run(const Written& root) {
  const Written* run = root.find("run");
  Written none;
  none.source = root.source;
  if (run && !run->is_table()) {
    report_.error("E401", "`run` must be a table, not " + describe(*run), run->at);
    run = nullptr;
  }
  Place place;
  place.component = &run_table();
  place.name = "run";
  out_->run = resolve_options(place, run ? *run : none);
  const std::vector<ResolvedValue>& values = out_->run;
  out_->seed = static_cast<uint64_t>(values[0].integer);
  out_->device = values[1].text;
  out_->threads = static_cast<uint32_t>(values[2].integer);
  for (const ResolvedValue& observer : values[3].items)
    if (observer.is_wire()) out_->observers.push_back(observer.wire.node);
}

std::vector<ResolvedValue> Resolver::resolve_options(const Place& place, const Written& table) {
  const std::set<std::string> meant = report_unknown(place, table);
  std::vector<ResolvedValue> values;
  for (const ParamInfo& param : place.component->params) {
    Place inner = place;
    inner.param = &param;
    inner.name += "." + param.name;
    const Written* given = table.find(param.name);
    values.push_back(given ? resolve_param(inner, *given) : resolve_missing(inner, meant, table.at));
  }
  return values;
}

// The parameters that misspelt keys seem to mean: they are not reported as missing too.
std::set<std::string> Resolver::report_unknown(const Place& place, const Written& table) {
  std::set<std::string> meant;
  std::vector<std::string> names, free_names;
  for (const ParamInfo& param : place.component->params) {
    names.push_back(param.name);
    if (!table.find(param.name)) free_names.push_back(param.name);
  }
  const bool run = place.node < 0;
  for (const WrittenEntry& entry : table.entries) {
    if (among(names, entry.key) || (!run && among(kReserved, entry.key))) continue;
    const Position& at = entry.value.source->layer == "default" ? place.use_at : entry.key_at;
    std::string near = nearest(entry.key, free_names);
    if (near.empty()) near = nearest(entry.key, names);
    if (!near.empty()) meant.insert(near);
    if (near.empty() && !run) near = nearest(entry.key, kMeaningful);
    Diagnostic& d = report_.error("E204", "`" + place.component->id + "` has no option `" + entry.key + "`", at,
                                  near.empty() ? "" : "did you mean `" + near + "`?");
    d.note = names.empty() ? "it takes no options" : "it takes " + list_names(names);
    if (!run) d.note += "      (atelier plugins show " + place.component->id + ")";
  }
  return meant;
}

}  // namespace atelier::host
