// Does not come back when it is asked who it is.
#include <atelier/plugin.h>
#include <unistd.h>

ATELIER_MANIFEST("test.endless", "1.0.0");
const atelier_plugin* atelier_plugin_entry(const atelier_host*) noexcept {
  for (;;) ::pause();
}
