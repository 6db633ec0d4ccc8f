#include "verify.hpp"

#include <algorithm>
#include <optional>

#include "hash_file.hpp"
#include "parallel.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

bool is_same_file(const FileFacts& a, const FileFacts& b) {
  return a.kind == b.kind && a.size == b.size && a.changed == b.changed && a.inode == b.inode;
}

// What is wrong with a file, or "". `recorded` gets the facts of a file that has been copied but is the same.
std::string check_file(const Disk& disk, const fs::path& path, const FileFacts& facts, TreeEntry& recorded) {
  if (!facts.is_there()) return "is missing";
  if (is_same_file(facts, recorded.facts)) return "";
  if (facts.size != recorded.facts.size) return "has another size";
  const Result<HashedFile> hashed = hash_file(disk, path);
  if (!hashed) return "cannot be read";
  if (hashed->digest != recorded.digest) return "has other bytes";
  recorded.facts = hashed->facts;
  return "";
}

std::string check_link(const Disk& disk, const fs::path& output, TreeEntry& recorded) {
  if (!leads_out(recorded) || recorded.digest == Digest{}) return "";
  const FileFacts facts = disk.facts(output / recorded.name);
  if (facts.is_folder()) return "";  // of folders elsewhere only that they are there
  const std::string wrong = check_file(disk, output / recorded.name, facts, recorded);
  return wrong.empty() ? "" : "leads to what " + wrong;
}

std::string check_entry(const Disk& disk, const fs::path& output, const TreeEntry& found, TreeEntry& recorded) {
  if (found.kind != recorded.kind || found.target != recorded.target) return "is another";
  if (recorded.kind == EntryKind::kLink) return check_link(disk, output, recorded);
  return recorded.kind == EntryKind::kFile ? check_file(disk, output / recorded.name, found.facts, recorded) : "";
}

}  // namespace

Result<TreeEntry> follow(const Disk& disk, const fs::path& output, TreeEntry link) {
  const fs::path path = output / link.name;
  link.facts = disk.facts(path);
  if (!link.facts.is_there()) return link;
  if (!link.facts.is_folder()) {
    const Result<HashedFile> hashed = hash_file(disk, path);
    if (!hashed) return hashed.failure();
    link.facts = hashed->facts;
    link.digest = hashed->digest;
    return link;
  }
  Result<std::vector<TreeEntry>> below = read_tree(disk, path, Links::kFollow);
  if (!below) return below.failure();
  for (TreeEntry& entry : *below) {
    if (entry.kind != EntryKind::kFile) continue;
    const Result<HashedFile> hashed = hash_file(disk, path / entry.name);
    if (!hashed) return hashed.failure();
    entry.digest = hashed->digest;
  }
  link.digest = digest_of(*below);
  return link;
}

Verified verify(const Disk& disk, const fs::path& output, Manifest& manifest) {
  Verified result;
  const Result<std::vector<TreeEntry>> found = read_tree(disk, output, Links::kKeep);
  if (!found) return {found.failure().reason, {}, false};
  auto at = found->begin();
  for (TreeEntry& recorded : manifest.entries) {
    for (; at != found->end() && at->name < recorded.name; ++at) result.others.push_back(at->name);
    std::string wrong = "is missing";
    const FileFacts before = recorded.facts;
    if (at != found->end() && at->name == recorded.name) wrong = check_entry(disk, output, *at++, recorded);
    if (!wrong.empty()) return {"`" + recorded.name + "` " + wrong, {}, false};
    result.refreshed = result.refreshed || !is_same_file(before, recorded.facts);
  }
  for (; at != found->end(); ++at) result.others.push_back(at->name);
  return result;
}

Result<void> hash_entries(const Disk& disk, const fs::path& output, unsigned threads, std::vector<TreeEntry>& entries) {
  std::vector<std::optional<Failure>> failures(entries.size());
  for_each_of(entries.size(), threads, [&](size_t i) {
    TreeEntry& entry = entries[i];
    if (entry.kind == EntryKind::kFile) {
      const Result<HashedFile> hashed = hash_file(disk, output / entry.name);
      if (hashed) entry.digest = hashed->digest;
      if (!hashed) failures[i] = hashed.failure();
    } else if (entry.kind == EntryKind::kLink && leads_out(entry)) {
      Result<TreeEntry> followed = follow(disk, output, entry);
      if (!followed) failures[i] = followed.failure();
      if (followed) entry = *std::move(followed);
    }
  });
  for (const auto& failure : failures)
    if (failure) return *failure;
  return {};
}

Result<Manifest> describe_folder(const Disk& disk, const fs::path& folder, unsigned threads,
                                 std::vector<std::string> reports) {
  Result<std::vector<TreeEntry>> entries = read_tree(disk, folder, Links::kKeep);
  if (!entries) return entries.failure();
  if (Result<void> hashed = hash_entries(disk, folder, threads, *entries); !hashed) return hashed.failure();
  Manifest manifest;
  manifest.reports = std::move(reports);
  manifest.entries = *std::move(entries);
  manifest.digest = manifest.digest_of_entries();
  return manifest;
}

}  // namespace atelier::host
