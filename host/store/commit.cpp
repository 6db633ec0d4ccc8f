// How what a stage has left becomes an object: the numbered steps of store.md.
#include <spdlog/fmt/fmt.h>

#include <cerrno>

#include "hash_file.hpp"
#include "manifest.hpp"
#include "pool.hpp"
#include "store.hpp"
#include "system/exit_code.hpp"
#include "variants.hpp"
#include "verify.hpp"
#include "words/json_text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr size_t kFewFiles = 32;  // beyond it one wait for the whole file system is cheaper

Failure not_storable(const std::string& name, const std::string& why) {
  return {fmt::format("`{}` {}", name, why), {}, kExitStageFailed};
}

bool is_folder(const TreeEntry& entry) { return entry.kind == EntryKind::kFolder; }

// What may not lie in an object, or cannot be kept.
Result<void> check_kinds(const std::vector<TreeEntry>& entries) {
  for (const TreeEntry& entry : entries) {
    if (entry.kind == EntryKind::kOther)
      return not_storable(entry.name, "is a pipe, a socket or a device: only files, folders and links can be kept");
    if (entry.kind == EntryKind::kLink && leads_out(entry) && !fs::path(entry.target).is_absolute())
      return not_storable(entry.name,
                          "is a link out of the stage's folder by a relative path, which leads elsewhere "
                          "once the folder is moved: its path has to be absolute");
  }
  return {};
}

// A file with a name elsewhere becomes a copy: who changes it there must not change the object.
Result<void> unshare(Disk& disk, const fs::path& output, const fs::path& scratch, std::vector<TreeEntry>& entries) {
  std::map<uint64_t, uint64_t> names;
  for (const TreeEntry& entry : entries)
    if (entry.kind == EntryKind::kFile) ++names[entry.facts.inode];
  for (const TreeEntry& entry : entries) {
    if (entry.kind != EntryKind::kFile || entry.facts.links <= names[entry.facts.inode]) continue;
    if (Result<void> made = make_folders(disk, scratch); !made) return made;
    if (Result<void> copied = disk.copy(output / entry.name, scratch / "copy"); !copied) return copied;
    if (Result<void> renamed = disk.rename(scratch / "copy", output / entry.name); !renamed) return renamed;
  }
  return {};
}

Result<void> share_files(Disk& disk, const fs::path& store, const fs::path& folder, unsigned threads,
                         const std::vector<TreeEntry>& entries) {
  const fs::path scratch = folder / "scratch";
  if (Result<void> cleared = disk.remove_all(scratch); !cleared) return cleared;
  if (Result<void> made = make_folders(disk, scratch); !made) return made;
  Pool pool(disk, store / "files");
  std::vector<std::optional<Failure>> failures(entries.size());
  for_each_of(entries.size(), threads, [&](size_t i) {
    if (entries[i].kind != EntryKind::kFile) return;
    const fs::path file = folder / "output" / entries[i].name;
    Result<void> done = disk.make_read_only(file);
    if (done) done = pool.share(file, entries[i].digest, scratch / std::to_string(i));
    if (!done) failures[i] = done.failure();
  });
  for (const auto& failure : failures)
    if (failure) return *failure;
  return disk.remove_all(scratch);
}

// The entries with the facts that the files have in the end.
Result<void> refresh(const Disk& disk, const fs::path& output, std::vector<TreeEntry>& entries) {
  const Result<std::vector<TreeEntry>> found = read_tree(disk, output, Links::kKeep);
  if (!found) return found.failure();
  const auto is_same = [](const TreeEntry& a, const TreeEntry& b) {
    return a.name == b.name && a.kind == b.kind && (a.kind != EntryKind::kFile || a.facts.size == b.facts.size);
  };
  if (!std::equal(found->begin(), found->end(), entries.begin(), entries.end(), is_same))
    return Failure{"what the stage has left changes while it is kept: something of it is still at work", {}, EAGAIN};
  for (size_t i = 0; i < entries.size(); ++i)
    if (entries[i].kind == EntryKind::kFile) entries[i].facts = (*found)[i].facts;
  return {};
}

Result<void> sync_tree(Disk& disk, const fs::path& folder) {
  const Result<std::vector<TreeEntry>> entries = read_tree(disk, folder, Links::kKeep);
  if (!entries) return entries.failure();
  if (entries->size() > kFewFiles) return disk.sync_all(folder);
  for (const TreeEntry& entry : *entries)
    if (entry.kind == EntryKind::kFile || is_folder(entry))
      if (Result<void> synced = disk.sync(folder / entry.name); !synced) return synced;
  return disk.sync(folder);
}

Result<void> write_intent(Disk& disk, const fs::path& folder, const NewObject& what) {
  if (Result<void> made = make_folders(disk, folder / "record"); !made) return made;
  for (const auto& [name, bytes] : what.files)
    if (Result<void> written = disk.write(folder / "record" / name, bytes, Sync::kYes); !written) return written;
  if (Result<void> used = disk.write(folder / "used", "", Sync::kNo); !used) return used;
  const json intent = {{"label", what.label},           {"record", what.record},
                       {"needs", what.needs},           {"reports", what.reports},
                       {"variant_of", what.variant_of}, {"inputs", json_of_inputs(what.inputs)}};
  return disk.write(folder / "commit.json", dump(intent) + "\n", Sync::kYes);
}

