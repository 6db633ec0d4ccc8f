#include "folder_lists.hpp"

#include <atelier/cpp/suggest.hpp>
#include <nlohmann/json.hpp>

#include "words/json_text.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr int kFormat = 1;
constexpr size_t kMostEntries = 20'000;
constexpr size_t kMostNamed = 3;
constexpr size_t kShort = 16;                                 // digits of a digest: not even by chance the same
constexpr int64_t kDay = int64_t{24} * 3600 * 1'000'000'000;  // nanoseconds

// Kind and content by name.
json list_of(const std::vector<TreeEntry>& entries) {
  json out = json::object();
  for (const TreeEntry& entry : entries) {
    std::string state(1, static_cast<char>(entry.kind));
    if (entry.kind == EntryKind::kFile) state += entry.digest.text().substr(0, kShort);
    out[entry.name] = state + entry.target;
  }
  return json::parse(dump(out));  // names as they are written down
}

std::string group(const char* what, const std::vector<std::string>& names) {
  if (names.empty()) return "";
  return std::to_string(names.size()) + " " + what + " (" + list_names(names, kMostNamed) + ")";
}

std::string in_words(const json& was, const json& now) {
  std::vector<std::string> added, removed, changed;
  for (const auto& [name, state] : now.items()) {
    if (!was.contains(name))
      added.push_back(printable(name));
    else if (was.at(name) != state)
      changed.push_back(printable(name));
  }
  for (const auto& [name, state] : was.items())
    if (!now.contains(name)) removed.push_back(printable(name));
  std::string out;
  for (const std::string& part : {group("added", added), group("removed", removed), group("changed", changed)})
    out += (out.empty() || part.empty() ? "" : ", ") + part;
  return out;
}

}  // namespace

FolderLists::FolderLists(const System& system, fs::path folder, Contents& contents)
    : system_(system), folder_(std::move(folder)), contents_(contents) {}

fs::path FolderLists::file_of(const std::string& digest) const { return folder_ / (digest + ".json"); }

void FolderLists::keep(const fs::path& path, const std::string& digest) {
  if (digest.empty() || !system_.disk.facts(path).is_folder()) return;
  const fs::path file = file_of(digest);
  const FileFacts facts = system_.disk.facts(file);
  const int64_t now = system_.clock.now();
  if (facts.is_file() && facts.changed > now - kDay) return;
  if (facts.is_file()) {
    (void)system_.disk.set_changed(file, now);  // gc goes by it
    return;
  }
  const Result<std::vector<TreeEntry>> entries = contents_.list(path);
  if (!entries || digest_of(*entries).text() != digest || !make_folders(system_.disk, folder_)) return;
  const json list = entries->size() > kMostEntries ? json() : list_of(*entries);  // null: it is not asked for again
  (void)system_.disk.write(file, dump({{"format", kFormat}, {"entries", list}}) + "\n", Sync::kNo);
}

std::string FolderLists::difference(const fs::path& path, const std::string& was) {
  if (was.empty() || !system_.disk.facts(path).is_folder()) return "";
  const Result<std::string> text = system_.disk.read(file_of(was));
  const json before = text ? json::parse(*text, nullptr, false) : json();
  if (!before.is_object() || before.value("format", json()) != kFormat || !before.contains("entries") ||
      !before["entries"].is_object())
    return "";
  const Result<std::vector<TreeEntry>> entries = contents_.list(path);
  return entries ? in_words(before["entries"], list_of(*entries)) : "";
}

}  // namespace atelier::host
