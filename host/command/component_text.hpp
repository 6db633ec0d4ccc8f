// What `plugins show` prints.
#pragma once

#include <string>

#include "language/catalog.hpp"

namespace atelier::host {

std::string text_of(const ComponentInfo& component);
std::string text_of(const PluginInfo& plugin);

// A table of a workflow that uses the component with its defaults, and with … where something must be given.
std::string example_toml(const ComponentInfo& component);

// "list of 2 integers", "part of kind overlap-policy/1", "one of skip, void, class".
std::string type_text(const ParamInfo& param);

}  // namespace atelier::host
