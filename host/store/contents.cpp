#include "contents.hpp"

#include <cerrno>
#include <mutex>
#include <string>

namespace atelier::host {
namespace fs = std::filesystem;

struct Contents::Root {
  fs::path path;
  bool is_folder = false;
  std::vector<TreeEntry> entries;  // of a file, itself
  std::optional<Failure> failure;

  fs::path path_of(const TreeEntry& entry) const { return is_folder ? path / entry.name : path; }
  Result<Digest> digest() const {
    if (failure) return *failure;
    return is_folder ? digest_of(entries) : entries.front().digest;
  }
  // Not by the inodes: on some file systems these are others each time.
  Digest state() const {
    DigestStream stream;
    for (const TreeEntry& entry : entries) {
      if (entry.kind != EntryKind::kFile) continue;
      stream.add_text(entry.name);
      stream.add_text(std::to_string(entry.facts.size) + " " + std::to_string(entry.facts.changed));
    }
    return stream.digest();
  }
};

namespace {

// The sum of what the threads have read, told on the way.
class Progress {
 public:
  Progress(const Watch& watch, uint64_t of) : watch_(watch), of_(of) {}
  // False when it is to stop.
  bool add(uint64_t bytes) {
    if (watch_.progress) {
      const std::lock_guard guard(mutex_);
      watch_.progress(done_ += bytes, of_);
    }
    return !watch_.cancelled || !watch_.cancelled();
  }

 private:
  const Watch& watch_;
  uint64_t of_;
  uint64_t done_ = 0;
  std::mutex mutex_;
};

Failure not_a_file(const fs::path& path) {
  return {"cannot read " + path.string() + ": it is a pipe, a socket or a device, not a file", {}, EINVAL};
}

}  // namespace

Contents::Contents(const System& system, const fs::path& cache, unsigned threads, Apart apart)
    : system_(system), cache_(system, cache), threads_(threads), apart_(std::move(apart)) {}

Result<Digest> Contents::of(const fs::path& path, const Watch& watch) {
  return of(std::vector<fs::path>{path}, watch).front();
}

Result<Seen> Contents::see(const fs::path& path, const Watch& watch) {
  std::vector<Root> roots{look_at(path, watch)};
  hash(roots, watch);
  const Result<Digest> digest = roots.front().digest();
  if (!digest) return digest.failure();
  return Seen{*digest, roots.front().state()};
}

std::vector<Result<Digest>> Contents::of(const std::vector<fs::path>& paths, const Watch& watch) {
  std::vector<Root> roots(paths.size());
  for_each_of(paths.size(), threads_, [&](size_t i) { roots[i] = look_at(paths[i], watch); });
  hash(roots, watch);
  std::vector<Result<Digest>> digests;
  for (const Root& root : roots) digests.push_back(root.digest());
  return digests;
}

Result<std::vector<TreeEntry>> Contents::list(const fs::path& folder) {
  std::vector<Root> roots = {look_at(folder, {})};
  hash(roots, {});
  if (roots[0].failure) return *roots[0].failure;
  return std::move(roots[0].entries);
}

Contents::Root Contents::look_at(const fs::path& path, const Watch& watch) const {
  Root root{path, false, {}, {}};
  const FileFacts facts = system_.disk.facts(path);
  root.is_folder = facts.is_folder();
  if (!facts.is_there()) root.failure = disk_failure("read", path, ENOENT);
  if (facts.kind == FileKind::kOther) root.failure = not_a_file(path);
  if (facts.is_file()) root.entries.push_back({"", EntryKind::kFile, facts});
  if (!root.is_folder) return root;
  Result<std::vector<TreeEntry>> entries = read_tree(system_.disk, path, Links::kFollow, watch.cancelled, apart_);
  if (!entries) root.failure = entries.failure();
  if (entries) root.entries = *std::move(entries);
  for (const TreeEntry& entry : root.entries)
    if (entry.kind == EntryKind::kOther) root.failure = not_a_file(root.path_of(entry));
  return root;
}

void Contents::hash(std::vector<Root>& roots, const Watch& watch) {
  struct Task {
    Root* root;
    TreeEntry* entry;
    std::optional<Failure> failure = {};
  };
  std::vector<Task> tasks;
  uint64_t bytes = 0;
  for (Root& root : roots) {
    if (root.failure) continue;
    for (TreeEntry& entry : root.entries) {
      if (entry.kind != EntryKind::kFile) continue;
      if (const std::optional<Digest> known = cache_.find(entry.facts)) {
        entry.digest = *known;
      } else {
        tasks.push_back({&root, &entry});
        bytes += entry.facts.size;
      }
    }
  }
  Progress progress(watch, bytes);
  for_each_of(tasks.size(), threads_, [&](size_t i) {
    const int64_t began = system_.clock.now();
    const Result<HashedFile> hashed = hash_file(system_.disk, tasks[i].root->path_of(*tasks[i].entry),
                                                [&](uint64_t read) { return progress.add(read); });
    if (hashed) tasks[i].entry->digest = hashed->digest;
    if (hashed) cache_.add(*hashed, began);
    if (!hashed) tasks[i].failure = hashed.failure();
  });
  for (const Task& task : tasks) {
    if (!task.failure) continue;
    if (task.root->is_folder && task.failure->status == ENOENT)
      task.entry->name.clear();  // it has vanished: as if the folder had been looked at later
    else if (!task.root->failure)
      task.root->failure = *task.failure;
  }
  for (Root& root : roots)
    if (root.is_folder) std::erase_if(root.entries, [](const TreeEntry& entry) { return entry.name.empty(); });
}

}  // namespace atelier::host
