// Needs a minor of the ABI that is not there yet.
#define ATELIER_TARGET_MINOR 900
#include <atelier/plugin.h>

ATELIER_MANIFEST("test.newer", "1.0.0");
const atelier_plugin* atelier_plugin_entry(const atelier_host*) noexcept { return nullptr; }
