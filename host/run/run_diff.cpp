#include "run_diff.hpp"

#include <spdlog/fmt/fmt.h>

#include <set>

#include "past_results.hpp"
#include "run_texts.hpp"

namespace atelier::host {
using nlohmann::json;
namespace {

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

// null, with a note, when one run's cannot be read.
json options_diff(const RunTexts& a, const RunTexts& b, json& notes) {
  for (const RunTexts* run : {&a, &b})
    if (!run->options_unread.empty()) notes.push_back(run->options_unread);
  return a.options.empty() || b.options.empty() ? json() : differing(a.options, b.options);
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
  const RunTexts was = texts_of(disk, a), now = texts_of(disk, b);
  json notes = json::array();
  json out = {{"a", {{"id", a.id}, {"status", a.status}}},
              {"b", {{"id", b.id}, {"status", b.status}}},
              {"program", differing(was.program, now.program)},
              {"options", options_diff(was, now, notes)},
              {"plugins", differing(was.plugins, now.plugins, "id")},
              {"inputs", differing(was.inputs, now.inputs, "path")},
              {"environment", differing(was.environment, now.environment)},
              {"gates", differing(was.gates, now.gates)},
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
