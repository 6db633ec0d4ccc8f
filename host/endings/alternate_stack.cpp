#include "alternate_stack.hpp"

#include <signal.h>
#include <sys/mman.h>

namespace atelier::host {
namespace {

constexpr size_t kSize = 64 << 10;  // walking a stack takes some

class AlternateStack {
 public:
  AlternateStack() {
    stack_t there{};
    if (::sigaltstack(nullptr, &there) != 0 || !(there.ss_flags & SS_DISABLE)) return;  // somebody else's: leave it
    void* memory = ::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return;
    memory_ = memory;
    stack_t ours{};
    ours.ss_sp = memory_;
    ours.ss_size = kSize;
    ::sigaltstack(&ours, nullptr);
  }
  AlternateStack(const AlternateStack&) = delete;
  ~AlternateStack() {
    if (!memory_) return;
    stack_t there{};
    if (::sigaltstack(nullptr, &there) == 0 && there.ss_sp == memory_) {
      stack_t none{};
      none.ss_flags = SS_DISABLE;
      ::sigaltstack(&none, nullptr);
    }
    ::munmap(memory_, kSize);
  }

 private:
  void* memory_ = nullptr;
};

}  // namespace

void give_alternate_stack() noexcept { [[maybe_unused]] static thread_local const AlternateStack stack; }

}  // namespace atelier::host
