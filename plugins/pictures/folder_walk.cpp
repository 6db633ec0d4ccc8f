#include "pictures/folder_walk.hpp"

#include <algorithm>
#include <atelier/cpp/core.hpp>

namespace pictures {

namespace fs = std::filesystem;

namespace {

bool is_loop(const fs::path& link) {
  std::error_code ec;
  const fs::path target = fs::canonical(link, ec);
  if (ec) return true;
  const fs::path here = fs::canonical(link.parent_path(), ec);
  return ec || std::mismatch(target.begin(), target.end(), here.begin(), here.end()).first == target.end();
}

}  // namespace

void walk(const fs::path& folder, const Visit& visit) {
  try {
    const auto options = fs::directory_options::follow_directory_symlink;
    for (auto at = fs::recursive_directory_iterator(folder, options); at != fs::recursive_directory_iterator(); ++at) {
      std::error_code none;  // of a link that leads nowhere
      const bool is_folder = at->is_directory(none);
      const bool is_closed = at->is_symlink() && (!is_folder || is_loop(at->path()));
      if (!visit(*at, is_folder) || is_closed) at.disable_recursion_pending();
    }
  } catch (const fs::filesystem_error& e) {
    throw atelier::Error(ATELIER_E_IO, atelier::text("cannot list ", folder.string(), ": ", e.code().message()));
  }
}

}  // namespace pictures
