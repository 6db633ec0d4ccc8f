#include "running.hpp"

#include <utility>

#include "alternate_stack.hpp"

namespace atelier::host {
namespace {

thread_local const char* noted = nullptr;

}  // namespace

const char* exchange_running(const char* id) noexcept {
  give_alternate_stack();
  return std::exchange(noted, id);
}

const char* running() noexcept { return noted; }

}  // namespace atelier::host
