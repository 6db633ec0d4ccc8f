// Atelier SDK, C++17 layer: names of files that hold wherever the files are moved. Contract: places.h.
#pragma once

#include <filesystem>
#include <string>

#include "../places.h"
#include "core.hpp"

namespace atelier {

namespace detail {
inline const atelier_host_places_v1* places_of(const Call& call) {
  const atelier_host* host = call.host();
  if (!host || !host->extension) return nullptr;
  const auto* places =
      static_cast<const atelier_host_places_v1*>(host->extension(host, ATELIER_STR(ATELIER_EXTENSION_HOST_PLACES)));
  return places && places->struct_size >= ATELIER_HOST_PLACES_V1_FLOOR ? places : nullptr;
}
inline std::string absolute_text(const std::filesystem::path& path) {
  std::error_code ec;
  const std::filesystem::path absolute = std::filesystem::absolute(path, ec);
  return (ec ? path : absolute).lexically_normal().string();
}
}  // namespace detail

// In a stage's `run`: what to write into what is left to name this file; its absolute path where the host has no other
// name for it. [any]
inline std::string name_place(const Call& call, const std::filesystem::path& path) {
  const std::string absolute = detail::absolute_text(path);
  const auto* places = detail::places_of(call);
  std::string name = places ? str(places->name(call.host(), c_str(absolute))) : std::string();
  return name.empty() ? absolute : name;
}

// In `open`: where the file lies that name_place gave this name. Throws ATELIER_E_DATA for what is no name. [any]
inline std::filesystem::path find_place(const Call& call, const std::string& name) {
  if (std::filesystem::path(name).is_absolute()) return name;
  const auto* places = detail::places_of(call);
  std::string path = places ? str(places->find(call.host(), c_str(name))) : std::string();
  if (path.empty())
    throw Error(ATELIER_E_DATA,
                text("`", name, "` names a file by an option of the workflow that made it, and there is none here"));
  return path;
}

// In `run`: what is left leads to this very path. [any]
inline void hold_place(const Call& call, const std::filesystem::path& path) {
  const std::string absolute = detail::absolute_text(path);
  if (const auto* places = detail::places_of(call)) places->hold(call.host(), c_str(absolute));
}

}  // namespace atelier
