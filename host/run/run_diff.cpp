#include "run_diff.hpp"

#include <spdlog/fmt/fmt.h>

#include <set>

#include "language/named_options.hpp"
#include "past_results.hpp"

namespace atelier::host {
using nlohmann::json;
namespace {

using Texts = std::map<std::string, std::string>;

json or_null(const Texts& texts, const std::string& name) {
  const auto it = texts.find(name);
  return it == texts.end() ? json() : json(it->second);
}

template <class Values>
std::set<std::string> names_of(const Values& a, const Values& b) {
  std::set<std::string> names;
  for (const auto& [name, value] : a) names.insert(name);
  for (const auto& [name, value] : b) names.insert(name);
  return names;
}

// What is not the same in both.
json differing(const Texts& a, const Texts& b, const char* called = "name") {
  json out = json::array();
  for (const std::string& name : names_of(a, b))
    if (json was = or_null(a, name), now = or_null(b, name); was != now)
      out.push_back({{called, name}, {"a", std::move(was)}, {"b", std::move(now)}});
  return out;
}

Texts program_of(const PastRun& run) {
  Texts out = texts_in(run.record, "versions");
  for (const char* field : {"device", "host"})
    if (const std::string text = text_in(run.record, field); !text.empty()) out[field] = text;
  if (const auto threads = number_in(run.record, "threads")) out["threads"] = fmt::format("{}", *threads);
  return out;
}

// null, with a note, when one run's cannot be read.
json options_diff(const Disk& disk, const PastRun& a, const PastRun& b, json& notes) {
  std::vector<Texts> options;
  for (const PastRun* run : {&a, &b}) {
    const Result<std::string> text = disk.read(run->folder / "resolved.toml");
    options.push_back(text ? named_options(*text) : Texts());
    if (options.back().empty())
      notes.push_back(
          fmt::format("options are not compared: {} cannot be read", (run->folder / "resolved.toml").string()));
  }
  return options[0].empty() || options[1].empty() ? json() : differing(options[0], options[1]);
}

// The builds that made what the stages left, where that is known.
Texts plugins_of(const PastRun& run) {
  Texts out;
  for (const json& plugin : list_in(run.record, "plugins"))
    out[text_in(plugin, "id")] =
        fmt::format("{}, build {}", text_in(plugin, "version"), text_in(plugin, "build_id").substr(0, 12));
  return out;
}

Texts inputs_of(const PastRun& run) {
  Texts out;
  for (const json& stage : list_in(run.record, "stages")) out.merge(texts_in(stage, "inputs"));
  return out;
}

Texts environment_of(const PastRun& run) {
  Texts out;
  for (const auto& [name, value] : object_in(run.record, "environment").items())
    out[name] = value.is_string() ? value.get<std::string>() : "(not set)";
  return out;
}

Texts gates_of(const PastRun& run) {
  Texts out;
  for (const json& gate : list_in(run.record, "gates")) out[text_in(gate, "name")] = text_in(gate, "status");
  return out;
}

// Adds `numbers` and how many are equal.
void add_numbers(json& out, const json* a, const json* b) {
  static const json kNone = json::object();
  const json& was = a ? object_in(*a, "numbers") : kNone;
  const json& now = b ? object_in(*b, "numbers") : kNone;
  std::set<std::string> names;
  for (const json* all : {&was, &now})
    for (const auto& [name, value] : all->items()) names.insert(name);
  size_t equal = 0;
  json numbers = json::array();
  for (const std::string& name : names) {
    const json before = was.value(name, json()), after = now.value(name, json());
    if (before == after && ++equal) continue;
    json one = {{"name", name}, {"a", before}, {"b", after}};
    if (before.is_number() && after.is_number()) one["difference"] = after.get<double>() - before.get<double>();
    numbers.push_back(std::move(one));
  }
  out["numbers"] = std::move(numbers);
  out["equal_numbers"] = equal;
}

json stage_diff(const LeftComparison& left, const json* a, const json* b) {
  const auto status = [](const json* stage) { return stage ? json(text_in(*stage, "status")) : json(); };
  const auto has_key = [](const json* stage) { return stage && !text_in(*stage, "key").empty(); };
  json out = {{"name", left.stage}, {"status", {status(a), status(b)}}, {"left", word_of(left.equality)}};
  out["key"] = !has_key(a) || !has_key(b) ? "unknown" : text_in(*a, "key") == text_in(*b, "key") ? "same" : "differs";
  if (out["key"] == "same" && left.equality == Equality::kDiffers) out["deterministic"] = false;
  if (!left.others.empty()) out["made_from"] = left.others;
  if (!left.files.empty()) out["files"] = left.files;
  if (!left.why.empty()) out["why"] = left.why;
  add_numbers(out, a, b);
  return out;
}

}  // namespace

json diff_runs(const Disk& disk, const PastRun& a, const PastRun& b) {
  json notes = json::array();
  json out = {{"a", {{"id", a.id}, {"status", a.status}}},
              {"b", {{"id", b.id}, {"status", b.status}}},
              {"program", differing(program_of(a), program_of(b))},
              {"options", options_diff(disk, a, b, notes)},
              {"plugins", differing(plugins_of(a), plugins_of(b), "id")},
              {"inputs", differing(inputs_of(a), inputs_of(b), "path")},
              {"environment", differing(environment_of(a), environment_of(b))},
              {"gates", differing(gates_of(a), gates_of(b))},
              {"stages", json::array()}};
  for (const LeftComparison& left : compare_left(disk, a, b))
    out["stages"].push_back(stage_diff(left, a.stage(left.stage), b.stage(left.stage)));
  for (const json& stage : list_in(b.record, "stages"))
    if (const std::string name = text_in(stage, "name"); !a.stage(name))
      out["stages"].push_back(stage_diff({name, Equality::kUnknown, "it is no stage of run " + a.id}, nullptr, &stage));
  out["notes"] = std::move(notes);
  return out;
}

}  // namespace atelier::host
