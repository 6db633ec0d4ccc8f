#include "plugin_code.hpp"

#include <link.h>
#include <ucontext.h>
#include <unwind.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string>

namespace atelier::host {
namespace {

struct Range {
  uintptr_t begin;
  uintptr_t end;
  std::string file;
  const Range* next;
};
std::atomic<const Range*> ranges{nullptr};

// From the lowest to the highest loaded byte of one library.
struct Extent {
  uintptr_t inside;
  uintptr_t begin = UINTPTR_MAX;
  uintptr_t end = 0;
};

int take_extent(dl_phdr_info* library, size_t, void* to) {
  auto& wanted = *static_cast<Extent*>(to);
  Extent all{wanted.inside};
  for (int i = 0; i < library->dlpi_phnum; ++i) {
    const auto& part = library->dlpi_phdr[i];
    if (part.p_type != PT_LOAD) continue;
    const uintptr_t begin = library->dlpi_addr + part.p_vaddr;
    all.begin = std::min(all.begin, begin);
    all.end = std::max(all.end, begin + part.p_memsz);
  }
  if (wanted.inside < all.begin || wanted.inside >= all.end) return 0;
  wanted = all;
  return 1;
}

struct Walk {
  const char* found = nullptr;
  int frames = 0;
};

_Unwind_Reason_Code visit(_Unwind_Context* frame, void* to) {
  constexpr int kMostFrames = 2000000;  // a whole stack of small frames: a library may have used it up
  auto& walk = *static_cast<Walk*>(to);
  int before_instruction = 0;
  // a return address may already be the next function's
  const uintptr_t at = _Unwind_GetIPInfo(frame, &before_instruction) - (before_instruction ? 0 : 1);
  walk.found = plugin_file_at(reinterpret_cast<const void*>(at));
  return walk.found || ++walk.frames > kMostFrames ? _URC_NORMAL_STOP : _URC_NO_REASON;
}

const uintptr_t* stack_pointer(const void* signal_context) {
  [[maybe_unused]] const auto& machine = static_cast<const ucontext_t*>(signal_context)->uc_mcontext;
#if defined(__x86_64__)
  return reinterpret_cast<const uintptr_t*>(machine.gregs[REG_RSP]);
#elif defined(__aarch64__)
  return reinterpret_cast<const uintptr_t*>(machine.sp);
#else
  return nullptr;
#endif
}

// Whatever looks like an address of a plugin's code near the top of the stack.
const char* scan(const uintptr_t* stack) {
  constexpr int kWords = 256;
  for (int i = 0; stack && i < kWords; ++i)
    if (const char* file = plugin_file_at(reinterpret_cast<const void*>(stack[i]))) return file;
  return nullptr;
}

}  // namespace

void note_plugin_code(const void* inside, const std::filesystem::path& file) {
  Extent extent{reinterpret_cast<uintptr_t>(inside)};
  if (::dl_iterate_phdr(take_extent, &extent) == 0) return;
  ranges = new Range{extent.begin, extent.end, file.string(), ranges.load()};  // for good, like the library
}

const char* plugin_file_at(const void* address) noexcept {
  const auto at = reinterpret_cast<uintptr_t>(address);
  for (const Range* r = ranges; r; r = r->next)
    if (at >= r->begin && at < r->end) return r->file.c_str();
  return nullptr;
}

const char* innermost_plugin(const void* signal_context) noexcept {
  Walk walk;
  _Unwind_Backtrace(visit, &walk);
  return walk.found || !signal_context ? walk.found : scan(stack_pointer(signal_context));
}

}  // namespace atelier::host
