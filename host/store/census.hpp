// What a store holds, and which runs hold what of it: for gc. [main]
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "system/system.hpp"

namespace atelier::host {

// Which file it is: device and inode.
using FileId = std::pair<uint64_t, uint64_t>;

struct CensusObject {
  std::string label;
  std::vector<std::string> needs;
  int64_t used = 0;           // nanoseconds since 1970
  std::vector<FileId> files;  // each name of a file
  uint64_t size = 0;          // bytes of its own files, each once
  std::filesystem::path folder;
};

// A run whose outputs are links into the store.
struct CensusRun {
  std::string id;
  int64_t ended = 0;                                                 // nanoseconds since 1970: of its last sign
  std::vector<std::pair<std::filesystem::path, std::string>> links;  // and the key of each one's object
  bool is_latest = false;                                            // runs/latest or runs/current leads to it
};

struct Census {
  std::map<std::string, CensusObject> objects;                        // by key
  std::vector<CensusRun> runs;                                        // oldest first
  std::map<FileId, uint64_t> sizes;                                   // of the files of objects
  std::vector<std::pair<std::filesystem::path, uint64_t>> orphans;    // of the pool: in no object
  std::vector<std::pair<std::filesystem::path, uint64_t>> leftovers;  // in tmp and damaged
};

Census take_census(const Disk& disk, const std::filesystem::path& workspace);

}  // namespace atelier::host
