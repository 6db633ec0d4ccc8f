#include "finished.hpp"

#include "words/json_text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr int kFormat = 1;

// The folders in `folder`; links do not count.
std::vector<std::string> folders_in(const Disk& disk, const fs::path& folder) {
  const Result<std::vector<std::string>> all = disk.list(folder);
  std::vector<std::string> names = all ? *all : std::vector<std::string>();
  std::erase_if(names, [&](const std::string& name) { return !disk.facts(folder / name, Links::kKeep).is_folder(); });
  return names;
}

class Search {
 public:
  Search(const Disk& disk, const Lineage& lineage, const std::string& workflow, const std::string& stage)
      : disk_(disk), lineage_(lineage), workflow_(workflow), stage_(stage) {}

  void look_at(const fs::path& run, const std::string& stage) {
    const fs::path file = run / "stages" / stage / "lineage.json", folder = run / "outputs" / stage;
    if (!disk_.facts(file).is_file() || !disk_.facts(folder, Links::kKeep).is_folder()) return;
    try {
      const Result<std::string> text = disk_.read(file);
      const json record = text ? json::parse(*text) : json();
      if (record.value("format", json(1)) != kFormat) return;  // older ones do not say it
      const bool same = record.at("key") == lineage_.key;
      if (!same && (record.at("workflow") != workflow_ || record.at("stage") != stage_)) return;
      const std::string at = record.at("finished").get<std::string>() + run.filename().string();
      if (at <= (same ? same_at_ : other_at_)) return;
      (same ? same_at_ : other_at_) = at;
      (same ? found_.same : found_.other) = Finished{run.filename().string(), folder, record.at("made_from")};
    } catch (const json::exception&) {  // not there
    }
  }
  EarlierResults take() { return std::move(found_); }

 private:
  const Disk& disk_;
  const Lineage& lineage_;
  const std::string& workflow_;
  const std::string& stage_;
  EarlierResults found_;
  std::string same_at_, other_at_;
};

}  // namespace

EarlierResults earlier_results(const Disk& disk, const fs::path& workspace, const Lineage& lineage,
                               const std::string& workflow, const std::string& stage) {
  Search search(disk, lineage, workflow, stage);
  for (const std::string& run : folders_in(disk, workspace / "runs"))
    for (const std::string& records : folders_in(disk, workspace / "runs" / run / "stages"))
      search.look_at(workspace / "runs" / run, records);
  return search.take();
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
