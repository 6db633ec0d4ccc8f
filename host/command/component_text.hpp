// What `plugins show` prints.
#pragma once

#include <string>

#include "language/catalog.hpp"

namespace atelier::host {

std::string text_of(const ComponentInfo& component);
std::string text_of(const PluginInfo& plugin);

}  // namespace atelier::host
