#include "history.hpp"

#include <algorithm>

#include "words/json_text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr int kFormat = 2;
constexpr size_t kMostLookedAt = 200;  // runs

}  // namespace

History::History(const Disk& disk, fs::path workspace) : disk_(disk), runs_(std::move(workspace) / "runs") {
  const Result<std::vector<std::string>> all = disk.list(runs_);
  if (!all) return;
  for (const std::string& name : *all)
    if (name != "latest" && name != "current" && !name.starts_with(".")) ids_.push_back(name);
  std::sort(ids_.rbegin(), ids_.rend());
  if (ids_.size() > kMostLookedAt) ids_.resize(kMostLookedAt);
}

std::optional<EarlierKey> History::newest(const std::string& workflow, const std::string& stage) const {
  for (const std::string& id : ids_) {
    const Result<std::string> text = disk_.read(runs_ / id / "stages" / stage / "key.json");
    if (!text) continue;
    try {
      json record = json::parse(*text);
      if (record.at("format") != kFormat || record.at("workflow") != workflow) continue;
      return EarlierKey{id, record.at("key"), record.at("made_from")};
    } catch (const json::exception&) {  // not there
    }
  }
  return std::nullopt;
}

Result<void> record_key(const RunFolder& run, const std::string& workflow, const std::string& stage,
                        const StageKey& key, const json& made_from) {
  const json record = {{"format", kFormat},
                       {"workflow", workflow},
                       {"key", key.digest},
                       {"document", key.document},
                       {"made_from", made_from}};
  return run.system().disk.write(run.stage(stage) / "key.json", dump(record, 2) + "\n", Sync::kNo);
}

}  // namespace atelier::host
