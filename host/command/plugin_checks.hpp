// What `plugins validate` and `plugins doctor` go through, one thing after another.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "plugins/discovery.hpp"

namespace atelier::host {

enum class CheckState { kGood, kDoubtful, kBad };

struct PluginCheck {
  CheckState state = CheckState::kGood;
  std::string what;         // "exports"
  std::string words;        // what was seen
  std::string remedy = {};  // or ""
};

// Whether `file` keeps to the contract between plugins and the program, as far as that can be seen from outside: who it
// says it is, what it exports, whether it loads and what it describes, alone and with all of `others`, and whether the
// components can be made with their defaults. Stops where the next thing could not be tried. [main]
std::vector<PluginCheck> validate_plugin(const std::filesystem::path& file, const Discovery& others,
                                         Registry& registry);

// Whether the plugins that were found can be used, each and all together. [main]
std::vector<PluginCheck> examine_plugins(const SearchPlaces& places, const Discovery& found, Registry& registry);

}  // namespace atelier::host
