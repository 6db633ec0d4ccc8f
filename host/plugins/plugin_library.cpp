#include "plugin_library.hpp"

#include <atelier/cpp/core.hpp>
#include <boost/dll/shared_library.hpp>

#include <map>
#include <string>
#include <system_error>

#include "endings/plugin_code.hpp"
#include "this_host.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

using Entry = const atelier_plugin*(const atelier_host*) noexcept;

// The loader's text alone, without Boost's own words around it: "… (dlerror system message: TEXT): Bad file
// descriptor".
std::string reason_of(const std::exception& e) {
  constexpr std::string_view kLead = "dlerror system message: ";
  const std::string text = e.what();
  const size_t lead = text.find(kLead);
  if (lead == std::string::npos) return text;
  const size_t start = lead + kLead.size();
  const size_t end = text.rfind("): ");
  return text.substr(start, end == std::string::npos || end < start ? std::string::npos : end - start);
}

}  // namespace

PluginLibrary PluginLibrary::load(const std::filesystem::path& file, const std::function<void()>& before_entry) {
  static auto& loaded = *new std::map<std::filesystem::path, PluginLibrary>;
  if (const auto it = loaded.find(file); it != loaded.end()) return it->second;
  try {
    using boost::dll::load_mode::rtld_local;
    using boost::dll::load_mode::rtld_now;
    // Never deleted: see the header.
    auto* library = new boost::dll::shared_library(file, rtld_now | rtld_local);
    Entry& entry = library->get<Entry>(ATELIER_ENTRY_SYMBOL);
    note_plugin_code(reinterpret_cast<const void*>(&entry), file);
    if (before_entry) before_entry();
    const atelier_plugin* plugin = entry(&this_host());
    return loaded.emplace(file, PluginLibrary(plugin)).first->second;
  } catch (const std::exception& e) {
    throw LoadError("cannot be loaded: " + one_line(reason_of(e), 1000));
  }
}

const atelier_component* PluginLibrary::find(std::string_view id) const {
  for (uint64_t i = 0; plugin_ && i < plugin_->component_count; ++i)
    if (view(plugin_->components[i]->id) == id) return plugin_->components[i];
  return nullptr;
}

}  // namespace atelier::host
