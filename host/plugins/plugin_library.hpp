// A handle to a plugin library in this process. Once loaded it stays: libraries with threads and thread-local state do
// not survive being unloaded.
#pragma once

#include <atelier/plugin.h>

#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string_view>

namespace atelier::host {

// The library cannot be loaded. what() is the loader's own reason and reads well after the file's name.
class LoadError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class PluginLibrary {
 public:
  // Loads the file (or finds it loaded) and calls its entry function, after `before_entry`. Throws LoadError. [main]
  static PluginLibrary load(const std::filesystem::path& file, const std::function<void()>& before_entry = {});

  // What the entry function gave; may be null, and nothing in it has been checked.
  const atelier_plugin* plugin() const { return plugin_; }
  // The component of that id, or null. Only for plugins that `describe` has accepted.
  const atelier_component* find(std::string_view id) const;

 private:
  explicit PluginLibrary(const atelier_plugin* plugin) : plugin_(plugin) {}
  const atelier_plugin* plugin_;
};

}  // namespace atelier::host
