// Digests of files and folders by what is in them. A file's is that of its bytes. A folder's is that of the names of
// all that is below it, relative to it and sorted bytewise, and of the files' digests: where the folder lies is not in
// it. Links are followed; one that leads nowhere, and one to a folder that it lies in, count as that. Pipes, sockets
// and devices are refused.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "parallel.hpp"
#include "stat_cache.hpp"
#include "tree.hpp"

namespace atelier::host {

struct Watch {
  // Bytes read, of how many; from any thread, one at a time.
  std::function<void(uint64_t done, uint64_t of)> progress = {};
  std::function<bool()> cancelled = {};  // from any thread
};

struct Seen {
  Digest content;
  Digest state;  // another one, too, once a file has been written or replaced, be it by the same bytes
};

class Contents {
 public:
  // `cache`: where the stat cache lies. [main]
  Contents(const System& system, const std::filesystem::path& cache, unsigned threads = all_cores(), Apart apart = {});

  // A failure names the file, with the errno as its status (ECANCELED: it was to stop). [main]
  Result<Digest> of(const std::filesystem::path& path, const Watch& watch = {});
  Result<Seen> see(const std::filesystem::path& path, const Watch& watch = {});
  // Of each, on all cores at once.
  std::vector<Result<Digest>> of(const std::vector<std::filesystem::path>& paths, const Watch& watch = {});

  // All that is in a folder, with the digests of its files. [main]
  Result<std::vector<TreeEntry>> list(const std::filesystem::path& folder);

  // Keeps for later what has been read. [main]
  Result<void> save() { return cache_.save(); }

 private:
  struct Root;
  Root look_at(const std::filesystem::path& path, const Watch& watch) const;
  void hash(std::vector<Root>& roots, const Watch& watch);
  System system_;
  StatCache cache_;
  unsigned threads_;
  Apart apart_;
};

}  // namespace atelier::host
