// A folder and all below it as one list, and the digest of such a list: of relative names and of what is under them,
// never of where the folder is. [any]
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "digest.hpp"
#include "system/disk.hpp"

namespace atelier::host {

enum class EntryKind : char {
  kFile = 'f',
  kFolder = 'd',
  kLink = 'l',     // kept as it is: `target` says where it leads
  kNowhere = 'n',  // a link that leads nowhere
  kCircle = 'c',   // a link to a folder that it lies in: `target` says how many levels up
  kOther = 'o',    // a pipe, a socket, a device
};

struct TreeEntry {
  std::string name;  // relative to the folder, '/' between
  EntryKind kind = EntryKind::kFile;
  FileFacts facts = {};
  std::string target = {};
  Digest digest = {};  // of a file's bytes; who hashes it puts it here
};

// A folder whose own parts are not counted: the program's workspace, which may lie below the user's pictures.
struct Apart {
  std::filesystem::path folder;    // counts only with what else is in it
  std::vector<std::string> names;  // folders in it that do not count
};

// Sorted by name, bytewise. What vanishes while it is looked at is not there. `links`: whether links are followed or
// kept. A failure: a folder that cannot be read, links nested beyond all measure, or `cancelled`.
Result<std::vector<TreeEntry>> read_tree(const Disk& disk, const std::filesystem::path& folder, Links links,
                                         const std::function<bool()>& cancelled = {}, const Apart& apart = {});

// Of kinds, names, targets and the files' digests.
Digest digest_of(const std::vector<const TreeEntry*>& entries);
Digest digest_of(const std::vector<TreeEntry>& entries);

}  // namespace atelier::host
