// Whether an object's files are those of its manifest. [any]
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "manifest.hpp"

namespace atelier::host {

struct Verified {
  std::string wrong;                // what is missing or other, as part of a sentence; "" when all fits
  std::vector<std::string> others;  // what lies there besides: of nobody's result
  bool refreshed = false;           // files have other times or inodes but the same bytes: the manifest has them now
};

// A file of the same size, time and inode is taken for the same; of another time or inode it is read.
Verified verify(const Disk& disk, const std::filesystem::path& output, Manifest& manifest);

// What is known of what a link leads to: its digest, and of a file its facts; no digest when it leads nowhere.
Result<TreeEntry> follow(const Disk& disk, const std::filesystem::path& output, TreeEntry link);

// Puts the digests into entries that read_tree gave: their bytes are read on all cores. Links out of the folder become
// entries of what they lead to.
Result<void> hash_entries(const Disk& disk, const std::filesystem::path& output, unsigned threads,
                          std::vector<TreeEntry>& entries);

// A folder that is no object's as a manifest would have it: its entries, and their digest without the reports.
Result<Manifest> describe_folder(const Disk& disk, const std::filesystem::path& folder, unsigned threads,
                                 std::vector<std::string> reports);

}  // namespace atelier::host
