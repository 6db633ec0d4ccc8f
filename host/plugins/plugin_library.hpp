// A handle to a plugin library in this process. Once loaded it stays: libraries with threads and thread-local state do
// not survive being unloaded.
#pragma once

#include <atelier/plugin.h>

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "words/result.hpp"

namespace atelier::host {

class PluginLibrary {
 public:
  // Loads the file (or finds it loaded) and calls its entry function, after `before_entry`. The failure is the loader's
  // own reason. [main]
  static Result<PluginLibrary> load(const std::filesystem::path& file, const std::function<void()>& before_entry = {});

  // What the entry function gave; may be null, and nothing in it has been checked.
  const atelier_plugin* plugin() const { return plugin_; }
  // The component of that id, or null. Only for plugins that `describe` has accepted.
  const atelier_component* find(std::string_view id) const;

 private:
  explicit PluginLibrary(const atelier_plugin* plugin) : plugin_(plugin) {}
  const atelier_plugin* plugin_;
};

// What is said of a plugin whose entry function gave nothing. `words`: what it wrote to stderr, where the C++ layer
// says why; or "".
Failure no_description(const std::string& words = {});

}  // namespace atelier::host
