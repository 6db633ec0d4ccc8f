#include "pair_cache.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <utility>

#include "atelier/cpp/files.hpp"

namespace atelier::loader {

namespace fs = std::filesystem;

namespace {

constexpr int64_t kDay = 24 * 60 * 60;  // seconds

// The first bytes of an entry: pair_cache.md.
struct Header {
  char magic[8];
  uint8_t content[16];
  uint32_t height;
  uint32_t width;
  uint32_t label_bytes;
  uint32_t form;
  uint64_t sum;
  uint8_t zeros[16];
};
static_assert(sizeof(Header) == PairCache::kHeaderBytes);

size_t rounded_up(size_t bytes) { return (bytes + 63) / 64 * 64; }

uint32_t code_of(atelier_form form) { return same_form(form, kRgb8) ? 0 : form.channels * 16 + form.dtype.bits / 8u; }

// How long the parts behind the header are.
struct Lengths {
  size_t picture, padding, labels;
  size_t all() const { return sizeof(Header) + picture + padding + labels; }
};

Lengths lengths_of(Extent size, atelier_form form, size_t label_bytes) {
  const size_t pixels = size_t{size.height} * size.width, picture = pixels * form.channels * (form.dtype.bits / 8u);
  return {picture, rounded_up(picture) - picture, pixels * label_bytes};
}

constexpr uint8_t kPadding[64] = {};

// The header of a pair, whose picture and labels have the lengths that it says.
Header header_of(const Digest& content, Extent size, atelier_form form, uint32_t label_bytes, const void* picture,
                 const void* labels) {
  Header h{};
  std::copy_n(PairCache::kMagic, sizeof h.magic, h.magic);
  std::copy(content.begin(), content.end(), h.content);
  h.height = size.height;
  h.width = size.width;
  h.label_bytes = label_bytes;
  h.form = code_of(form);
  const uint32_t numbers[4] = {h.height, h.width, h.label_bytes, h.form};
  const Lengths lengths = lengths_of(size, form, label_bytes);
  XXH3_state_t sum{};
  XXH3_64bits_reset_withSeed(&sum, XXH3_64bits(numbers, sizeof numbers));
  XXH3_64bits_update(&sum, picture, lengths.picture);
  XXH3_64bits_update(&sum, kPadding, lengths.padding);
  XXH3_64bits_update(&sum, labels, lengths.labels);
  h.sum = XXH3_64bits_digest(&sum);
  return h;
}

std::string hex(const Digest& digest) {
  std::string out;
  for (const uint8_t byte : digest) {
    out.push_back("0123456789abcdef"[byte >> 4]);
    out.push_back("0123456789abcdef"[byte & 15]);
  }
  return out;
}

// The pair in an open file, when it is whole: every byte of it is either read into the pair or compared.
std::optional<Sample> read_pair(int fd, size_t file_bytes, const Digest& content, Extent size, atelier_form form) {
  uint32_t label_bytes = 1;
  if (file_bytes != lengths_of(size, form, label_bytes).all()) label_bytes = 2;
  const Lengths lengths = lengths_of(size, form, label_bytes);
  if (file_bytes != lengths.all()) return std::nullopt;
  const int64_t height = size.height, width = size.width;
  Sample pair{Tensor::make(form.dtype, {height, width, form.channels}),
              Tensor::make(label_bytes == 2 ? dtype_of<uint16_t>() : dtype_of<uint8_t>(), {height, width})};
  Header found;
  uint8_t padding[sizeof kPadding];
  const iovec parts[] = {{&found, sizeof found},
                         {pair.picture.get().data, lengths.picture},
                         {padding, lengths.padding},
                         {pair.labels.get().data, lengths.labels}};
  if (::readv(fd, parts, 4) != static_cast<ssize_t>(file_bytes)) return std::nullopt;
  const Header expected = header_of(content, size, form, label_bytes, pair.picture.get().data, pair.labels.get().data);
  if (std::memcmp(&found, &expected, sizeof found) != 0 || std::memcmp(padding, kPadding, lengths.padding) != 0)
    return std::nullopt;
  return pair;
}

}  // namespace

PairCache::PairCache(fs::path folder, uint64_t limit) : folder_(std::move(folder)), limit_(limit) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error)
    throw Error(ATELIER_E_IO, text("cannot make the folder ", folder_.string(), " for the cache: ", error.message(),
                                   "; name another with `cache_folder`"));
}

