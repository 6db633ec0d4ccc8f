#include "running.hpp"

#include <utility>

#include "alternate_stack.hpp"

namespace atelier::host {
namespace {

thread_local std::string_view noted;

}  // namespace

std::string_view exchange_running(std::string_view id) noexcept {
  give_alternate_stack();
  return std::exchange(noted, id);
}

std::string_view running() noexcept { return noted; }

}  // namespace atelier::host
