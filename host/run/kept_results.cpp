#include "kept_results.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

#include "words/json_text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ResultFacts, workflow, stage, component, run, finished, seconds, results, warnings,
                                   values, builds)

namespace {

constexpr int kFormat = 1;
constexpr const char* kOtherVersion = "its record is of another version of the program";

// Nothing when another version of the program wrote it.
std::optional<KeptResult> kept_result(const Object& object) {
  try {
    if (object.record.at("format") != kFormat) return std::nullopt;
    KeptResult out;
    out.folder = object.output();
    out.records = object.folder / "record";
    out.facts = object.record.get<ResultFacts>();
    for (const auto& [name, value] : object.record.at("numbers").items())
      out.facts.numbers[name] = value.is_null() ? std::nan("") : value.get<double>();
    out.output = {object.digest.text(), out.facts.values, object.key, out.folder};
    return out;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

// The key itself, where there is no more to it.
std::string object_key(const NewResult& result, const std::map<std::string, std::string>& inputs) {
  if (inputs.empty() && !result.anew) return result.key;
  json document = {{"key", result.key}, {"inputs", json_of_inputs(inputs)}};
  if (result.anew) document["run"] = result.facts.run;
  return key_digest(document);
}

}  // namespace

std::vector<std::string> reports_of(const ComponentInfo& component) {
  std::vector<std::string> out;
  for (const std::string& report : component.reports) out.push_back(report.ends_with("/") ? report + "**" : report);
  return out;
}

std::string KeptResults::digest_or_absent(const fs::path& path) {
  const Result<Digest> digest = contents_.of(path);
  return digest ? digest->text() : "";
}

bool KeptResults::holds(const Variant& variant, const Places& all) {
  return std::all_of(variant.inputs.begin(), variant.inputs.end(), [&](const auto& input) {
    const std::optional<fs::path> path = input_of_record(all, input.first);
    return path && digest_or_absent(*path) == input.second;
  });
}

// One that is not to be read here makes room: it would be in the way of the one that is made anew.
std::optional<KeptResult> KeptResults::look_at(const std::string& key, FindFor what) {
  const std::optional<Object> object = store_.find(key, what);
  if (!object) return std::nullopt;
  std::optional<KeptResult> kept = kept_result(*object);
  if (!kept && what == FindFor::kReuse) store_.put_aside(*object, kOtherVersion);
  return kept;
}

std::optional<KeptResult> KeptResults::find(const std::string& key, FindFor what, const Places& all) {
  for (const Variant& variant : variants_of(system_.disk, store_.folder(), key)) {
    if (!holds(variant, all)) continue;
    std::optional<KeptResult> kept = look_at(variant.object, what);
    if (!kept) continue;
    kept->inputs = variant.inputs;
    return kept;
  }
  return look_at(key, what);
}

std::string KeptResults::wrong_with(const std::string& key, const Places& all) {
  std::vector<std::string> objects;
  for (const Variant& variant : variants_of(system_.disk, store_.folder(), key))
    if (holds(variant, all)) objects.push_back(variant.object);
  objects.push_back(key);
  for (const std::string& one : objects) {
    if (std::string wrong = store_.wrong_with(one); !wrong.empty()) return wrong;
    const std::optional<Object> object = store_.find(one, FindFor::kLook);
    if (object && !kept_result(*object)) return kOtherVersion;
  }
  return "";
}

Result<KeptResult> KeptResults::keep(Work& work, const NewResult& result) {
  NewObject object;
  for (const auto& [record, path] : result.inputs) object.inputs[record] = digest_or_absent(path);
  object.label = fmt::format("{} ({})", result.facts.stage, result.facts.component);
  object.record = result.facts;
  object.record["format"] = kFormat;
  object.record["key"] = result.key;
  object.record["numbers"] = json::object();  // what is no number is null
  for (const auto& [name, value] : result.facts.numbers)
    object.record["numbers"][name] = std::isfinite(value) ? json(value) : json();
  object.files = result.records;
  object.needs = result.needs;
  object.reports = result.reports;
  const std::string key = object_key(result, object.inputs);
  std::optional<Work> other;  // under another key than the one that the work was begun with
  if (key != work.key()) {
    Result<Work> begun = store_.begin(key);
    if (!begun) return begun.failure();
    other.emplace(*std::move(begun));
    object.variant_of = result.key;
  }
  const fs::path from = other && result.from.empty() ? work.output() : result.from;
  const Result<Object> kept = store_.commit(other ? *other : work, object, from);
  if (!kept) return kept.failure();
  std::optional<KeptResult> out = kept_result(*kept);
  if (!out) return Failure{kept->folder.string() + " was made by another version of the program"};
  out->inputs = std::move(object.inputs);
  return *std::move(out);
}

}  // namespace atelier::host
