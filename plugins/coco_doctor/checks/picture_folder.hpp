// The names of the picture files below a folder, to find those that entries mean.
#pragma once

#include <filesystem>
#include <set>
#include <string>

namespace atelier::coco_doctor {

class PictureFolder {
 public:
  // Throws ATELIER_E_IO when the folder cannot be read.
  explicit PictureFolder(std::filesystem::path folder);

  // Files with a picture's ending, relative to the folder.
  const std::set<std::string>& names() const { return names_; }
  bool has(const std::string& name) const;
  // The longest end of a path (b/c.jpg of /a/b/c.jpg) that is there. Empty for none.
  std::string end_of(const std::string& path) const;

 private:
  std::filesystem::path folder_;
  std::set<std::string> names_;
};

}  // namespace atelier::coco_doctor
