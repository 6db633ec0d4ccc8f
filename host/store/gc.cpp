#include "gc.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "census.hpp"
#include "store.hpp"
#include "system/exit_code.hpp"
#include "variants.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

// What goes, worked out on the census alone.
class Choice {
 public:
  Choice(const Census& census, const GcOptions& options, int64_t now) : census_(census), options_(options), now_(now) {
    for (const auto& [key, object] : census.objects)
      for (const FileId& file : object.files) ++names_[file];
    for (const auto& [file, size] : census.sizes) size_ += size;
    before_ = size_;
    for (const CensusRun& run : census.runs) kept_.push_back(&run);
  }

  void choose() {
    release_by_age();
    if (!options_.max_size) {
      remove_unheld(0);
      return;
    }
    const bool asked_otherwise = options_.keep_age || options_.keep_runs;
    remove_unheld(asked_otherwise ? 0 : *options_.max_size);
    // The newest run's outputs stay whatever their size.
    while (size_ > *options_.max_size) {
      const auto oldest =
          std::find_if(kept_.begin(), kept_.end(), [](const CensusRun* run) { return !run->is_latest; });
      if (oldest == kept_.end()) break;
      kept_.erase(oldest);
      remove_unheld(*options_.max_size);
    }
  }

  const std::set<std::string>& removed() const { return removed_; }
  uint64_t before() const { return before_; }
  uint64_t after() const { return size_; }

 private:
  void release_by_age() {
    if (options_.keep_runs && kept_.size() > *options_.keep_runs)
      kept_.erase(kept_.begin(), kept_.end() - static_cast<std::ptrdiff_t>(*options_.keep_runs));
    if (options_.keep_age)
      std::erase_if(kept_, [&](const CensusRun* run) { return run->ended < now_ - *options_.keep_age; });
  }

  std::set<std::string> held() const {
    std::vector<std::string> open;
    for (const CensusRun* run : kept_)
      for (const auto& [link, key] : run->links) open.push_back(key);
    if (options_.keep_age)
      for (const auto& [key, object] : census_.objects)
        if (object.used >= now_ - *options_.keep_age) open.push_back(key);
    std::set<std::string> held;
    while (!open.empty()) {
      const std::string key = std::move(open.back());
      open.pop_back();
      const auto object = census_.objects.find(key);
      if (object == census_.objects.end() || !held.insert(key).second) continue;
      open.insert(open.end(), object->second.needs.begin(), object->second.needs.end());
    }
    return held;
  }

  // What was used longest ago first, until no more than `limit` bytes are left.
  void remove_unheld(uint64_t limit) {
    const std::set<std::string> held = this->held();
    std::vector<std::pair<int64_t, std::string>> loose;
    for (const auto& [key, object] : census_.objects)
      if (!held.count(key) && !removed_.count(key)) loose.emplace_back(object.used, key);
    std::sort(loose.begin(), loose.end());
    for (const auto& [used, key] : loose) {
      if (limit != 0 && size_ <= limit) return;
      removed_.insert(key);
      for (const FileId& file : census_.objects.at(key).files)
        if (--names_[file] == 0) size_ -= census_.sizes.at(file);
    }
  }

  const Census& census_;
  const GcOptions& options_;
  int64_t now_;
  std::map<FileId, size_t> names_;
  std::vector<const CensusRun*> kept_;  // oldest first
  std::set<std::string> removed_;
  uint64_t size_ = 0, before_ = 0;
};

GcReport report_of(const Census& census, const Choice& choice) {
  GcReport report;
  std::map<std::string, GcLine> lines;
  for (const auto& [key, object] : census.objects) {
    GcLine& line = lines[object.label];
    line.label = object.label;
    const bool goes = choice.removed().count(key) != 0;
    line.results += 1;
    line.size += object.size;
    line.removed += goes;
    line.removed_size += goes ? object.size : 0;
  }
  for (auto& [label, line] : lines) report.lines.push_back(std::move(line));
  for (const CensusRun& run : census.runs)
    if (std::any_of(run.links.begin(), run.links.end(),
                    [&](const auto& link) { return choice.removed().count(link.second) != 0; }))
      report.runs.push_back(run.id);
  for (const auto* gone : {&census.orphans, &census.leftovers})
    for (const auto& [path, size] : *gone) report.leftovers += size;
  report.before = choice.before() + report.leftovers;
  report.after = choice.after();
  return report;
}

// Does it, in an order in which an end in the middle loses nothing that another order would keep: first the links of
// runs, then an object by losing its name, and its files after that.
class Removal {
 public:
  Removal(const System& system, const fs::path& store, GcReport& report)
      : system_(system), store_(store), report_(report) {}

