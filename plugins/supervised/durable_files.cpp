#include "durable_files.hpp"

#define XXH_INLINE_ALL
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <atelier/cpp/files.hpp>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

namespace atelier::supervised {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(std::string_view what, const fs::path& path, int error) {
  throw Error(ATELIER_E_IO, text(what, " ", path.string(), ": ", std::strerror(error)));
}

// Of a regular file or a folder.
class Descriptor {
 public:
  // O_NONBLOCK: to open a pipe that nobody writes to would wait for ever.
  explicit Descriptor(const fs::path& path) : fd_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {
    if (fd_ < 0) fail("cannot read", path, errno);
    struct stat status;
    if (::fstat(fd_, &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))) return;
    ::close(fd_);
    throw Error(ATELIER_E_IO, text(path.string(), " is no regular file"));
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { ::close(fd_); }
  int operator*() const { return fd_; }

 private:
  int fd_;
};

std::string hex(const XXH128_canonical_t& canonical) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : canonical.digest) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

std::string hex(XXH128_hash_t hash) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, hash);
  return hex(canonical);
}

struct FreeState {
  void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};

// `put` makes a file of the name it gets; `to` becomes it.
template <class Put>
void replace(const fs::path& to, Put put) {
  fs::path made = to;
  made += ".partial";
  std::error_code ec;
  fs::remove(made, ec);
  put(made);
  rename_path(made, to);
  fs::remove(made, ec);  // of two names of one file a rename leaves both
}

void copy_bytes(const fs::path& from, const fs::path& to) {
  std::error_code ec;
  if (!fs::copy_file(from, to, ec)) fail("cannot copy to", to, ec.value());
}

}  // namespace

Stamp stamp_of(const fs::path& file) {
  const Descriptor fd(file);
  const std::unique_ptr<XXH3_state_t, FreeState> state(XXH3_createState());
  if (!state) throw std::bad_alloc();
  XXH3_128bits_reset(state.get());
  std::vector<char> piece(size_t{1} << 20);
  Stamp out;
  for (;;) {
    const ssize_t n = ::read(*fd, piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("cannot read", file, errno);
    if (n == 0) break;
    XXH3_128bits_update(state.get(), piece.data(), static_cast<size_t>(n));
    out.bytes += static_cast<uint64_t>(n);
  }
  out.digest = hex(XXH3_128bits_digest(state.get()));
  return out;
}

Stamp stamp_of_bytes(std::string_view bytes) { return {bytes.size(), hex(XXH3_128bits(bytes.data(), bytes.size()))}; }

uint64_t digest_of(std::string_view bytes, uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

void sync_path(const fs::path& path) {
  const Descriptor fd(path);
  if (::fsync(*fd) != 0) fail("cannot sync", path, errno);
}

void put_link(const fs::path& from, const fs::path& to) {
  replace(to, [&](const fs::path& made) {
    std::error_code ec;
    fs::create_hard_link(from, made, ec);
    if (ec) copy_bytes(from, made);
  });
}

void put_copy(const fs::path& from, const fs::path& to) {
  replace(to, [&](const fs::path& made) { copy_bytes(from, made); });
}

void rename_path(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) fail("cannot make", to, errno);
}

void remove_folder(const fs::path& folder) {
  if (!fs::exists(folder)) return;
  fs::path gone = folder;
  if (!folder.native().ends_with(kUnfinished)) {
    gone += ".old";
    gone += kUnfinished;
    fs::remove_all(gone);
    rename_path(folder, gone);
  }
  fs::remove_all(gone);
}

}  // namespace atelier::supervised
