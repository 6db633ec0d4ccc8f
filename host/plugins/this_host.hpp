// The program as plugins see it: its name, its ABI, its optional abilities.
#pragma once

#include <atelier/call.h>

#include <filesystem>
#include <functional>
#include <string>

namespace atelier::host {

// Lives as long as the process. [any]
const atelier_host& this_host();

// While this lives, what components note of their inputs (atelier/inputs.h) goes to `note`, one call at a time from any
// thread. One at a time in the process. [main]
class InputScope {
 public:
  explicit InputScope(std::function<void(const std::string&)> note);
  InputScope(const InputScope&) = delete;
  ~InputScope();
};

// $XDG_CACHE_HOME/atelier, else ~/.cache/atelier; empty where the user has neither. [any]
std::filesystem::path user_cache();

}  // namespace atelier::host