fs::path PairCache::usual_folder(const atelier_host* host) {
  const auto* folders =
      host && host->extension
          ? static_cast<const atelier_host_folders_v1*>(host->extension(host, c_str(ATELIER_EXTENSION_HOST_FOLDERS)))
          : nullptr;
  if (folders && folders->struct_size >= ATELIER_HOST_FOLDERS_V1_FLOOR)
    if (const atelier_str cache = folders->cache(host); cache.size) return fs::path(str(cache)) / "loader";
  throw Error(ATELIER_E_INVALID,
              "`cache` needs a folder, and the program knows none for caches; name one with `cache_folder`");
}

fs::path PairCache::file_of(const Digest& content, Extent size) const {
  const std::string name = hex(content);
  return folder_ / name.substr(0, 2) / text(name.substr(2), "-", size.height, "x", size.width);
}

std::optional<Sample> PairCache::find(const Digest& content, Extent size, atelier_form form) {
  const fs::path file = file_of(content, size);
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return std::nullopt;
  struct stat status {};
  std::optional<Sample> pair;
  if (::fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
    pair = read_pair(fd, static_cast<size_t>(status.st_size), content, size, form);
  ::close(fd);
  // The time of change tells when it was last used. Half a day of doubt saves a write for each look.
  if (pair && status.st_mtim.tv_sec < std::time(nullptr) - kDay / 2) ::utimensat(AT_FDCWD, file.c_str(), nullptr, 0);
  return pair;
}

void PairCache::keep(const Call& call, const Digest& content, Extent size, const Sample& pair) {
  if (is_broken_) return;
  const atelier_tensor &picture = pair.picture, &labels = pair.labels;
  const atelier_form form{picture.dtype, static_cast<uint32_t>(picture.shape[2])};
  const Header header = header_of(content, size, form, labels.dtype.bits / 8u, picture.data, labels.data);
  const Lengths lengths = lengths_of(size, form, header.label_bytes);
  if (!make_room(lengths.all()))
    return warn_once(call, text("the cache ", folder_.string(), " is full; raise `cache_limit` to keep the rest"));
  const fs::path file = file_of(content, size);
  try {
    fs::create_directories(file.parent_path());
    const fs::path own = file.string() + text(".", ::getpid(), "-", written_++);
    NewFile out(own, false);
    out.write(&header, sizeof header);
    out.write(picture.data, lengths.picture);
    out.write(kPadding, lengths.padding);
    out.write(labels.data, lengths.labels);
    out.commit();
    fs::rename(own, file);
  } catch (const std::exception& e) {
    is_broken_ = true;
    warn_once(call, text("the cache keeps nothing more: ", e.what()));
  }
}

void PairCache::warn_once(const Call& call, const std::string& line) {
  if (!has_warned_.exchange(true)) call.warn(line);
}

// Whether there is room for so many bytes more, which are counted then.
bool PairCache::make_room(uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(is_counted_, true)) count_entries();
  while (bytes_ + bytes > limit_ && !unused_.empty()) {
    std::error_code ignored;
    struct stat status {};
    const bool is_used_again =
        ::stat(unused_.back().file.c_str(), &status) == 0 && status.st_mtim.tv_sec > unused_.back().used;
    if (!is_used_again && fs::remove(unused_.back().file, ignored)) bytes_ -= unused_.back().bytes;
    unused_.pop_back();
  }
  if (bytes_ + bytes > limit_) return false;
  bytes_ += bytes;
  return true;
}

// How much there is already, and what of it no run has used for a day. The lock is held.
void PairCache::count_entries() {
  const int64_t a_day_ago = std::time(nullptr) - kDay;
  std::error_code error;
  for (fs::recursive_directory_iterator each(folder_, error), end; !error && each != end; each.increment(error)) {
    struct stat status {};
    if (::lstat(each->path().c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    const auto bytes = static_cast<uint64_t>(status.st_size);
    bytes_ += bytes;
    if (status.st_mtim.tv_sec < a_day_ago) unused_.push_back({status.st_mtim.tv_sec, bytes, each->path()});
  }
  std::sort(unused_.begin(), unused_.end(), [](const Unused& a, const Unused& b) { return a.used > b.used; });
}

}  // namespace atelier::loader
