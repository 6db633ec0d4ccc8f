#include "unfinished.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "words/json_text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr int kFormat = 1;
constexpr int64_t kLongestWait = int64_t{14} * 24 * 3600 * 1'000'000'000;  // nanoseconds

bool is_key(const std::string& name) {
  return name.size() == 32 && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

fs::path lock_of(const fs::path& folder) { return folder.string() + ".lock"; }
fs::path note_of(const fs::path& folder) { return folder.string() + ".json"; }

// Null when there is none that can be read.
json read_note(const Disk& disk, const fs::path& file) {
  const Result<std::string> text = disk.read(file);
  const json note = text ? json::parse(*text, nullptr, false) : json();
  const auto has_text = [&](const char* key) { return note.contains(key) && note[key].is_string(); };
  const bool known = note.is_object() && note.value("format", json(1)) == kFormat;  // older ones do not say it
  return known && has_text("workflow") && has_text("stage") && has_text("ended") ? note : json();
}

Status ended(const json& note) {
  return note.at("ended") == word_of(Status::kFailed) ? Status::kFailed : Status::kInterrupted;
}

// Without it (the disk is full) nothing is lost but words.
void put_note(Disk& disk, const fs::path& folder, const json& note) {
  (void)disk.write(note_of(folder), dump(note, 2) + "\n", Sync::kNo);
}

// The note keeps its time, by which the newest is found: what was left after it stays newer.
void mark_told(Disk& disk, const fs::path& folder, json note, int64_t at) {
  const std::unique_ptr<FileLock> lock = lock_or_none(disk, lock_of(folder));
  if (!lock) return;
  note["told"] = true;
  put_note(disk, folder, note);
  (void)disk.set_changed(note_of(folder), at);
}

bool on_one_file_system(const Disk& disk, const fs::path& a, const fs::path& b) {
  const FileFacts one = disk.facts(a), other = disk.facts(b);
  return one.is_there() && other.is_there() && one.device == other.device;
}

// Removes what was still being written. Whether a file is left.
Result<bool> clear_partial(Disk& disk, const fs::path& folder) {
  const Result<std::vector<fs::path>> files = files_below(disk, folder);
  if (!files) return files.failure();
  bool left = false;
  for (const fs::path& file : *files) {
    if (file.extension() != ".partial")
      left = true;
    else if (const Result<void> removed = disk.remove(file); !removed)
      return removed.failure();
  }
  return left;
}

void remove_work(Disk& disk, const fs::path& folder) {
  (void)disk.remove_all(folder);
  (void)disk.remove(note_of(folder));
  (void)disk.remove(lock_of(folder));
}

bool is_old(const System& system, const fs::path& path) {
  return system.disk.facts(path).changed < system.clock.now() - kLongestWait;
}

bool has_waited_too_long(const System& system, const fs::path& folder) {
  if (!is_old(system, lock_of(folder)) || !is_old(system, folder)) return false;
  const Result<std::vector<fs::path>> files = files_below(system.disk, folder);
  return !files ||
         std::all_of(files->begin(), files->end(), [&](const fs::path& file) { return is_old(system, file); });
}

// What is left of the work in the folder, which has been locked: whether there is any.
Result<bool> take_up(Disk& disk, const fs::path& folder) {
  if (const auto made = disk.make_folder(folder); !made) return made.failure();
  const Result<bool> left = clear_partial(disk, folder);
  if (!left || *left) return left;
  if (const auto removed = disk.remove_all(folder); !removed) return removed.failure();
  if (const auto made = disk.make_folder(folder); !made) return made.failure();
  return false;
}

}  // namespace

Result<std::optional<Unfinished>> Unfinished::take(const System& system, const fs::path& workspace,
                                                   const std::string& key, const fs::path& outputs) {
  Disk& disk = system.disk;
  const fs::path folder = workspace / "unfinished" / key;
  std::optional<Unfinished> none;
  if (!make_folders(disk, folder.parent_path()) || disk.facts(folder, Links::kKeep).kind == FileKind::kLink ||
      !on_one_file_system(disk, folder.parent_path(), outputs))
    return none;
  Unfinished taken(system, folder, lock_or_none(disk, lock_of(folder)));
  if (!taken.lock_) return none;
  (void)disk.set_changed(lock_of(folder), system.clock.now());
  const bool was_there = disk.facts(folder).is_there();
  const Result<bool> left = take_up(disk, folder);
  if (!left && was_there)  // work may be in it
    return Failure{"cannot go on from the unfinished work in " + folder.string() + ": " + left.failure().reason +
                   "; let it be read and written, or remove it to begin anew"};
  if (!left) {
    taken.drop();
    return none;
  }
  taken.continued_ = *left;
  if (const json note = read_note(disk, note_of(folder)); *left && !note.is_null()) taken.ended_before_ = ended(note);
  return std::optional<Unfinished>(std::move(taken));
}

bool Unfinished::is_taken(const Disk& disk, const fs::path& workspace, const std::string& key) {
  return disk.is_locked(lock_of(workspace / "unfinished" / key));
}

