#include "sources/outside.hpp"

#include <algorithm>
#include <atelier/cpp/inputs.hpp>

namespace sources {
namespace fs = std::filesystem;
namespace {

// Both without `..`.
bool is_below(const fs::path& path, const fs::path& folder) {
  return !folder.empty() && std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

fs::path plain(const fs::path& path) {
  std::error_code ec;
  const fs::path absolute = fs::absolute(path, ec);
  const fs::path normal = (ec ? path : absolute).lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

// "/data/pictures/a.jpg" is below "/data/pictures", which nearly all are, and needs no more thought.
bool is_plainly_below(const std::string& file, const std::string& folder) {
  return !folder.empty() && file.size() > folder.size() && file.compare(0, folder.size(), folder) == 0 &&
         (folder.back() == '/' || file[folder.size()] == '/') &&
         file.find("/..", folder.size() - 1) == std::string::npos;
}

}  // namespace

void note_outside(const atelier::Call& call, const fs::path& given, const fs::path& file) {
  if (file.empty() || is_plainly_below(file.native(), given.native())) return;
  const fs::path folder = given.empty() ? given : plain(given), path = plain(file);
  if (!is_below(path, folder)) atelier::note_input(call, path);
  if (std::find(file.begin(), file.end(), "..") == file.end()) return;
  std::error_code ec;
  const fs::path real = fs::weakly_canonical(file, ec);
  if (!ec && real != path && !is_below(real, folder)) atelier::note_input(call, real);
}

}  // namespace sources
