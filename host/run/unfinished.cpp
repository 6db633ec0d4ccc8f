#include "unfinished.hpp"

#include <fcntl.h>
#include <spdlog/fmt/fmt.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atelier/cpp/files.hpp>
#include <cerrno>
#include <chrono>
#include <set>
#include <thread>
#include <vector>

#include "system/line_file.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr auto kLongestWait = std::chrono::hours(24 * 14);

bool is_key(const std::string& name) {
  return name.size() == 32 && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

fs::path lock_of(const fs::path& folder) { return folder.string() + ".lock"; }
fs::path note_of(const fs::path& folder) { return folder.string() + ".json"; }

json read_note(const fs::path& file) {
  try {
    json note = json::parse(read_file(file));
    if (note.at("ended") != "failed") note["ended"] = "interrupted";
    const bool named = note.at("workflow").is_string() && note.at("stage").is_string();
    return named ? note : json();
  } catch (const std::exception&) {
    return nullptr;
  }
}

// Without it (the disk is full) nothing is lost but words.
void put_note(const fs::path& folder, const json& note) {
  try {
    write_file(note_of(folder), dump(note, 2) + "\n", false);
  } catch (const Error&) {
  }
}

// Whoever only asks whether somebody works there (is_locked) holds the lock for a moment.
bool lock_descriptor(int fd) {
  for (int attempt = 0; attempt < 5; ++attempt, std::this_thread::sleep_for(std::chrono::milliseconds(2)))
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return true;
  return false;
}

bool is_locked(const fs::path& folder) {
  const int fd = ::open(lock_of(folder).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return false;
  const bool locked = ::flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(fd);
  return locked;
}

// The locked descriptor, or -1. Whoever removes the file holds its lock: the file that is there must be the one locked.
int lock(const fs::path& file) {
  for (int attempt = 0; attempt < 16; ++attempt) {
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0) return -1;
    struct stat locked {
    }, there{};
    if (!lock_descriptor(fd)) return ::close(fd), -1;
    if (::fstat(fd, &locked) == 0 && ::stat(file.c_str(), &there) == 0 && locked.st_ino == there.st_ino &&
        locked.st_dev == there.st_dev)
      return fd;
    ::close(fd);
  }
  return -1;
}

// The note keeps its time, by which the newest is found: what was left after it stays newer.
void mark_told(const fs::path& folder, json note, fs::file_time_type at) {
  const int fd = lock(lock_of(folder));
  if (fd < 0) return;
  std::error_code ec;
  note["told"] = true;
  put_note(folder, note);
  fs::last_write_time(note_of(folder), at, ec);
  ::close(fd);
}

bool same_file_system(const fs::path& a, const fs::path& b) {
  struct stat one {
  }, other{};
  return ::stat(a.c_str(), &one) == 0 && ::stat(b.c_str(), &other) == 0 && one.st_dev == other.st_dev;
}

// Removes what was still being written. Whether a file is left.
bool clear_partial(const fs::path& folder) {
  std::vector<fs::path> partial;
  bool left = false;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_directory() && !entry.is_symlink()) continue;
    if (entry.path().extension() == ".partial")
      partial.push_back(entry.path());
    else
      left = true;
  }
  for (const fs::path& path : partial) fs::remove(path);
  return left;
}

bool is_old(const fs::path& path) {
  std::error_code ec;
  const auto at = fs::last_write_time(path, ec);
  return ec || at < fs::file_time_type::clock::now() - kLongestWait;
}

bool has_waited_too_long(const fs::path& folder) {
  if (!is_old(lock_of(folder)) || !is_old(folder)) return false;
  std::error_code ec;
  for (fs::recursive_directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec))
    if (!it->is_symlink(ec) && !is_old(it->path())) return false;
  return true;
}

}  // namespace