bool Unfinished::is_left(const Disk& disk, const fs::path& workspace, const std::string& key) {
  const Result<std::vector<fs::path>> files = files_below(disk, workspace / "unfinished" / key);
  return files &&
         std::any_of(files->begin(), files->end(), [](const fs::path& file) { return file.extension() != ".partial"; });
}

void Unfinished::note(json note) {
  note_ = std::move(note);
  note_["format"] = kFormat;
  write_note(Status::kRunning);
}

void Unfinished::write_note(Status ended) {
  if (note_.is_null()) return;
  note_["ended"] = word_of(ended);
  put_note(system_.disk, folder_, note_);
}

bool Unfinished::keep(Status ended) {
  const bool is_there = system_.disk.facts(folder_).is_there();  // not when it lies in the store already
  const Result<bool> left = is_there ? clear_partial(system_.disk, folder_) : Result<bool>(false);
  if (left && !*left) {
    drop();
    return false;
  }
  write_note(ended);  // also when something is in the way: the next run clears it
  (void)system_.disk.set_changed(lock_of(folder_), system_.clock.now());
  lock_.reset();
  return true;
}

void Unfinished::drop() {
  remove_work(system_.disk, folder_);
  lock_.reset();
  (void)system_.disk.remove(folder_.parent_path());  // when it is empty
}

std::optional<UnfinishedNote> newest_note_once(Disk& disk, const fs::path& workspace, const std::string& workflow,
                                               const std::string& stage) {
  json newest;
  fs::path newest_folder;
  int64_t newest_at = 0;
  const Result<std::vector<std::string>> names = disk.list(workspace / "unfinished");
  for (const std::string& name : names ? *names : std::vector<std::string>()) {
    const fs::path folder = workspace / "unfinished" / fs::path(name).stem();
    if (name != note_of(folder).filename() || !is_key(folder.filename().string())) continue;
    const int64_t at = disk.facts(note_of(folder)).changed;
    if (at <= newest_at || !disk.facts(folder).is_folder() || disk.is_locked(lock_of(folder))) continue;
    json note = read_note(disk, note_of(folder));
    if (note.is_null() || note.at("workflow") != workflow || note.at("stage") != stage) continue;
    newest = std::move(note);
    newest_at = at;
    newest_folder = folder;
  }
  if (newest.is_null() || newest.contains("told")) return std::nullopt;
  mark_told(disk, newest_folder, newest, newest_at);
  return UnfinishedNote{ended(newest), newest.value("made_from", json())};
}

namespace {

std::set<fs::path> folders_of_work(const Disk& disk, const fs::path& workspace) {
  std::set<fs::path> folders;
  const Result<std::vector<std::string>> names = disk.list(workspace / "unfinished");
  for (const std::string& name : names ? *names : std::vector<std::string>())
    if (const std::string key = name.substr(0, name.find('.')); is_key(key))
      folders.insert(workspace / "unfinished" / key);
  return folders;
}

}  // namespace

std::vector<UnfinishedWork> unfinished_work(const System& system, const fs::path& workspace) {
  const Disk& disk = system.disk;
  std::vector<UnfinishedWork> out;
  for (const fs::path& folder : folders_of_work(disk, workspace)) {
    const json note = read_note(disk, note_of(folder));
    UnfinishedWork work;
    work.label = note.is_null() ? "unknown"
                                : note.at("stage").get<std::string>() + " of " + note.at("workflow").get<std::string>();
    work.touched = std::max(disk.facts(lock_of(folder)).changed, disk.facts(folder).changed);
    work.at_work = disk.is_locked(lock_of(folder));
    work.folder = folder;
    const Result<std::vector<fs::path>> files = files_below(disk, folder);
    for (const fs::path& file : files ? *files : std::vector<fs::path>()) {
      const FileFacts facts = disk.facts(file, Links::kKeep);
      work.size += facts.size;
      work.touched = std::max(work.touched, facts.changed);
    }
    out.push_back(std::move(work));
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.touched < b.touched; });
  return out;
}

bool is_too_old(const System& system, const UnfinishedWork& work) {
  return work.touched < system.clock.now() - kLongestWait;
}

bool drop_unfinished(const System& system, const UnfinishedWork& work) {
  const std::unique_ptr<FileLock> lock = lock_or_none(system.disk, lock_of(work.folder));
  if (!lock) return false;
  remove_work(system.disk, work.folder);
  (void)system.disk.remove(work.folder.parent_path());  // when it is empty
  return !system.disk.facts(work.folder).is_there();
}

void drop_old_unfinished(const System& system, const fs::path& workspace) {
  for (const fs::path& folder : folders_of_work(system.disk, workspace)) {
    if (!is_old(system, lock_of(folder))) continue;
    const std::unique_ptr<FileLock> lock = lock_or_none(system.disk, lock_of(folder));
    if (lock && has_waited_too_long(system, folder)) remove_work(system.disk, folder);
  }
}

}  // namespace atelier::host
