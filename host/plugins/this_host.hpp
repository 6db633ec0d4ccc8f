// The program as plugins see it: its name, its ABI, its optional abilities.
#pragma once

#include <atelier/call.h>

#include <filesystem>

namespace atelier::host {

// Lives as long as the process. [any]
const atelier_host& this_host();

// $XDG_CACHE_HOME/atelier, else ~/.cache/atelier; empty where the user has neither. [any]
std::filesystem::path user_cache();

}  // namespace atelier::host
