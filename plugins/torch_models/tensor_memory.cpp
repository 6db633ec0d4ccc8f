#include "tensor_memory.hpp"

#include <c10/core/Allocator.h>
#include <c10/core/impl/alloc_cpu.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <utility>

#include "memory_need.hpp"

namespace atelier::torch_models {
namespace {

constexpr size_t kAlignment = 64;
// Between blocks: features are powers of two in size, and where all began at the same place of a page, loads and stores
// of a convolution would wait for each other.
constexpr size_t kSpacing = 3 * kAlignment;
constexpr size_t kGrowth = size_t{32} << 20;    // by which memory is taken
constexpr size_t kSmallest = size_t{64} << 10;  // below it malloc serves

size_t rounded(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

char* addresses(size_t bytes) {
  void* const got = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return got == MAP_FAILED ? nullptr : static_cast<char*>(got);
}

}  // namespace

Stretch::Stretch(size_t bytes) : start_(addresses(bytes)), size_(start_ ? bytes : 0) {}

Stretch::~Stretch() {
  if (start_) munmap(start_, size_);
}

void* Stretch::take(size_t bytes) {
  if (bytes > size_) return nullptr;
  const size_t whole = rounded(bytes, kAlignment) + kSpacing;
  const std::lock_guard lock(mutex_);
  char* block = from_the_free(whole);
  if (!block) block = from_the_end(whole);
  if (block) taken_[block] = whole;
  return block;
}

char* Stretch::from_the_free(size_t bytes) {
  const auto found = std::find_if(free_.begin(), free_.end(), [&](const auto& f) { return f.second >= bytes; });
  if (found == free_.end()) return nullptr;
  const auto [block, size] = *found;
  free_.erase(found);
  if (size > bytes) free_.emplace(block + bytes, size - bytes);
  return block;
}

char* Stretch::from_the_end(size_t bytes) {
  if (bytes > size_ - end_ || !writable_up_to(end_ + bytes)) return nullptr;
  char* const block = start_ + end_;
  end_ += bytes;
  touched_ = std::max(touched_, end_);
  return block;
}

bool Stretch::writable_up_to(size_t bytes) {
  if (bytes <= writable_) return true;
  const size_t wanted = std::min(rounded(bytes, kGrowth), size_);
  if (static_cast<double>(wanted - writable_) + kRoomToWork > room_under_limits()) return false;
  if (mprotect(start_, wanted, PROT_READ | PROT_WRITE) != 0) return false;
  writable_ = wanted;
  return true;
}

bool Stretch::give_back(void* block) {
  const std::lock_guard lock(mutex_);
  const auto found = taken_.find(static_cast<char*>(block));
  if (found == taken_.end()) return false;
  const auto [start, bytes] = *found;
  taken_.erase(found);
  set_free(start, bytes);
  return true;
}

void Stretch::set_free(char* block, size_t bytes) {
  const auto above = free_.lower_bound(block);
  if (above != free_.end() && above->first == block + bytes) {
    bytes += above->second;
    free_.erase(above);
  }
  const auto next = free_.lower_bound(block);
  if (next != free_.begin()) {
    const auto below = std::prev(next);
    if (below->first + below->second == block) {
      block = below->first;
      bytes += below->second;
      free_.erase(below);
    }
  }
  if (block + bytes == start_ + end_)
    end_ -= bytes;
  else
    free_.emplace(block, bytes);
}

namespace {

bool has_limit(decltype(RLIMIT_AS) resource) {
  rlimit set{};
  return getrlimit(resource, &set) == 0 && set.rlim_cur != RLIM_INFINITY;
}

size_t bytes_of_memory() {
  return static_cast<size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

// It must outlive every tensor, those in static storage too. Where addresses are limited there are none to spare.
Stretch& stretch() {
  static Stretch& all = *new Stretch(has_limit(RLIMIT_AS) ? 0 : bytes_of_memory());
  return all;
}

// oneDNN crashes where it finds no room for the code that it makes, and LibTorch waits for ever where it finds none for
// a thread. So under a limit of the process large tensors leave some, whether or not malloc has room of its own still.
void* by_malloc(size_t bytes) {
  constexpr double kMegabyte = 1e6;
  if (bytes < kSmallest) return c10::alloc_cpu(bytes);
  const double left = room_under_limits(), wanted = static_cast<double>(bytes);
  TORCH_CHECK(wanted + kRoomToWork <= left, "not enough memory: a tensor of ", std::ceil(wanted / kMegabyte),
              " MB, where the limits of the process leave ", std::floor(left / kMegabyte), " MB, of which ",
              kRoomToWork / kMegabyte, " are kept for code and threads; raise them (`ulimit -v`, `ulimit -d`)");
  return c10::alloc_cpu(bytes);
}

void give_back(void* block) {
  if (block && !stretch().give_back(block)) c10::free_cpu(block);
}

class TensorMemory final : public c10::Allocator {
 public:
  // One of the two is the function of c10::Allocator, of which depends on the release; so with copy_data().
  at::DataPtr allocate(size_t bytes) const {
    void* block = bytes < kSmallest ? nullptr : stretch().take(bytes);
    if (!block) block = by_malloc(bytes);
    return {block, block, &give_back, at::Device(at::kCPU)};
  }
  at::DataPtr allocate(size_t bytes) { return std::as_const(*this).allocate(bytes); }
  void copy_data(void* to, const void* from, size_t bytes) const { std::memcpy(to, from, bytes); }
  at::DeleterFnPtr raw_deleter() const { return &give_back; }
};

}  // namespace

void keep_tensors_together() {
#ifndef __SANITIZE_ADDRESS__
  constexpr uint8_t kBeforeTheDefault = 1;
  static TensorMemory& memory = *new TensorMemory;
  c10::SetAllocator(at::kCPU, &memory, kBeforeTheDefault);
#endif
}

}  // namespace atelier::torch_models
