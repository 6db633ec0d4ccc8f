// Which plugin file a piece of code belongs to, and which plugin's code runs innermost on a stack: what a library does
// on behalf of a plugin is that plugin's.
#pragma once

#include <filesystem>

namespace atelier::host {

// The library that holds `inside`, loaded from `file`, is a plugin and stays loaded. [main]
void note_plugin_code(const void* inside, const std::filesystem::path& file);

// The file of the plugin whose code is at `address`, or null. Safe in a signal handler.
const char* plugin_file_at(const void* address) noexcept;

// The file of the plugin whose code is innermost on this thread's stack, or null. Safe in a signal handler, which gives
// the context it was handed: it serves where frames cannot be followed, as after a call through a null pointer.
const char* innermost_plugin(const void* signal_context = nullptr) noexcept;

}  // namespace atelier::host
