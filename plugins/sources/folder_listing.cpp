#include "folder_listing.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "folded_name.hpp"

namespace sources {

namespace fs = std::filesystem;

namespace {

// Real folders first and links to folders after them, so that a file has the name without a link where it has one.
class Walk {
 public:
  explicit Walk(std::vector<std::string>& out) : out_(out) {}

  void run(const fs::path& folder) {
    links_.emplace_back(folder, "");
    while (!links_.empty()) {
      std::vector<Folder> next = std::exchange(links_, {});
      std::sort(next.begin(), next.end());
      for (const auto& [path, below] : next) list(path, below);
    }
  }

 private:
  using Folder = std::pair<fs::path, std::string>;  // and its name below the one that is listed, with the last `/`

  bool is_new(const fs::path& folder) {
    struct stat info {};
    return ::stat(folder.c_str(), &info) == 0 && seen_.emplace(info.st_dev, info.st_ino).second;
  }

  void list(const fs::path& folder, const std::string& below) {
    std::vector<Folder> open{{folder, below}};
    while (!open.empty()) {
      const auto [path, name] = std::move(open.back());
      open.pop_back();
      if (!is_new(path)) continue;
      std::error_code ec;
      fs::directory_iterator at(path, fs::directory_options::skip_permission_denied, ec);
      for (; !ec && at != fs::directory_iterator(); at.increment(ec)) take(*at, name, open);
    }
  }

  void take(const fs::directory_entry& entry, const std::string& below, std::vector<Folder>& open) {
    std::error_code none;  // of a link that leads nowhere
    std::string name = below + entry.path().filename().string();
    if (entry.is_directory(none))
      (entry.is_symlink(none) ? links_ : open).emplace_back(entry.path(), name + "/");
    else if (entry.is_regular_file(none))
      out_.push_back(std::move(name));
  }

  std::vector<std::string>& out_;
  std::vector<Folder> links_;
  std::set<std::pair<dev_t, ino_t>> seen_;
};

uint64_t hash_of(std::string_view text) { return std::hash<std::string_view>()(text); }

}  // namespace

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

FolderListing::FolderListing(const fs::path& folder) {
  Walk(files_).run(folder);
  std::sort(files_.begin(), files_.end());
  files_.resize(std::min<size_t>(files_.size(), UINT32_MAX));
  keys_.reserve(files_.size());
  for (uint32_t i = 0; i < files_.size(); ++i) {
    const std::string_view name = base_name(files_[i]);
    add_key(split_extension(name).stem, i);
    const std::string_view behind = without_upload_prefix(name);
    if (behind.size() != name.size()) add_key(split_extension(behind).stem, i);
  }
  const auto order = [](const Key& key) { return std::pair(key.hash, key.file); };
  std::sort(keys_.begin(), keys_.end(), [&](const Key& a, const Key& b) { return order(a) < order(b); });
}

void FolderListing::add_key(std::string_view stem, uint32_t file) { keys_.push_back({hash_of(folded(stem)), file}); }

bool FolderListing::holds(std::string_view file) const {
  return std::binary_search(files_.begin(), files_.end(), file, std::less<>());
}

std::vector<uint32_t> FolderListing::of_stem(std::string_view folded_stem) const {
  const uint64_t hash = hash_of(folded_stem);
  auto at = std::lower_bound(keys_.begin(), keys_.end(), hash, [](const Key& key, uint64_t h) { return key.hash < h; });
  std::vector<uint32_t> files;
  for (; at != keys_.end() && at->hash == hash; ++at) files.push_back(at->file);
  return files;
}

}  // namespace sources
