#include "tree.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

constexpr size_t kDeepest = 256;  // folders within folders: beyond it, links that lead round in a way not seen

using Identity = std::pair<uint64_t, uint64_t>;
Identity identity(const FileFacts& facts) { return {facts.device, facts.inode}; }

class Reading {
 public:
  Reading(const Disk& disk, Links links, const std::function<bool()>& cancelled, const Apart& apart)
      : disk_(disk), links_(links), cancelled_(cancelled) {
    if (apart.folder.empty()) return;
    const auto note = [&](const fs::path& folder, std::vector<Identity>& to) {
      if (const FileFacts facts = disk.facts(folder); facts.is_folder()) to.push_back(identity(facts));
    };
    note(apart.folder, holders_);
    for (const std::string& name : apart.names) note(apart.folder / name, apart_);
  }

  Result<void> read(const fs::path& folder, const std::string& prefix, const FileFacts& facts) {
    if (cancelled_ && cancelled_()) return disk_failure("read the folder", folder, ECANCELED);
    if (above_.size() == kDeepest) return disk_failure("read the folder", folder, ELOOP);
    const Result<std::vector<NamedFacts>> found = disk_.list_facts(folder, links_);
    if (!found) return found.failure();
    above_.push_back(identity(facts));
    for (const NamedFacts& entry : *found)
      if (Result<void> added = add(folder / entry.name, prefix + entry.name, entry.facts); !added) return added;
    above_.pop_back();
    return {};
  }

  std::vector<TreeEntry> sorted() && {
    std::sort(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return std::move(entries_);
  }

 private:
  Result<void> add(const fs::path& path, const std::string& name, const FileFacts& facts) {
    switch (facts.kind) {
      case FileKind::kFile:
        entries_.push_back({name, EntryKind::kFile, facts});
        return {};
      case FileKind::kFolder:
        return add_folder(path, name, facts);
      case FileKind::kOther:
        entries_.push_back({name, EntryKind::kOther, facts});
        return {};
      case FileKind::kLink:
        if (const Result<std::string> target = disk_.read_link(path))
          entries_.push_back({name, EntryKind::kLink, facts, *target});
        return {};
      case FileKind::kNone:
        break;
    }
    if (disk_.facts(path, Links::kKeep).kind == FileKind::kLink) entries_.push_back({name, EntryKind::kNowhere, facts});
    return {};
  }

  Result<void> add_folder(const fs::path& path, const std::string& name, const FileFacts& facts) {
    if (std::find(apart_.begin(), apart_.end(), identity(facts)) != apart_.end()) return {};
    const auto above = std::find(above_.rbegin(), above_.rend(), identity(facts));
    if (above != above_.rend()) {
      entries_.push_back({name, EntryKind::kCircle, facts, std::to_string(above - above_.rbegin())});
      return {};
    }
    entries_.push_back({name, EntryKind::kFolder, facts});
    const size_t before = entries_.size();
    Result<void> below = read(path, name + "/", facts);
    const bool holds = std::find(holders_.begin(), holders_.end(), identity(facts)) != holders_.end();
    if (below && holds && entries_.size() == before) entries_.pop_back();
    if (below || below.failure().status != ENOENT) return below;
    entries_.pop_back();  // it has vanished
    return {};
  }

  const Disk& disk_;
  Links links_;
  const std::function<bool()>& cancelled_;
  std::vector<Identity> holders_, apart_;  // Apart::folder, and those of its names
  std::vector<Identity> above_;
  std::vector<TreeEntry> entries_;
};

void add_entry(DigestStream& stream, const TreeEntry& entry) {
  const char kind = static_cast<char>(entry.kind);
  stream.add({&kind, 1});
  stream.add_text(entry.name);
  stream.add_text(entry.target);
  if (entry.kind == EntryKind::kFile) stream.add(entry.digest);
}

}  // namespace

Result<std::vector<TreeEntry>> read_tree(const Disk& disk, const fs::path& folder, Links links,
                                         const std::function<bool()>& cancelled, const Apart& apart) {
  Reading reading(disk, links, cancelled, apart);
  if (const auto read = reading.read(folder, "", disk.facts(folder)); !read) return read.failure();
  return std::move(reading).sorted();
}

Digest digest_of(const std::vector<const TreeEntry*>& entries) {
  DigestStream stream;
  for (const TreeEntry* entry : entries) add_entry(stream, *entry);
  return stream.digest();
}

Digest digest_of(const std::vector<TreeEntry>& entries) {
  DigestStream stream;
  for (const TreeEntry& entry : entries) add_entry(stream, entry);
  return stream.digest();
}

}  // namespace atelier::host
