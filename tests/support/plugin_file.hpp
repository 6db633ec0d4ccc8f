// A component out of a plugin file, through the one function that the file exports. A test that includes this defines
// test::plugin_folder() and links the system's dynamic loader.
#pragma once

#include <dlfcn.h>

#include <atelier/cpp/plugin.hpp>
#include <stdexcept>
#include <string>

#include "places.hpp"

namespace test {

inline const atelier_component& component(const std::string& plugin, const std::string& id) {
  void* library = dlopen((test::plugin_folder() + "/" + plugin + ".so").c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) throw std::runtime_error(dlerror());
  const auto entry = reinterpret_cast<decltype(&atelier_plugin_entry)>(dlsym(library, ATELIER_ENTRY_SYMBOL));
  if (!entry) throw std::runtime_error(plugin + " has no entry function");
  auto host = atelier::blank<atelier_host>();
  host.abi_major = ATELIER_ABI_MAJOR;
  host.abi_minor = ATELIER_ABI_MINOR;
  host.name = ATELIER_STR("test");
  host.version = ATELIER_STR("1");
  const atelier_plugin* described = entry(&host);
  for (uint64_t i = 0; i < described->component_count; ++i)
    if (atelier::view(described->components[i]->id) == id) return *described->components[i];
  throw std::runtime_error(plugin + " has no component " + id);
}

}  // namespace test
