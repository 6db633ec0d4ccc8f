#include "history.hpp"

#include <algorithm>

#include "words/json_text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr int kFormat = 2;
constexpr size_t kMostLookedAt = 200;  // runs
constexpr size_t kMostCompared = 20;   // of a stage

// Whether the document of a key that waits can become the other one.
bool may_be(const json& now, const json& other) {
  if (now.is_object() && now.contains("waits")) return true;
  if (!now.is_structured() || now.type() != other.type() || now.size() != other.size()) return now == other;
  if (now.is_array()) return std::equal(now.begin(), now.end(), other.begin(), may_be);
  for (const auto& [key, value] : now.items())
    if (!other.contains(key) || !may_be(value, other.at(key))) return false;
  return true;
}

}  // namespace

History::History(const Disk& disk, fs::path workspace) : disk_(disk), runs_(std::move(workspace) / "runs") {
  const Result<std::vector<std::string>> all = disk.list(runs_);
  if (!all) return;
  for (const std::string& name : *all)
    if (name != "latest" && name != "current" && !name.starts_with(".")) ids_.push_back(name);
  std::sort(ids_.rbegin(), ids_.rend());
  if (ids_.size() > kMostLookedAt) ids_.resize(kMostLookedAt);
}

std::optional<json> History::read(const std::string& id, const std::string& workflow, const std::string& stage) const {
  const Result<std::string> text = disk_.read(runs_ / id / "stages" / stage / "key.json");
  json record = text ? json::parse(*text, nullptr, false) : json();
  const auto has = [&](const char* field, bool (json::*is)() const noexcept) {
    return record.contains(field) && (record[field].*is)();
  };
  const bool known = record.is_object() && record.value("format", json()) == kFormat &&
                     record.value("workflow", json()) == workflow && has("key", &json::is_string) &&
                     has("made_from", &json::is_object) && has("document", &json::is_object);
  return known ? std::optional(std::move(record)) : std::nullopt;
}

std::optional<EarlierKey> History::newest(const std::string& workflow, const std::string& stage,
                                          const std::string& now) const {
  std::optional<EarlierKey> newest;
  for (const std::string& id : ids_) {
    const std::optional<json> record = read(id, workflow, stage);
    if (!record) continue;
    EarlierKey one{id, record->at("key"), record->at("made_from")};
    const bool left = disk_.facts(runs_ / id / "outputs" / stage).is_folder();
    if (left || (!newest && one.digest == now)) return one;
    if (!newest) newest = std::move(one);
  }
  return newest;
}

bool History::has_had(const std::string& workflow, const std::string& stage, const json& document) const {
  size_t looked_at = 0;
  for (const std::string& id : ids_) {
    const std::optional<json> record = read(id, workflow, stage);
    if (record && may_be(document, record->at("document"))) return true;
    if (record && ++looked_at == kMostCompared) break;
  }
  return false;
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
