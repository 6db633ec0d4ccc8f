// Ends the process when it is loaded and asked who it is.
#include <atelier/plugin.h>

#include <cstdio>
#include <cstdlib>

ATELIER_MANIFEST("test.abort", "1.0.0");
const atelier_plugin* atelier_plugin_entry(const atelier_host*) noexcept {
  std::fputs("two copies of a library\n", stderr);
  std::abort();
}
