#include "run_folder.hpp"

#include <spdlog/fmt/fmt.h>
#include <sys/stat.h>

#include <atelier/cpp/core.hpp>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <random>

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

void make_folders(const fs::path& path) {
  std::error_code ec;
  fs::create_directories(path, ec);
  if (ec) throw Error(ATELIER_E_IO, text("cannot create the folder ", path.string(), ": ", ec.message()));
}

// A link is replaced by renaming a new one over it, so that it points somewhere at all times.
void point_latest(const fs::path& runs, const std::string& id) {
  const fs::path link = runs / (".latest-" + id);
  std::error_code ec;
  fs::create_directory_symlink(id, link, ec);
  if (!ec) fs::rename(link, runs / "latest", ec);
  if (!ec) return;
  const char* help = ec == std::errc::is_a_directory ? "; move it away" : "";
  throw Error(ATELIER_E_IO, text("cannot make the link ", (runs / "latest").string(), ": ", ec.message(), help));
}

}  // namespace

std::string new_run_id() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  std::random_device random;
  return fmt::format("{:04}{:02}{:02}-{:02}{:02}-{:04x}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
                     utc.tm_min, random() & 0xffffu);
}

RunFolder RunFolder::create(const fs::path& workspace) {
  const fs::path runs = fs::absolute(workspace).lexically_normal() / "runs";
  make_folders(runs);
  for (int attempt = 0; attempt < 1000; ++attempt) {
    std::string id = new_run_id();
    const fs::path path = runs / id;
    if (::mkdir(path.c_str(), 0777) == 0) {
      for (const char* part : {"stages", "outputs", "tmp"}) make_folders(path / part);
      point_latest(runs, id);
      return RunFolder(std::move(id), path);
    }
    if (errno != EEXIST)
      throw Error(ATELIER_E_IO, text("cannot create the folder ", path.string(), ": ", std::strerror(errno)));
  }
  throw Error(ATELIER_E_IO, text("finds no free name for a run in ", runs.string()));
}

fs::path RunFolder::begin_stage(const std::string& name) const {
  make_folders(stage(name));
  return stage(name);
}

fs::path RunFolder::begin_output(const std::string& name) const {
  const fs::path folder = path_ / "tmp" / name;
  make_folders(folder);
  return folder;
}

void RunFolder::commit_output(const std::string& name, const fs::path& folder) const {
  std::error_code ec;
  fs::rename(folder, output(name), ec);
  if (ec) throw Error(ATELIER_E_IO, text("cannot create the folder ", output(name).string(), ": ", ec.message()));
}

void RunFolder::drop_output(const std::string& name) const {
  std::error_code ignored;
  fs::remove_all(path_ / "tmp" / name, ignored);
}

void RunFolder::tidy() const {
  std::error_code ignored;
  fs::remove(path_ / "tmp", ignored);
}

}  // namespace atelier::host
