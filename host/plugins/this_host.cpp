#include "this_host.hpp"

#include <atelier/cpp/core.hpp>

#include <cstdlib>
#include <string>

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

constexpr atelier_host_folders_v1 kFolders = {sizeof(atelier_host_folders_v1), 0, [](const atelier_host*) noexcept {
                                                static const std::string path = user_cache().string();
                                                return c_str(path);
                                              }};

const void* extension(const atelier_host*, atelier_str id) noexcept {
  return view(id) == ATELIER_EXTENSION_HOST_FOLDERS ? &kFolders : nullptr;
}

}  // namespace

fs::path user_cache() {
  if (const char* set = std::getenv("XDG_CACHE_HOME"); set && fs::path(set).is_absolute())
    return fs::path(set) / "atelier";
  if (const char* home = std::getenv("HOME"); home && fs::path(home).is_absolute())
    return fs::path(home) / ".cache/atelier";
  return {};
}

const atelier_host& this_host() {
  static const atelier_host host = [] {
    atelier_host h = blank<atelier_host>();
    h.abi_major = ATELIER_ABI_MAJOR;
    h.abi_minor = ATELIER_ABI_MINOR;
    h.name = ATELIER_STR("atelier");
    h.version = ATELIER_STR(ATELIER_VERSION);
    h.extension = &extension;
    return h;
  }();
  return host;
}

}  // namespace atelier::host
