// What input folders held when stages read them, so that it can be said later which file has changed:
// store/folders/<digest>.json (../store/store.md). Only words hang on it; without it no file is named.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "store/contents.hpp"

namespace atelier::host {

class FolderLists {
 public:
  // `folder`: where the lists lie. [main]
  FolderLists(const System& system, std::filesystem::path folder, Contents& contents);

  // Keeps a list of what is in `path` under the digest of that. Nothing of a file; of more than
  // 20,000 files that they are too many.
  void keep(const std::filesystem::path& path, const std::string& digest);
  // "2 added (a.jpg, b.jpg), 1 removed (c.jpg), 3 changed (d.jpg, e.jpg, f.jpg)" of the folder since it had the digest
  // `was`; "" when that is not known.
  std::string difference(const std::filesystem::path& path, const std::string& was);

 private:
  std::filesystem::path file_of(const std::string& digest) const;
  System system_;
  std::filesystem::path folder_;
  Contents& contents_;
};

}  // namespace atelier::host
