#include "plugin_library.hpp"

#include <dlfcn.h>
#include <atelier/cpp/core.hpp>
#include <boost/dll/shared_library.hpp>

#include <exception>
#include <map>
#include <system_error>

#include "endings/plugin_code.hpp"
#include "this_host.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

using Entry = const atelier_plugin*(const atelier_host*) noexcept;

Failure cannot_be_loaded(const char* why) { return {"cannot be loaded: " + one_line(why, 1000)}; }

}  // namespace

Result<PluginLibrary> PluginLibrary::load(const std::filesystem::path& file,
                                          const std::function<void()>& before_entry) {
  static auto& loaded = *new std::map<std::filesystem::path, PluginLibrary>;
  if (const auto it = loaded.find(file); it != loaded.end()) return it->second;
  Entry* entry = nullptr;
  try {  // what initialises a library's variables may throw
    using boost::dll::load_mode::rtld_local;
    using boost::dll::load_mode::rtld_now;
    std::error_code error;
    // Never deleted: see the header.
    const auto* library = new boost::dll::shared_library(std::filesystem::absolute(file), rtld_now | rtld_local, error);
    // Boost's error says no more than that there is one; the loader's own reason is still there to ask for.
    if (error || !library->has(ATELIER_ENTRY_SYMBOL)) return cannot_be_loaded(::dlerror());
    entry = &library->get<Entry>(ATELIER_ENTRY_SYMBOL);
  } catch (const std::exception& e) {
    return cannot_be_loaded(e.what());
  }
  note_plugin_code(reinterpret_cast<const void*>(entry), file);
  if (before_entry) before_entry();
  return loaded.emplace(file, PluginLibrary(entry(&this_host()))).first->second;
}

const atelier_component* PluginLibrary::find(std::string_view id) const {
  for (uint64_t i = 0; plugin_ && i < plugin_->component_count; ++i)
    if (view(plugin_->components[i]->id) == id) return plugin_->components[i];
  return nullptr;
}

Failure no_description(const std::string& words) {
  return {"refuses this atelier: " + (words.empty() ? "its entry function gave nothing" : words)};
}

}  // namespace atelier::host
