// Ends the process when it is asked who it is, as if all were well.
#include <atelier/plugin.h>

#include <cstdlib>

ATELIER_MANIFEST("test.quits", "1.0.0");
const atelier_plugin* atelier_plugin_entry(const atelier_host*) noexcept { std::exit(0); }