std::optional<Unfinished> Unfinished::take(const fs::path& workspace, const std::string& key, const fs::path& outputs) {
  const fs::path folder = workspace / "unfinished" / key;
  std::error_code ec;
  fs::create_directories(folder.parent_path(), ec);
  if (ec || fs::is_symlink(folder, ec) || !same_file_system(folder.parent_path(), outputs)) return std::nullopt;
  const int fd = lock(lock_of(folder));
  if (fd < 0) return std::nullopt;
  Unfinished taken(folder, fd);
  ::futimens(fd, nullptr);
  const bool was_there = fs::exists(fs::symlink_status(folder, ec));
  try {
    fs::create_directory(folder);
    taken.continued_ = clear_partial(folder);
    if (!taken.continued_) {
      fs::remove_all(folder);
      fs::create_directory(folder);
    } else if (const json note = read_note(note_of(folder)); !note.is_null()) {
      taken.ended_before_ = note.at("ended");
    }
  } catch (const fs::filesystem_error& e) {
    if (was_there)  // work may be in it
      throw Error(ATELIER_E_IO, fmt::format("cannot go on from the unfinished work in {}: {} ({}); let it be read and "
                                            "written, or remove it to begin anew",
                                            folder.string(), e.code().message(), e.path1().string()));
    taken.drop();
    return std::nullopt;
  }
  return taken;
}

bool Unfinished::is_taken(const fs::path& workspace, const std::string& key) {
  return is_locked(workspace / "unfinished" / key);
}

Unfinished::Unfinished(Unfinished&& other) noexcept
    : folder_(std::move(other.folder_)),
      lock_(std::exchange(other.lock_, -1)),
      continued_(other.continued_),
      ended_before_(std::move(other.ended_before_)),
      note_(std::move(other.note_)) {}

Unfinished::~Unfinished() {
  if (lock_ >= 0) ::close(lock_);
}

void Unfinished::note(json note) {
  note_ = std::move(note);
  write_note("running");
}

void Unfinished::write_note(const std::string& ended) {
  if (note_.is_null()) return;
  note_["ended"] = ended;
  put_note(folder_, note_);
}

bool Unfinished::keep(const std::string& ended) {
  try {
    if (!clear_partial(folder_)) return drop(), false;
  } catch (const fs::filesystem_error&) {  // the next run clears it
  }
  write_note(ended);
  ::futimens(lock_, nullptr);
  ::close(std::exchange(lock_, -1));
  return true;
}

void Unfinished::drop() {
  std::error_code ec;
  fs::remove_all(folder_, ec);
  fs::remove(note_of(folder_), ec);
  fs::remove(lock_of(folder_), ec);
  ::close(std::exchange(lock_, -1));
  fs::remove(folder_.parent_path(), ec);  // when it is empty
}

json newest_note_once(const fs::path& workspace, const std::string& workflow, const std::string& stage) {
  json newest;
  fs::path newest_folder;
  fs::file_time_type newest_at = fs::file_time_type::min();
  std::error_code ec;
  for (fs::directory_iterator it(workspace / "unfinished", ec), end; !ec && it != end; it.increment(ec)) {
    fs::path folder = it->path();
    if (folder.extension() != ".json" || !is_key(folder.stem().string())) continue;
    folder.replace_extension();
    std::error_code gone;
    const auto at = fs::last_write_time(it->path(), gone);
    if (gone || at <= newest_at || !fs::is_directory(folder, gone) || is_locked(folder)) continue;
    json note = read_note(it->path());
    if (note.is_null() || note.at("workflow") != workflow || note.at("stage") != stage) continue;
    newest = std::move(note);
    newest_at = at;
    newest_folder = folder;
  }
  if (newest.is_null() || newest.contains("told")) return nullptr;
  mark_told(newest_folder, newest, newest_at);
  return newest;
}

void drop_old_unfinished(const fs::path& workspace) {
  std::set<fs::path> folders;
  std::error_code ec;
  for (fs::directory_iterator it(workspace / "unfinished", ec), end; !ec && it != end; it.increment(ec)) {
    const std::string name = it->path().filename().string();
    const std::string key = name.substr(0, name.find('.'));
    if (is_key(key)) folders.insert(it->path().parent_path() / key);
  }
  for (const fs::path& folder : folders) {
    if (!is_old(lock_of(folder))) continue;
    const int fd = lock(lock_of(folder));
    if (fd < 0) continue;
    if (has_waited_too_long(folder)) {
      fs::remove_all(folder, ec);
      fs::remove(note_of(folder), ec);
      fs::remove(lock_of(folder), ec);
    }
    ::close(fd);
  }
}

}  // namespace atelier::host
