#include "lineage.hpp"

#include <filesystem>
#include <vector>

#include "words/json_text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr int kFormat = 2;
// The folders in `folder`; links do not count.
std::vector<std::string> folders_in(const Disk& disk, const fs::path& folder) {
  const Result<std::vector<std::string>> all = disk.list(folder);
  std::vector<std::string> names = all ? *all : std::vector<std::string>();
  std::erase_if(names, [&](const std::string& name) { return !disk.facts(folder / name, Links::kKeep).is_folder(); });
  return names;
}

}  // namespace

Lineage lineage_of(const StageKey& key, json made_from) {
  return {key_digest({{"stage", key.extendable}, {"libraries", made_from.at("libraries")}}), std::move(made_from)};
}

EarlierResults earlier_results(const Disk& disk, const fs::path& workspace, const Lineage& lineage,
                               const std::string& workflow, const std::string& stage) {
  EarlierResults found;
  std::string same_at, other_at;
  const auto look_at = [&](const fs::path& run, const std::string& name) {
    const fs::path file = run / "stages" / name / "lineage.json", folder = run / "outputs" / name;
    if (!disk.facts(file).is_file() || !disk.facts(folder).is_folder()) return;
    try {
      const Result<std::string> text = disk.read(file);
      const json record = text ? json::parse(*text) : json();
      if (record.value("format", json()) != kFormat) return;
      const bool same = record.at("key") == lineage.key;
      if (!same && (record.at("workflow") != workflow || record.at("stage") != stage)) return;
      const std::string at = record.at("finished").get<std::string>() + run.filename().string();
      if (at <= (same ? same_at : other_at)) return;
      (same ? same_at : other_at) = at;
      (same ? found.same : found.other) = Finished{run.filename().string(), folder, record.at("made_from")};
    } catch (const json::exception&) {  // not there
    }
  };
  for (const std::string& run : folders_in(disk, workspace / "runs"))
    for (const std::string& name : folders_in(disk, workspace / "runs" / run / "stages"))
      look_at(workspace / "runs" / run, name);
  return found;
}

Result<void> record_lineage(const RunFolder& run, const Lineage& lineage, const std::string& workflow,
                            const std::string& stage) {
  const json record = {{"format", kFormat},
                       {"key", lineage.key},
                       {"workflow", workflow},
                       {"stage", stage},
                       {"finished", utc_text(run.system().clock.now())},
                       {"made_from", lineage.made_from}};
  return run.system().disk.write(run.stage(stage) / "lineage.json", dump(record, 2) + "\n", Sync::kYes);
}

}  // namespace atelier::host
