#include "disk.hpp"

#include <cerrno>
#include <cstring>

namespace atelier::host {
namespace fs = std::filesystem;

Failure disk_failure(std::string_view what, const fs::path& path, int error) {
  return {"cannot " + std::string(what) + " " + path.string() + ": " + std::strerror(error), {}, error};
}

Result<void> make_folders(Disk& disk, const fs::path& folder) {
  if (disk.facts(folder).is_folder()) return {};
  if (folder.has_relative_path())
    if (const Result<void> above = make_folders(disk, folder.parent_path()); !above)
      return disk_failure("create the folder", folder, above.failure().status);
  const Result<bool> made = disk.make_folder(folder);
  if (!made) return made.failure();
  if (!*made && !disk.facts(folder).is_folder()) return disk_failure("create the folder", folder, ENOTDIR);
  return {};
}

Result<std::vector<fs::path>> files_below(const Disk& disk, const fs::path& folder) {
  std::vector<fs::path> files, folders = {folder};
  while (!folders.empty()) {
    const fs::path at = std::move(folders.back());
    folders.pop_back();
    const Result<std::vector<std::string>> names = disk.list(at);
    if (!names) return names.failure();
    for (const std::string& name : *names)
      (disk.facts(at / name, Links::kKeep).is_folder() ? folders : files).push_back(at / name);
  }
  return files;
}

}  // namespace atelier::host
