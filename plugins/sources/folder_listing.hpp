// The files of a folder and all below it, found by base name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sources {

class FolderListing {
 public:
  // Each folder once, however many links lead there. What may not be read is passed over.
  explicit FolderListing(const std::filesystem::path& folder);

  size_t size() const { return files_.size(); }
  // Below the folder, with `/`, in the order of their bytes.
  const std::string& at(uint32_t file) const { return files_[file]; }
  bool holds(std::string_view file) const;
  // The files whose base name without the extension of a picture is this one, folded; also those of which it is the
  // name without the prefix of an upload. In the order of the files.
  std::vector<uint32_t> of_stem(std::string_view folded_stem) const;

 private:
  struct Key {
    uint64_t hash = 0;
    uint32_t file = 0;
  };
  void add_key(std::string_view stem, uint32_t file);

  std::vector<std::string> files_;
  std::vector<Key> keys_;  // sorted
};

// What follows the last `/`. [any]
std::string_view base_name(std::string_view path);

}  // namespace sources
