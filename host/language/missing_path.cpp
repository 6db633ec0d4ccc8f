#include "missing_path.hpp"

#include <atelier/cpp/suggest.hpp>
#include <vector>

namespace atelier::host {
namespace fs = std::filesystem;

MissingPath find_missing(const Disk& disk, const fs::path& path) {
  MissingPath out;
  fs::path rest;
  out.folder = path.root_path();
  const fs::path relative = path.relative_path();
  for (const fs::path& part : relative) {
    if (part.empty()) continue;
    if (!out.name.empty()) {
      rest /= part;
      continue;
    }
    const fs::path next = out.folder / part;
    if (disk.facts(next).is_folder())
      out.folder = next;
    else
      out.name = part.string();
  }
  constexpr size_t kMost = 10000;
  const Result<std::vector<std::string>> names = disk.list(out.folder, kMost);
  const std::string near = names ? nearest_name(out.name, *names) : "";
  if (near.empty() || near == out.name) return out;
  out.suggestion = (rest.empty() ? out.folder / near : out.folder / near / rest).string();
  return out;
}

}  // namespace atelier::host
