#include "plugin_library.hpp"

#include <dlfcn.h>
#include <atelier/cpp/core.hpp>

#include <exception>
#include <map>

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
  void* symbol = nullptr;
  try {  // what initialises a library's variables may throw
    void* library = ::dlopen(std::filesystem::absolute(file).c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (library) symbol = ::dlsym(library, ATELIER_ENTRY_SYMBOL);
  } catch (const std::exception& e) {
    return cannot_be_loaded(e.what());
  }
  if (!symbol) return cannot_be_loaded(::dlerror());
  note_plugin_code(symbol, file);
  if (before_entry) before_entry();
  const atelier_plugin* plugin = reinterpret_cast<Entry*>(symbol)(&this_host());
  return loaded.emplace(file, PluginLibrary(plugin)).first->second;
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
