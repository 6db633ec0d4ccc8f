#include "variants.hpp"

#include <algorithm>
#include <optional>

#include "words/json_text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr int kFormat = 1;
constexpr size_t kMostVariants = 16;

fs::path list_of(const fs::path& store, const std::string& key) {
  return store / "variants" / key.substr(0, 2) / (key + ".json");
}

// Nothing when it is none, or one of another version.
std::optional<std::vector<Variant>> read_list(const Disk& disk, const fs::path& file) {
  const Result<std::string> text = disk.read(file);
  if (!text) return std::nullopt;
  std::vector<Variant> out;
  try {
    const json document = json::parse(*text);
    if (document.at("format") != kFormat) return std::nullopt;
    for (const json& one : document.at("variants")) out.push_back({one.at("object"), inputs_of_json(one.at("inputs"))});
  } catch (const json::exception&) {
    return std::nullopt;
  }
  return out;
}

Result<void> write_list(Disk& disk, const fs::path& file, const std::vector<Variant>& all) {
  json variants = json::array();
  for (const Variant& variant : all)
    variants.push_back({{"object", variant.object}, {"inputs", json_of_inputs(variant.inputs)}});
  return disk.write(file, dump({{"format", kFormat}, {"variants", variants}}, 2) + "\n", Sync::kYes);
}

std::vector<std::string> names_in(const Disk& disk, const fs::path& folder) {
  const Result<std::vector<std::string>> names = disk.list(folder);
  return names ? *names : std::vector<std::string>();
}

}  // namespace

json json_of_inputs(const std::map<std::string, std::string>& inputs) {
  json out = json::object();
  for (const auto& [name, digest] : inputs) out[exact_text(name)] = digest;
  return out;
}

std::map<std::string, std::string> inputs_of_json(const json& inputs) {
  std::map<std::string, std::string> out;
  for (const auto& [name, digest] : inputs.items()) out[exact_bytes(name)] = digest;
  return out;
}

std::vector<Variant> variants_of(const Disk& disk, const fs::path& store, const std::string& key) {
  return read_list(disk, list_of(store, key)).value_or(std::vector<Variant>());
}

Result<void> add_variant(Disk& disk, const fs::path& store, const std::string& key, const Variant& variant) {
  std::vector<Variant> all = variants_of(disk, store, key);
  std::erase_if(all, [&](const Variant& v) { return v.object == variant.object || v.inputs == variant.inputs; });
  all.insert(all.begin(), variant);
  if (all.size() > kMostVariants) all.resize(kMostVariants);
  const fs::path file = list_of(store, key);
  if (const Result<void> made = make_folders(disk, file.parent_path()); !made) return made.failure();
  return write_list(disk, file, all);
}

PrunedVariants prune_variants(Disk& disk, const fs::path& store,
                              const std::function<bool(const std::string& object)>& stays, bool dry_run) {
  PrunedVariants out;
  const fs::path folder = store / "variants";
  for (const std::string& part : names_in(disk, folder)) {
    for (const std::string& name : names_in(disk, folder / part)) {
      const fs::path file = folder / part / name;
      std::optional<std::vector<Variant>> all = read_list(disk, file);
      if (!all) continue;  // somebody else's
      out.of += all->size();
      const size_t gone = std::erase_if(*all, [&](const Variant& v) { return !stays(v.object); });
      out.gone += gone;
      if (dry_run || (gone == 0 && !all->empty())) continue;
      const Result<void> done = all->empty() ? disk.remove(file) : write_list(disk, file, *all);
      if (!done) out.failures.push_back(done.failure().reason);
    }
    if (!dry_run) (void)disk.remove(folder / part);  // when it is empty
  }
  if (!dry_run) (void)disk.remove(folder);
  return out;
}

}  // namespace atelier::host
