// The pool of a store: files/ab/<digest>, a name for each file of an object, so that equal bytes are one file. [any]
#pragma once

#include <atomic>
#include <filesystem>

#include "digest.hpp"
#include "system/disk.hpp"

namespace atelier::host {

class Pool {
 public:
  Pool(Disk& disk, std::filesystem::path folder) : disk_(disk), folder_(std::move(folder)) {}

  // Makes the file one with the pool's of the same bytes, or the pool's. `scratch`: a name on the same file system that
  // nobody else uses. Where files have one name only, they stay as they are.
  Result<void> share(const std::filesystem::path& file, const Digest& digest, const std::filesystem::path& scratch);

 private:
  Result<void> replace(const std::filesystem::path& with, const std::filesystem::path& scratch,
                       const std::filesystem::path& old);
  Disk& disk_;
  std::filesystem::path folder_;
  std::atomic<bool> has_links_{true};
};

}  // namespace atelier::host
