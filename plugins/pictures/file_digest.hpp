// Digests of whole files.
#pragma once

#include <sys/stat.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace pictures {

using FileDigest = std::array<uint8_t, 16>;

// The xxHash3 (128 bits, canonical) of a file's bytes. A file is read again only when its device, inode, size or time
// of change is another. Errors: ATELIER_E_IO. [any]
class FileDigests {
 public:
  FileDigest of(const std::filesystem::path& path);

 private:
  struct Known {
    struct stat status;
    FileDigest digest;
  };
  std::mutex mutex_;
  std::unordered_map<std::string, Known> known_;
};

// The same hash of any bytes.
FileDigest digest_of(const void* data, size_t size);

}  // namespace pictures
