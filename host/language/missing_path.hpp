// What to say about a path that does not exist.
#pragma once

#include <filesystem>
#include <string>

#include "system/disk.hpp"

namespace atelier::host {

struct MissingPath {
  std::filesystem::path folder;  // the deepest folder of the path that exists
  std::string name;              // what is not in it
  std::string suggestion;        // the path with its nearest neighbour in place of `name`, or ""
};

// `path` is absolute. Looks at no more than 10,000 entries of one folder.
MissingPath find_missing(const Disk& disk, const std::filesystem::path& path);

}  // namespace atelier::host
