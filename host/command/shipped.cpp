#include "shipped.hpp"

#include <algorithm>

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

fs::path folder_of(const fs::path& program) {
  return program.parent_path().parent_path() / "share" / "atelier" / "workflows";
}

// A word without folders: only such names a shipped workflow.
bool is_bare(const fs::path& given) { return !given.empty() && given.has_filename() && !given.has_parent_path(); }

}  // namespace

std::vector<std::string> shipped_workflows(const fs::path& program) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder_of(program), error), end; !error && entry != end; entry.increment(error))
    if (entry->path().extension() == ".toml") names.push_back(entry->path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

fs::path workflow_file(const fs::path& given, const fs::path& program) {
  std::error_code error;
  if (!is_bare(given) || fs::exists(given, error)) return given;
  fs::path shipped = folder_of(program) / given;
  if (given.extension() != ".toml") shipped += ".toml";
  return fs::is_regular_file(shipped, error) ? shipped : given;
}

}  // namespace atelier::host
