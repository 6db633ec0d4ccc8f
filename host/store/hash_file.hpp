// The digest of one file's bytes, of which it is known that they were the file's all at once. [any]
#pragma once

#include <filesystem>
#include <functional>

#include "digest.hpp"
#include "system/disk.hpp"

namespace atelier::host {

struct HashedFile {
  Digest digest;
  FileFacts facts;  // before and after: the same
};

// `read` is called with the number of bytes after each piece, and says false to stop (a failure, ECANCELED). A file
// that changes meanwhile is read again, a few times; then it is a failure, EAGAIN. Special files are one, EINVAL.
Result<HashedFile> hash_file(const Disk& disk, const std::filesystem::path& file,
                             const std::function<bool(uint64_t)>& read = {});

// Whether the bytes of both are the same; what cannot be read is not.
bool have_same_bytes(const Disk& disk, const std::filesystem::path& a, const std::filesystem::path& b);

}  // namespace atelier::host
