#include "census.hpp"

#include <algorithm>
#include <optional>

#include "manifest.hpp"
#include "store.hpp"
#include "tree.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> sorted_names(const Disk& disk, const fs::path& folder) {
  Result<std::vector<std::string>> names = disk.list(folder);
  if (!names) return {};
  std::sort(names->begin(), names->end());
  return *std::move(names);
}

// Also of what is no object any more: it has a size, and nothing needs it.
CensusObject look_at_object(const Disk& disk, const fs::path& folder, std::map<FileId, uint64_t>& sizes) {
  CensusObject object;
  object.folder = folder;
  object.label = "unknown";
  object.used = std::max(disk.facts(folder / "used").changed, disk.facts(folder / "manifest.json").changed);
  const Result<std::string> text = disk.read(folder / "manifest.json");
  if (const std::optional<Manifest> manifest = text ? parse_manifest(*text) : std::nullopt) {
    object.label = manifest->label;
    object.needs = manifest->needs;
  }
  const Result<std::vector<TreeEntry>> entries = read_tree(disk, folder, Links::kKeep);
  std::set<FileId> seen;
  for (const TreeEntry& entry : entries ? *entries : std::vector<TreeEntry>()) {
    if (entry.kind != EntryKind::kFile) continue;
    const FileId id{entry.facts.device, entry.facts.inode};
    object.files.push_back(id);
    sizes[id] = entry.facts.size;
    if (seen.insert(id).second) object.size += entry.facts.size;
  }
  return object;
}

// The key of the object that a link of a run leads to, or "".
std::string key_in(const std::string& target) {
  const fs::path path(target);
  if (path.filename() != "output" || path.parent_path().parent_path().parent_path().filename() != "objects") return "";
  return path.parent_path().filename().string();
}

CensusRun look_at_run(const Disk& disk, const fs::path& folder) {
  CensusRun run;
  run.id = folder.filename().string();
  const FileFacts record = disk.facts(folder / "run.json");
  run.ended = (record.is_there() ? record : disk.facts(folder)).changed;
  for (const std::string& name : sorted_names(disk, folder / "outputs")) {
    const Result<std::string> target = disk.read_link(folder / "outputs" / name);
    if (const std::string key = target ? key_in(*target) : ""; !key.empty())
      run.links.emplace_back(folder / "outputs" / name, key);
  }
  return run;
}

uint64_t size_below(const Disk& disk, const fs::path& path) {
  const Result<std::vector<TreeEntry>> entries = read_tree(disk, path, Links::kKeep);
  uint64_t size = 0;
  for (const TreeEntry& entry : entries ? *entries : std::vector<TreeEntry>())
    if (entry.kind == EntryKind::kFile) size += entry.facts.size;
  return size;
}

}  // namespace

Census take_census(const Disk& disk, const fs::path& workspace) {
  Census census;
  const fs::path store = workspace / "store", runs = workspace / "runs";
  for (const std::string& part : sorted_names(disk, store / "objects"))
    for (const std::string& key : sorted_names(disk, store / "objects" / part))
      census.objects[key] = look_at_object(disk, store / "objects" / part / key, census.sizes);
  std::set<std::string> latest;
  for (const char* name : {"latest", "current"})
    if (const Result<std::string> target = disk.read_link(runs / name)) latest.insert(fs::path(*target).filename());
  for (const std::string& id : sorted_names(disk, runs)) {
    if (!disk.facts(runs / id, Links::kKeep).is_folder()) continue;
    CensusRun run = look_at_run(disk, runs / id);
    run.is_latest = latest.count(id) != 0;
    if (!run.links.empty()) census.runs.push_back(std::move(run));
  }
  for (const std::string& part : sorted_names(disk, store / "files"))
    if (const auto files = disk.list_facts(store / "files" / part, Links::kKeep))
      for (const NamedFacts& file : *files)
        if (file.facts.is_file() && !census.sizes.count({file.facts.device, file.facts.inode}))
          census.orphans.emplace_back(store / "files" / part / file.name, file.facts.size);
  for (const char* part : {"tmp", "damaged"})
    for (const std::string& name : sorted_names(disk, store / part))
      if (std::string(part) == "damaged" || name.starts_with(kGone) || !is_to_be_finished(disk, store / part / name))
        census.leftovers.emplace_back(store / part / name, size_below(disk, store / part / name));
  return census;
}

}  // namespace atelier::host
