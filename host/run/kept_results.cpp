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
constexpr size_t kMostVariants = 16;

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
  json document = {{"key", result.key}, {"inputs", inputs}};
  if (result.anew) document["run"] = result.facts.run;
  return key_digest(document);
}

}  // namespace

std::vector<std::string> reports_of(const ComponentInfo& component) {
  std::vector<std::string> out;
  for (const std::string& report : component.reports) out.push_back(report.ends_with("/") ? report + "**" : report);
  return out;
}

fs::path KeptResults::variants_file(const std::string& key) const {
  return store_.folder() / "variants" / key.substr(0, 2) / (key + ".json");
}

std::vector<KeptResults::Variant> KeptResults::variants_of(const std::string& key) const {
  std::vector<Variant> out;
  const Result<std::string> text = system_.disk.read(variants_file(key));
  if (!text) return out;
  try {
    const json document = json::parse(*text);
    if (document.at("format") != kFormat) return out;
    for (const json& one : document.at("variants")) {
      Variant variant;
      one.at("object").get_to(variant.object);
      one.at("inputs").get_to(variant.inputs);
      out.push_back(std::move(variant));
    }
  } catch (const json::exception&) {
    out.clear();  // they are made anew
  }
  return out;
}

// The newest first. Two at once may lose one of theirs: it is made anew, then.
Result<void> KeptResults::add_variant(const std::string& key, const Variant& variant) const {
  std::vector<Variant> all = variants_of(key);
  std::erase_if(all, [&](const Variant& v) { return v.object == variant.object || v.inputs == variant.inputs; });
  all.insert(all.begin(), variant);
  if (all.size() > kMostVariants) all.resize(kMostVariants);
  json variants = json::array();
  for (const Variant& v : all) variants.push_back({{"object", v.object}, {"inputs", v.inputs}});
  const fs::path file = variants_file(key);
  if (const Result<void> made = make_folders(system_.disk, file.parent_path()); !made) return made.failure();
  return system_.disk.write(file, dump({{"format", kFormat}, {"variants", variants}}, 2) + "\n", Sync::kYes);
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

std::optional<KeptResult> KeptResults::find(const std::string& key, FindFor what, const Places& all) {
  for (const Variant& variant : variants_of(key)) {
    if (!holds(variant, all)) continue;
    const std::optional<Object> object = store_.find(variant.object, what);
    std::optional<KeptResult> kept = object ? kept_result(*object) : std::nullopt;
    if (kept) kept->inputs = variant.inputs;
    if (object) return kept;
  }
  const std::optional<Object> object = store_.find(key, what);
  return object ? kept_result(*object) : std::nullopt;
}

Result<KeptResult> KeptResults::keep(Work& work, const NewResult& result) {
  Variant variant;
  for (const auto& [record, path] : result.inputs) variant.inputs[record] = digest_or_absent(path);
  NewObject object;
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
  const std::string key = object_key(result, variant.inputs);
  std::optional<Work> other;  // under another key than the one that the work was begun with
  if (key != work.key()) {
    Result<Work> begun = store_.begin(key);
    if (!begun) return begun.failure();
    other.emplace(*std::move(begun));
  }
  const fs::path from = other && result.from.empty() ? work.output() : result.from;
  const Result<Object> kept = store_.commit(other ? *other : work, object, from);
  if (!kept) return kept.failure();
  variant.object = kept->key;
  if (key != result.key)
    if (const Result<void> added = add_variant(result.key, variant); !added) return added.failure();
  std::optional<KeptResult> out = kept_result(*kept);
  if (!out) return Failure{kept->folder.string() + " was made by another version of the program"};
  out->inputs = std::move(variant.inputs);
  return *std::move(out);
}

}  // namespace atelier::host
