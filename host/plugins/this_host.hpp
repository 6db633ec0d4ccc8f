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
// thread, and the places that their results hold for alone (atelier/places.h) to `hold`, or to `note` where there is
// none. One at a time in the process. [main]
class InputScope {
 public:
  using Take = std::function<void(const std::string&)>;
  explicit InputScope(Take note, Take hold = {});
  InputScope(const InputScope&) = delete;
  ~InputScope();
};

// How components name files (atelier/places.h): "" for what has no name, and for what is none.
struct PlaceNames {
  std::function<std::string(const std::string& path)> name;
  std::function<std::string(const std::string& name)> find;
};

// While this lives, these hold for all components; then those from before it again. [main]
class PlaceScope {
 public:
  explicit PlaceScope(PlaceNames names);
  PlaceScope(const PlaceScope&) = delete;
  ~PlaceScope();

 private:
  PlaceNames before_;
};

// $XDG_CACHE_HOME/atelier, else ~/.cache/atelier; empty where the user has neither. [any]
std::filesystem::path user_cache();

}  // namespace atelier::host