  void remove(const Census& census, const std::set<std::string>& keys) {
    for (const CensusRun& run : census.runs)
      for (const auto& [link, key] : run.links)
        if (keys.count(key)) remove_link(link);
    for (const std::string& key : keys) remove_object(census.objects.at(key).folder);
    for (const auto& [path, size] : census.leftovers) note(system_.disk.remove_all(path));
    clear_pool();
    clear_lists();
    const Result<std::vector<std::string>> parts = system_.disk.list(store_ / "objects");
    for (const std::string& part : parts ? *parts : std::vector<std::string>())
      (void)system_.disk.remove(store_ / "objects" / part);  // those that are empty
  }

 private:
  void note(const Result<void>& done) {
    if (!done) report_.failures.push_back(done.failure().reason);
  }

  void remove_link(const fs::path& link) {
    note(system_.disk.remove(link));
    const fs::path file = link.parent_path().parent_path() / "log.txt";
    const FileFacts before = system_.disk.facts(file);
    const Result<std::unique_ptr<LineFile>> log =
        before.is_file() ? system_.disk.append(file) : Result<std::unique_ptr<LineFile>>(Failure{});
    if (!log) return;
    (*log)->write(fmt::format("{} gc removed what `{}` left", utc_text(system_.clock.now()), link.filename().string()));
    (void)system_.disk.set_changed(file, before.changed);  // the time stays that of the run
  }

  void remove_object(const fs::path& folder) {
    const fs::path gone = store_ / "tmp" / (kGone + folder.filename().string() + "-" + unique_word());
    Result<void> moved = make_folders(system_.disk, gone.parent_path());
    if (moved) moved = system_.disk.rename(folder, gone);
    note(moved ? system_.disk.remove_all(gone) : moved);
  }

  // Of input folders: only words hang on them.
  void clear_lists() {
    constexpr int64_t kLongest = int64_t{30} * 24 * 3600 * 1'000'000'000;  // nanoseconds
    const auto lists = system_.disk.list_facts(store_ / "folders", Links::kKeep);
    for (const NamedFacts& list : lists ? *lists : std::vector<NamedFacts>())
      if (list.facts.is_file() && list.facts.changed < system_.clock.now() - kLongest)
        note(system_.disk.remove(store_ / "folders" / list.name));
  }

  void clear_pool() {
    const Result<std::vector<std::string>> parts = system_.disk.list(store_ / "files");
    for (const std::string& part : parts ? *parts : std::vector<std::string>()) {
      const auto files = system_.disk.list_facts(store_ / "files" / part, Links::kKeep);
      for (const NamedFacts& file : files ? *files : std::vector<NamedFacts>())
        if (file.facts.is_file() && file.facts.links == 1)
          note(system_.disk.remove(store_ / "files" / part / file.name));
      (void)system_.disk.remove(store_ / "files" / part);  // when it is empty
    }
  }

  const System& system_;
  const fs::path& store_;
  GcReport& report_;
};

Result<StoreUse> lock_out_others(const System& system, const fs::path& store) {
  const fs::path file = store / "locks/store.lock";
  if (const auto made = make_folders(system.disk, file.parent_path()); !made)
    return Failure{made.failure().reason, "", kExitStore};
  Result<std::unique_ptr<FileLock>> lock = system.disk.lock(file);
  if (!lock && lacks_locks(lock.failure()))
    return Failure{store.string() + " is on a file system without locks: nobody can tell whether a run works with it",
                   "  when no run does, the folder may be removed by hand: what is in it can be made anew", kExitStore};
  if (!lock) return Failure{lock.failure().reason, "", kExitStore};
  if (*lock) return StoreUse{*std::move(lock), sign_in(system.disk, store, "gc")};
  const std::vector<std::string> users = users_of(system.disk, store);
  return Failure{
      fmt::format("{} works with {}", users.empty() ? "another program" : fmt::format("{}", fmt::join(users, ", ")),
                  store.string()),
      "  nothing is removed meanwhile: try again when that has ended, or see with --dry-run what would go", kExitStore};
}

}  // namespace

Result<GcReport> collect_garbage(const System& system, const fs::path& workspace, const GcOptions& options) {
  const fs::path root = fs::absolute(workspace).lexically_normal(), store = root / "store";
  if (!system.disk.facts(store).is_folder()) return GcReport{};
  std::optional<StoreUse> alone;
  if (!options.dry_run) {
    Result<StoreUse> locked = lock_out_others(system, store);
    if (!locked) return locked.failure();
    alone.emplace(*std::move(locked));
    Store(system, root).clear_leftovers(Whole::kStays);  // no run links to that yet
  }
  const Census census = take_census(system.disk, root);
  Choice choice(census, options, system.clock.now());
  choice.choose();
  GcReport report = report_of(census, choice);
  if (!options.dry_run) Removal(system, store, report).remove(census, choice.removed());
  const auto stays = [&](const std::string& key) { return census.objects.count(key) && !choice.removed().count(key); };
  const PrunedVariants pruned = prune_variants(system.disk, store, stays, options.dry_run);
  report.variants = pruned.gone;
  report.failures.insert(report.failures.end(), pruned.failures.begin(), pruned.failures.end());
  return report;
}

}  // namespace atelier::host
