#include "past_results.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <map>

#include "made_from.hpp"
#include "status.hpp"
#include "store/verify.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

// Where outputs/<stage> leads.
fs::path folder_left(const Disk& disk, const PastRun& run, const std::string& stage) {
  const fs::path link = run.folder / "outputs" / stage;
  const Result<std::string> target = disk.read_link(link);
  return target ? (link.parent_path() / *target).lexically_normal() : link;
}

std::optional<Manifest> stored(const Disk& disk, const PastRun& run, const std::string& stage) {
  const fs::path folder = folder_left(disk, run, stage);
  if (folder.filename() != "output") return std::nullopt;
  const Result<std::string> text = disk.read(folder.parent_path() / "manifest.json");
  return text ? parse_manifest(*text) : std::nullopt;
}

// "" when the stage ended well.
std::string why_it_left_nothing(const json* stage, const std::string& run) {
  if (!stage) return "it is no stage of run " + run;
  const std::string status = text_in(*stage, "status");
  if (status == word_of(Status::kDone)) return "";
  const std::string error = text_in(*stage, "error");
  return fmt::format("in run {} it is {}{}{}", run, printable(status), error.empty() ? "" : ": ", one_line(error, 200));
}

std::string what_differs(const TreeEntry& was, const TreeEntry& now) {
  if (was.kind != now.kind) return "is of another kind";
  if (was.kind == EntryKind::kLink) return was.target == now.target ? "" : "leads elsewhere";
  return was.digest == now.digest ? "" : "has other bytes";
}

std::vector<std::string> others(const Disk& disk, const PastRun& was, const PastRun& now, const std::string& stage) {
  std::vector<std::string> out;
  const json before = key_record(disk, was, stage), after = key_record(disk, now, stage);
  if (!before.is_object() || !after.is_object()) return out;
  for (const Change& change : changes(before.value("made_from", json()), after.value("made_from", json())))
    out.push_back(arrow_words(change));
  return out;
}

LeftComparison compare(const Disk& disk, const PastRun& was, const PastRun& now, const json& stage) {
  LeftComparison out{text_in(stage, "name")};
  const json* other = now.stage(out.stage);
  out.why = why_it_left_nothing(&stage, was.id);
  if (out.why.empty()) out.why = why_it_left_nothing(other, now.id);
  if (!out.why.empty()) return out;
  out.same_key = !text_in(stage, "key").empty() && text_in(stage, "key") == text_in(*other, "key");
  if (!out.same_key) out.others = others(disk, was, now, out.stage);
  const std::string a = digest_left(disk, was, out.stage), b = digest_left(disk, now, out.stage);
  for (const auto& [digest, run] : {std::pair(a, was.id), std::pair(b, now.id)})
    if (digest.empty())
      out.why = fmt::format("run {} has not recorded what it left, and that is not there any more", run);
  if (!out.why.empty()) return out;
  out.equality = a == b ? Equality::kEqual : Equality::kDiffers;
  if (a == b) return out;
  const std::optional<Manifest> before = files_left(disk, was, out.stage), after = files_left(disk, now, out.stage);
  if (before && after) out.files = differing_files(*before, *after);
  if (!before || !after)
    out.why = fmt::format("what run {} left is not there any more: only its digest is known", before ? now.id : was.id);
  return out;
}

}  // namespace

const char* word_of(Equality equality) {
  if (equality == Equality::kEqual) return "equal";
  return equality == Equality::kDiffers ? "differs" : "not compared";
}

std::string digest_left(const Disk& disk, const PastRun& run, const std::string& stage) {
  const json* entry = run.stage(stage);
  if (const std::string recorded = entry ? text_in(*entry, "left") : ""; !recorded.empty()) return recorded;
  const std::optional<Manifest> manifest = stored(disk, run, stage);
  return manifest ? manifest->digest.text() : "";
}

std::optional<std::vector<TreeEntry>> entries_left(const Disk& disk, const PastRun& run, const std::string& stage) {
  const fs::path folder = folder_left(disk, run, stage);
  if (!disk.facts(folder).is_folder()) return std::nullopt;
  if (std::optional<Manifest> manifest = stored(disk, run, stage)) return std::move(manifest->entries);
  Result<std::vector<TreeEntry>> entries = read_tree(disk, folder, Links::kKeep);
  return entries ? std::optional(*std::move(entries)) : std::nullopt;
}

std::optional<SizeLeft> size_left(const Disk& disk, const PastRun& run, const std::string& stage) {
  SizeLeft out;
  out.folder = folder_left(disk, run, stage);
  const std::optional<std::vector<TreeEntry>> entries = entries_left(disk, run, stage);
  if (!entries) return std::nullopt;
  for (const TreeEntry& entry : *entries)
    if (entry.kind == EntryKind::kFile) out.bytes += entry.facts.size, ++out.files;
  return out;
}

std::optional<Manifest> files_left(const Disk& disk, const PastRun& run, const std::string& stage) {
  if (std::optional<Manifest> manifest = stored(disk, run, stage)) return manifest;
  Result<Manifest> read = describe_folder(disk, folder_left(disk, run, stage), all_cores(), {});
  return read ? std::optional<Manifest>(*std::move(read)) : std::nullopt;
}

std::vector<std::string> differing_files(const Manifest& was, const Manifest& now) {
  std::map<std::string, std::pair<const TreeEntry*, const TreeEntry*>> all;
  const auto counts = [&](const TreeEntry& entry) {
    return !is_report(entry.name, was.reports) && !is_report(entry.name, now.reports);
  };
  for (const TreeEntry& entry : was.entries)
    if (counts(entry)) all[entry.name].first = &entry;
  for (const TreeEntry& entry : now.entries)
    if (counts(entry)) all[entry.name].second = &entry;
  std::vector<std::string> out;
  for (const auto& [name, pair] : all) {
    const std::string differs = !pair.second  ? "is missing"
                                : !pair.first ? "is new"
                                              : what_differs(*pair.first, *pair.second);
    if (!differs.empty()) out.push_back(printable(name) + " " + differs);
  }
  return out;
}

std::vector<LeftComparison> compare_left(const Disk& disk, const PastRun& was, const PastRun& now) {
  std::vector<LeftComparison> out;
  for (const json& stage : list_in(was.record, "stages")) out.push_back(compare(disk, was, now, stage));
  return out;
}

json key_record(const Disk& disk, const PastRun& run, const std::string& stage) {
  const Result<std::string> text = disk.read(run.folder / "stages" / stage / "key.json");
  const json record = text ? json::parse(*text, nullptr, false) : json();
  return record.is_object() ? record : json();
}

}  // namespace atelier::host
