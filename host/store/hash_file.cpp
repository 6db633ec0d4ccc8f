#include "hash_file.hpp"

#include <cerrno>
#include <cstring>
#include <vector>

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

constexpr size_t kPiece = 512 * 1024;
constexpr int kMostAttempts = 3;

bool is_unchanged(const FileFacts& before, const FileFacts& after) {
  return before.size == after.size && before.changed == after.changed && before.status_changed == after.status_changed;
}

// One for each thread, kept: a folder has thousands of small files.
std::vector<char>& buffer() {
  thread_local std::vector<char> bytes(kPiece);
  return bytes;
}

// Fills the buffer, but at the end.
Result<size_t> read_piece(InputFile& file, char* to) {
  size_t got = 0;
  while (got < kPiece) {
    const Result<size_t> n = file.read(to + got, kPiece - got);
    if (!n) return n;
    if (*n == 0) break;
    got += *n;
  }
  return got;
}

Result<Digest> hash_bytes(InputFile& file, uint64_t size, const fs::path& path,
                          const std::function<bool(uint64_t)>& read) {
  char* const bytes = buffer().data();
  std::optional<DigestStream> stream;
  for (uint64_t at = 0;;) {
    const Result<size_t> n = read_piece(file, bytes);
    if (!n) return n.failure();
    at += *n;
    if (read && !read(*n)) return disk_failure("read", path, ECANCELED);
    const bool is_end = *n < kPiece;
    if (!stream && is_end) return digest_of({bytes, *n});
    if (!stream) stream.emplace();
    stream->add({bytes, *n});
    if (is_end || at > size) return stream->digest();  // one that grows is not followed for ever
  }
}

}  // namespace

Result<HashedFile> hash_file(const Disk& disk, const fs::path& file, const std::function<bool(uint64_t)>& read) {
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    const Result<std::unique_ptr<InputFile>> opened = disk.open(file);
    if (!opened) return opened.failure();
    const FileFacts before = (*opened)->facts();
    if (before.is_folder()) return disk_failure("read", file, EISDIR);
    if (!before.is_file())
      return Failure{"cannot read " + file.string() + ": it is a pipe, a socket or a device, not a file", {}, EINVAL};
    const Result<Digest> digest = hash_bytes(**opened, before.size, file, read);
    if (!digest) return digest.failure();
    if (is_unchanged(before, (*opened)->facts())) return HashedFile{*digest, before};
  }
  return Failure{
      "cannot read " + file.string() + ": another program writes to it; try again when that is done", {}, EAGAIN};
}

bool have_same_bytes(const Disk& disk, const fs::path& a, const fs::path& b) {
  const auto one = disk.open(a), other = disk.open(b);
  if (!one || !other || !(*one)->facts().is_file() || !(*other)->facts().is_file()) return false;
  if ((*one)->facts().size != (*other)->facts().size) return false;
  std::vector<char>& left = buffer();
  thread_local std::vector<char> right(kPiece);
  while (true) {
    const Result<size_t> n = read_piece(**one, left.data()), m = read_piece(**other, right.data());
    if (!n || !m || *n != *m || std::memcmp(left.data(), right.data(), *n) != 0) return false;
    if (*n < kPiece) return true;
  }
}

}  // namespace atelier::host
