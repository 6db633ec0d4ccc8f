#include "pair_cache.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <memory>
#include <utility>

#include "atelier/cpp/files.hpp"

namespace atelier::loader {

namespace fs = std::filesystem;

namespace {

constexpr int64_t kDay = 24 * 60 * 60;  // seconds

struct Header {
  char magic[8];
  uint8_t content[16];
  uint32_t height;
  uint32_t width;
  uint32_t label_bytes;  // of a label: 1 or 2
  uint32_t form;         // 0: uint8 of 3 channels; else 16 times the channels, and the bytes of a value
  uint64_t sum;          // XXH3 of all behind the header, and of the four numbers above
  uint8_t zeros[16];
};
static_assert(sizeof(Header) == 64);
constexpr char kMagic[] = "ATLPAIR1";

size_t rounded_up(size_t bytes) { return (bytes + 63) / 64 * 64; }
size_t pixel_bytes(const Header& h) { return h.form ? size_t{h.form / 16} * (h.form % 16) : 3; }
size_t picture_bytes(const Header& h) { return rounded_up(size_t{h.height} * h.width * pixel_bytes(h)); }
size_t all_bytes(const Header& h) { return sizeof h + picture_bytes(h) + size_t{h.height} * h.width * h.label_bytes; }
uint64_t sum_of(const Header& h, const void* payload, size_t size) {
  const uint32_t numbers[4] = {h.height, h.width, h.label_bytes, h.form};
  return XXH3_64bits_withSeed(payload, size, XXH3_64bits(numbers, sizeof numbers));
}

uint32_t code_of(atelier_form form) { return same_form(form, kRgb8) ? 0 : form.channels * 16 + form.dtype.bits / 8u; }

Header header_of(const Digest& content, Extent size, atelier_form form, uint32_t label_bytes) {
  Header h{};
  std::memcpy(h.magic, kMagic, sizeof h.magic);
  std::copy(content.begin(), content.end(), h.content);
  h.height = size.height;
  h.width = size.width;
  h.label_bytes = label_bytes;
  h.form = code_of(form);
  return h;
}

// A mapped file. Private: whoever writes to a tensor in it writes to a copy.
class Mapping {
 public:
  Mapping(int fd, size_t size)
      : size_(size), data_(::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_POPULATE, fd, 0)) {}
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() {
    if (data_ != MAP_FAILED) ::munmap(data_, size_);
  }
  uint8_t* data() const { return data_ == MAP_FAILED ? nullptr : static_cast<uint8_t*>(data_); }

 private:
  size_t size_;
  void* data_;
};

// A tensor that keeps a mapping alive.
Tensor tensor_in(std::shared_ptr<Mapping> mapping, uint8_t* data, atelier_dtype dtype, std::vector<int64_t> shape) {
  struct Block {
    atelier_managed_tensor managed{};
    std::vector<int64_t> shape, strides;
    std::shared_ptr<Mapping> mapping;
  };
  auto block = std::make_unique<Block>();
  block->strides.resize(shape.size());
  int64_t count = 1;
  for (size_t i = shape.size(); i-- > 0; count *= shape[i]) block->strides[i] = count;
  block->shape = std::move(shape);
  block->mapping = std::move(mapping);
  atelier_tensor& t = block->managed.tensor;
  t.data = data;
  t.device = {ATELIER_DEVICE_CPU, 0};
  t.ndim = static_cast<int32_t>(block->shape.size());
  t.dtype = dtype;
  t.shape = block->shape.data();
  t.strides = block->strides.data();
  block->managed.version_major = 1;
  block->managed.manager_ctx = block.get();
  block->managed.deleter = [](atelier_managed_tensor* m) noexcept { delete static_cast<Block*>(m->manager_ctx); };
  return Tensor(&block.release()->managed);
}

std::string hex(const Digest& digest) {
  std::string out;
  for (const uint8_t byte : digest) {
    out.push_back("0123456789abcdef"[byte >> 4]);
    out.push_back("0123456789abcdef"[byte & 15]);
  }
  return out;
}

// The pair in an open file, when it is whole.
std::optional<Sample> pair_in(int fd, size_t size, const Digest& content, Extent extent, atelier_form form) {
  Header h;
  if (size < sizeof h || ::pread(fd, &h, sizeof h, 0) != static_cast<ssize_t>(sizeof h)) return std::nullopt;
  if ((h.label_bytes != 1 && h.label_bytes != 2) || std::memcmp(h.magic, kMagic, sizeof h.magic) != 0 ||
      !std::equal(content.begin(), content.end(), h.content) || h.height != extent.height || h.width != extent.width ||
      h.form != code_of(form) || size != all_bytes(h))
    return std::nullopt;
  auto mapping = std::make_shared<Mapping>(fd, size);
  uint8_t* data = mapping->data();
  if (!data || sum_of(h, data + sizeof h, size - sizeof h) != h.sum) return std::nullopt;
  const int64_t height = h.height, width = h.width;
  const atelier_dtype labels = h.label_bytes == 2 ? dtype_of<uint16_t>() : dtype_of<uint8_t>();
  Tensor picture = tensor_in(mapping, data + sizeof h, form.dtype, {height, width, form.channels});
  return Sample{std::move(picture), tensor_in(mapping, data + sizeof h + picture_bytes(h), labels, {height, width})};
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
    pair = pair_in(fd, static_cast<size_t>(status.st_size), content, size, form);
  ::close(fd);
  // The time of change tells when it was last used. Half a day of doubt saves a write for each look.
  if (pair && status.st_mtim.tv_sec < std::time(nullptr) - kDay / 2) ::utimensat(AT_FDCWD, file.c_str(), nullptr, 0);
  return pair;
}

void PairCache::keep(const Call& call, const Digest& content, Extent size, const Sample& pair) {
  if (is_broken_) return;
  const atelier_tensor& picture = pair.picture.get();
  Header h = header_of(content, size, {picture.dtype, static_cast<uint32_t>(picture.shape[2])},
                       pair.labels.get().dtype.bits / 8u);
  std::string payload(all_bytes(h) - sizeof h, '\0');
  std::memcpy(payload.data(), picture.data, pair.picture.bytes());
  std::memcpy(payload.data() + picture_bytes(h), pair.labels.get().data, pair.labels.bytes());
  h.sum = sum_of(h, payload.data(), payload.size());
  if (!make_room(sizeof h + payload.size()))
    return warn_once(call, text("the cache ", folder_.string(), " is full; raise `cache_limit` to keep the rest"));
  const fs::path file = file_of(content, size);
  try {
    fs::create_directories(file.parent_path());
    const fs::path own = file.string() + text(".", ::getpid(), "-", written_++);
    NewFile out(own, false);
    out.write(&h, sizeof h);
    out.write(payload);
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
  while (bytes_ + bytes > limit_ && !old_.empty()) {
    std::error_code ignored;
    struct stat status {};
    const bool is_used_again =
        ::stat(old_.back().file.c_str(), &status) == 0 && status.st_mtim.tv_sec > old_.back().used;
    if (!is_used_again && fs::remove(old_.back().file, ignored)) bytes_ -= old_.back().bytes;
    old_.pop_back();
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
    if (status.st_mtim.tv_sec < a_day_ago) old_.push_back({status.st_mtim.tv_sec, bytes, each->path()});
  }
  std::sort(old_.begin(), old_.end(), [](const Old& a, const Old& b) { return a.used > b.used; });
}

}  // namespace atelier::loader
