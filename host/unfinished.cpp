#include "unfinished.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "atelier/param.h"
#include "registry.hpp"
#include "stage_key.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr auto kLongestWait = std::chrono::hours(24 * 14);

// The files that a stage and all it is made from are read from.
class Inputs {
 public:
  explicit Inputs(const ResolvedWorkflow& workflow) : workflow_(workflow) {}

  void visit(int index) {
    if (!seen_.insert(index).second) return;
    const Node& node = workflow_.nodes[static_cast<size_t>(index)];
    add(node.component->library);
    for (size_t i = 0; i < node.values.size(); ++i)
      if (!node.component->params[i].has(ATELIER_PARAM_NO_RESULT)) visit(node.values[i]);
  }
  const json& files() const { return files_; }

 private:
  void visit(const ResolvedValue& value) {
    if (value.is_wire()) visit(value.wire.node);
    if (value.type == ATELIER_TYPE_PATH_IN && !value.is_wire()) add(value.text);
    for (const ResolvedValue& item : value.items) visit(item);
  }
  void add(const fs::path& path) {
    std::error_code ec;
    if (!fs::is_regular_file(path, ec)) return;
    const FileState state = file_state(path, {});
    files_[path.string()] = {state.size, state.changed};
  }

  const ResolvedWorkflow& workflow_;
  std::set<int> seen_;
  json files_ = json::object();
};

bool is_key(const std::string& name) {
  return name.size() == 32 && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

fs::path lock_of(const fs::path& folder) { return folder.string() + ".lock"; }

// The locked descriptor, or -1. Whoever removes the file holds its lock: the file that is there must be the one locked.
int lock(const fs::path& file) {
  for (int attempt = 0; attempt < 16; ++attempt) {
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0) return -1;
    struct stat locked {
    }, there{};
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) return ::close(fd), -1;
    if (::fstat(fd, &locked) == 0 && ::stat(file.c_str(), &there) == 0 && locked.st_ino == there.st_ino &&
        locked.st_dev == there.st_dev)
      return fd;
    ::close(fd);
  }
  return -1;
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

std::string unfinished_key(const ResolvedWorkflow& workflow, int stage) {
  Inputs inputs(workflow);
  inputs.visit(stage);
  return key_digest({{"stage", stage_key(workflow, stage)}, {"files", inputs.files()}});
}

std::optional<Unfinished> Unfinished::take(const fs::path& workspace, const std::string& key, const fs::path& outputs) {
  const fs::path folder = workspace / "unfinished" / key;
  std::error_code ec;
  fs::create_directories(folder.parent_path(), ec);
  if (ec || fs::is_symlink(folder, ec) || !same_file_system(folder.parent_path(), outputs)) return std::nullopt;
  const int fd = lock(lock_of(folder));
  if (fd < 0) return std::nullopt;
  Unfinished taken(folder, fd);
  ::futimens(fd, nullptr);
  try {
    fs::create_directory(folder);
    taken.continued_ = clear_partial(folder);
    if (!taken.continued_) {
      fs::remove_all(folder);
      fs::create_directory(folder);
    }
  } catch (const fs::filesystem_error&) {
    taken.drop();
    return std::nullopt;
  }
  return taken;
}

Unfinished::Unfinished(Unfinished&& other) noexcept
    : folder_(std::move(other.folder_)), lock_(std::exchange(other.lock_, -1)), continued_(other.continued_) {}

Unfinished::~Unfinished() {
  if (lock_ >= 0) ::close(lock_);
}

bool Unfinished::keep() {
  try {
    if (!clear_partial(folder_)) return drop(), false;
  } catch (const fs::filesystem_error&) {  // the next run clears it
  }
  ::futimens(lock_, nullptr);
  ::close(std::exchange(lock_, -1));
  return true;
}

void Unfinished::drop() {
  std::error_code ec;
  fs::remove_all(folder_, ec);
  fs::remove(lock_of(folder_), ec);
  ::close(std::exchange(lock_, -1));
  fs::remove(folder_.parent_path(), ec);  // when it is empty
}

void drop_old_unfinished(const fs::path& workspace) {
  std::set<fs::path> folders;
  std::error_code ec;
  for (fs::directory_iterator it(workspace / "unfinished", ec), end; !ec && it != end; it.increment(ec)) {
    fs::path path = it->path();
    if (path.extension() == ".lock") path.replace_extension();
    if (is_key(path.filename().string())) folders.insert(path);
  }
  for (const fs::path& folder : folders) {
    if (!is_old(lock_of(folder))) continue;
    const int fd = lock(lock_of(folder));
    if (fd < 0) continue;
    if (has_waited_too_long(folder)) {
      fs::remove_all(folder, ec);
      fs::remove(lock_of(folder), ec);
    }
    ::close(fd);
  }
}

}  // namespace atelier::host
