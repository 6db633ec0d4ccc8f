#include "stat_cache.hpp"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <thread>

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

constexpr uint64_t kMagic = 0x3148434154535441;  // "ATSTACH1" in this machine's order of bytes
constexpr int64_t kSecond = 1'000'000'000;       // nanoseconds
constexpr int64_t kDay = 24 * 3600;              // seconds
constexpr int64_t kLongestUnused = 60 * kDay;

// Before the entries, each of which lies in the file as it does in memory.
struct Header {
  uint64_t magic;
  uint64_t count;
  Digest digest;  // of the entries
};
static_assert(sizeof(Header) == 32 && sizeof(StatCache::Entry) == 64);

std::string_view bytes_of(const std::vector<StatCache::Entry>& entries) {
  return {reinterpret_cast<const char*>(entries.data()), entries.size() * sizeof(StatCache::Entry)};
}

bool is_before(const StatCache::Entry& a, const StatCache::Entry& b) { return a.file() < b.file(); }

std::vector<StatCache::Entry> read_entries(const Disk& disk, const fs::path& file) {
  const Result<std::string> bytes = disk.read(file);
  Header header{};
  if (!bytes || bytes->size() < sizeof header) return {};
  std::memcpy(&header, bytes->data(), sizeof header);
  const std::string_view rest = std::string_view(*bytes).substr(sizeof header);
  if (header.magic != kMagic || header.count != rest.size() / sizeof(StatCache::Entry) ||
      rest.size() % sizeof(StatCache::Entry) != 0 || digest_of(rest) != header.digest)
    return {};
  std::vector<StatCache::Entry> entries(header.count);
  if (!entries.empty()) std::memcpy(entries.data(), rest.data(), rest.size());
  return entries;
}

std::string text_of(const std::vector<StatCache::Entry>& entries) {
  const Header header{kMagic, entries.size(), digest_of(bytes_of(entries))};
  std::string text(reinterpret_cast<const char*>(&header), sizeof header);
  return text.append(bytes_of(entries));
}

// Both sorted. Of one file the entry that was used last.
std::vector<StatCache::Entry> merged(const std::vector<StatCache::Entry>& ours,
                                     const std::vector<StatCache::Entry>& theirs, int64_t oldest) {
  std::vector<StatCache::Entry> all, out;
  all.reserve(ours.size() + theirs.size());
  std::merge(ours.begin(), ours.end(), theirs.begin(), theirs.end(), std::back_inserter(all), is_before);
  for (const StatCache::Entry& entry : all) {
    if (entry.used < oldest) continue;
    if (out.empty() || out.back().file() != entry.file())
      out.push_back(entry);
    else if (out.back().used < entry.used)
      out.back() = entry;
  }
  return out;
}

// Null when it cannot be had soon: then it is not saved this time, or nobody else can be writing.
Result<std::unique_ptr<FileLock>> lock_soon(Disk& disk, const fs::path& file) {
  for (int attempt = 0; attempt < 40; ++attempt, std::this_thread::sleep_for(std::chrono::milliseconds(50))) {
    Result<std::unique_ptr<FileLock>> lock = disk.lock(file);
    if (!lock || *lock) return lock;
  }
  return std::unique_ptr<FileLock>();
}

}  // namespace

// File systems count time in ticks: of some milliseconds, or of up to two seconds where times are whole seconds.
bool is_safely_past(int64_t then, int64_t now) {
  const bool is_coarse = then % kSecond == 0;
  return then < now - (is_coarse ? 2 * kSecond + kSecond / 2 : kSecond / 20);
}

StatCache::StatCache(const System& system, fs::path file)
    : system_(system), file_(std::move(file)), entries_(read_entries(system_.disk, file_)), used_(entries_.size()) {}

std::optional<StatCache::Entry> StatCache::added(const std::pair<uint64_t, uint64_t>& key) const {
  const std::shared_lock guard(mutex_);
  const auto it = fresh_.find(key);
  return it == fresh_.end() ? std::nullopt : std::optional(it->second);
}

std::optional<Digest> StatCache::find(const FileFacts& facts) {
  const auto is_of_it = [&](const Entry& entry) {
    return entry.size == facts.size && entry.changed == facts.changed && entry.status_changed == facts.status_changed &&
           is_safely_past(facts.status_changed, system_.clock.now());
  };
  const std::pair<uint64_t, uint64_t> key{facts.device, facts.inode};
  if (const std::optional<Entry> entry = added(key))
    return is_of_it(*entry) ? std::optional(entry->digest) : std::nullopt;
  const auto it = std::lower_bound(entries_.begin(), entries_.end(), key,
                                   [](const Entry& entry, const auto& wanted) { return entry.file() < wanted; });
  if (it == entries_.end() || it->file() != key || !is_of_it(*it)) return std::nullopt;
  used_[static_cast<size_t>(it - entries_.begin())].store(true, std::memory_order_relaxed);
  if (it->used < system_.clock.now() / kSecond - kDay) changed_ = true;
  return it->digest;
}

void StatCache::add(const HashedFile& hashed, int64_t began) {
  const FileFacts& facts = hashed.facts;
  if (!is_safely_past(facts.status_changed, began) || !is_safely_past(facts.changed, began)) return;
  const std::unique_lock guard(mutex_);
  fresh_[{facts.device, facts.inode}] = {facts.device,
                                         facts.inode,
                                         facts.size,
                                         facts.changed,
                                         facts.status_changed,
                                         hashed.digest,
                                         system_.clock.now() / kSecond};
  changed_ = true;
}

Result<void> StatCache::save() {
  if (!changed_.exchange(false)) return {};
  Disk& disk = system_.disk;
  const int64_t now = system_.clock.now() / kSecond;
  const fs::path lock_file = file_.string() + ".lock";
  if (Result<void> made = make_folders(disk, file_.parent_path()); !made) return made;
  const Result<std::unique_ptr<FileLock>> lock = lock_soon(disk, lock_file);
  if (!lock && !lacks_locks(lock.failure())) return lock.failure();
  if (lock && !*lock) return {};
  std::vector<Entry> ours;
  for (size_t i = 0; i < entries_.size(); ++i) {
    ours.push_back(entries_[i]);
    if (used_[i]) ours.back().used = now;
  }
  std::vector<Entry> fresh;
  for (const auto& [file, entry] : fresh_) fresh.push_back(entry);
  ours = merged(fresh, ours, 0);
  Result<void> written =
      disk.write(file_, text_of(merged(ours, read_entries(disk, file_), now - kLongestUnused)), Sync::kNo);
  return written;
}

}  // namespace atelier::host