Result<Manifest> read_intent(const Disk& disk, const std::string& key, const fs::path& folder) {
  const Result<std::string> text = disk.read(folder / "commit.json");
  if (!text) return text.failure();
  const json intent = json::parse(*text, nullptr, false);
  try {
    return Manifest{key,
                    intent.at("label"),
                    intent.at("record"),
                    intent.at("needs"),
                    intent.at("reports"),
                    {},
                    Digest{},
                    intent.value("variant_of", ""),
                    inputs_of_json(intent.value("inputs", json::object()))};
  } catch (const std::exception&) {
    return Failure{"cannot read " + (folder / "commit.json").string() + ": it is damaged"};
  }
}

}  // namespace

Result<Object> Store::commit(Work& work, const NewObject& what, const fs::path& from) {
  Disk& disk = system_.disk;
  const auto prepare = [&]() -> Result<void> {
    options_.at_step(1);
    const fs::path& made = from.empty() ? work.output() : from;
    Result<std::vector<TreeEntry>> entries = read_tree(disk, made, Links::kKeep);
    if (!entries) return entries.failure();
    if (Result<void> checked = check_kinds(*entries); !checked) return checked;
    if (Result<void> copied = unshare(disk, made, work.folder_ / "scratch", *entries); !copied) return copied;
    if (Result<void> synced = sync_tree(disk, made); !synced) return synced;
    options_.at_step(2);
    if (!from.empty())
      if (Result<void> removed = disk.remove(work.output()); !removed) return removed;
    if (Result<void> written = write_intent(disk, work.folder_, what); !written) return written;
    options_.at_step(3);
    return from.empty() ? Result<void>() : disk.rename(from, work.output());
  };
  if (Result<void> prepared = prepare(); !prepared) return prepared.failure();
  Result<Object> object = finish(work.key_, work.folder_);
  if (object || !is_to_be_finished(disk, work.folder_)) return object;
  work.disk_ = nullptr;
  Failure failure = object.failure();
  failure.reason += "; what the stage has left is whole: the next run here finishes keeping it";
  return failure;
}

// What is about to become one of several results of a key is entered in the list of these. Until it is there, that
// leads nowhere.
Result<void> Store::list_variant(const fs::path& folder) {
  const Result<std::string> text = system_.disk.read(folder / "manifest.json");
  const std::optional<Manifest> manifest = text ? parse_manifest(*text) : std::nullopt;
  if (!manifest) return Failure{"cannot read " + (folder / "manifest.json").string(), {}, kExitStore};
  if (manifest->variant_of.empty()) return {};
  return add_variant(system_.disk, folder_, manifest->variant_of, {manifest->key, manifest->inputs});
}

Result<Object> Store::finish(const std::string& key, const fs::path& folder) {
  Disk& disk = system_.disk;
  const fs::path output = folder / "output";
  const auto describe = [&]() -> Result<void> {
    options_.at_step(4);
    Result<Manifest> manifest = read_intent(disk, key, folder);
    if (!manifest) return manifest.failure();
    Result<std::vector<TreeEntry>> entries = read_tree(disk, output, Links::kKeep);
    if (!entries) return entries.failure();
    if (auto hashed = hash_entries(disk, output, options_.threads, *entries); !hashed) return hashed;
    options_.at_step(5);
    if (auto shared = share_files(disk, folder_, folder, options_.threads, *entries); !shared) return shared;
    if (auto refreshed = refresh(disk, output, *entries); !refreshed) return refreshed;
    manifest->entries = *std::move(entries);
    manifest->digest = manifest->digest_of_entries();
    options_.at_step(6);
    if (auto synced = sync_tree(disk, output); !synced) return synced;
    return disk.write(folder / "manifest.json", manifest_text(*manifest), Sync::kYes);
  };
  if (!disk.facts(folder / "manifest.json").is_there())
    if (Result<void> described = describe(); !described) return described.failure();
  if (Result<void> listed = list_variant(folder); !listed) return listed.failure();
  if (Result<void> removed = disk.remove(folder / "commit.json"); !removed) return removed.failure();
  options_.at_step(7);
  return put_into_place(key, folder);
}

// Another process may have put the same there: then that is the object.
Result<Object> Store::put_into_place(const std::string& key, const fs::path& folder) {
  Disk& disk = system_.disk;
  const fs::path final_folder = object_folder(key);
  if (const auto made = make_folders(disk, final_folder.parent_path()); !made) return made.failure();
  if (const auto synced = disk.sync(folder); !synced) return synced.failure();
  for (int attempt = 0;; ++attempt) {
    if (const std::optional<Object> theirs = find(key)) return *theirs;  // find moves away what is damaged
    const Result<void> renamed = disk.rename(folder, final_folder);
    if (!renamed && attempt == 0 && disk.facts(final_folder).is_there()) continue;
    if (!renamed) return renamed.failure();
    break;
  }
  (void)disk.sync(final_folder.parent_path());  // it is whole under either name
  const Result<std::string> text = disk.read(final_folder / "manifest.json");
  const std::optional<Manifest> manifest = text ? parse_manifest(*text) : std::nullopt;
  if (!manifest) return Failure{"cannot read " + (final_folder / "manifest.json").string(), {}, kExitStore};
  return object_of(*manifest, final_folder);
}

}  // namespace atelier::host
