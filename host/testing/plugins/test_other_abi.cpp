// As if built with the headers of another ABI.
#include <atelier/plugin.h>

#undef ATELIER_ABI_MAJOR
#define ATELIER_ABI_MAJOR 7
ATELIER_MANIFEST("test.other_abi", "1.0.0");
const atelier_plugin* atelier_plugin_entry(const atelier_host*) noexcept { return nullptr; }
