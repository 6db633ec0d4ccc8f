// Files and folders that outlive a power cut, and digests that tell whether they did. POSIX. [any]
// Errors: ATELIER_E_IO with the path and the system's reason.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace atelier::supervised {

// What a file holds, in short.
struct Stamp {
  uint64_t bytes = 0;
  std::string digest;  // XXH3, 128 bits, 32 hexadecimal digits
  bool operator==(const Stamp&) const = default;
};
Stamp stamp_of(const std::filesystem::path& file);
Stamp stamp_of_bytes(std::string_view bytes);
// For sums over many pieces; `seed` says which of them it is.
uint64_t digest_of(std::string_view bytes, uint64_t seed);

// Waits until a file's bytes, or a folder's names, are on the disk.
void sync_path(const std::filesystem::path& path);

// Makes `to` another name of the file `from`, or a copy where the file system knows no such names; replaces what was
// called so. At no time is there no `to` when there was one.
void put_link(const std::filesystem::path& from, const std::filesystem::path& to);
// A copy of its own, put there in the same way.
void put_copy(const std::filesystem::path& from, const std::filesystem::path& to);

void rename_path(const std::filesystem::path& from, const std::filesystem::path& to);

// Removes a folder so that nobody ever sees a part of it under its name.
void remove_folder(const std::filesystem::path& folder);

// What half-made and half-removed folders end in.
inline constexpr std::string_view kUnfinished = ".unfinished";

}  // namespace atelier::supervised
