#include "missing_path.hpp"

#include <system_error>
#include <vector>

#include "words/suggest.hpp"

namespace atelier::host {
namespace fs = std::filesystem;

MissingPath find_missing(const fs::path& path) {
  MissingPath out;
  fs::path rest;
  std::error_code error;
  out.folder = path.root_path();
  const fs::path relative = path.relative_path();
  for (const fs::path& part : relative) {
    if (part.empty()) continue;
    if (!out.name.empty()) {
      rest /= part;
      continue;
    }
    const fs::path next = out.folder / part;
    if (fs::is_directory(next, error))
      out.folder = next;
    else
      out.name = part.string();
  }
  std::vector<std::string> names;
  constexpr size_t kMost = 10000;
  fs::directory_iterator entry(out.folder, error);
  for (; !error && entry != fs::directory_iterator() && names.size() < kMost; entry.increment(error))
    names.push_back(entry->path().filename().string());
  std::string near = nearest(out.name, names);
  if (near.empty() || near == out.name) return out;
  out.suggestion = (rest.empty() ? out.folder / near : out.folder / near / rest).string();
  return out;
}

}  // namespace atelier::host
