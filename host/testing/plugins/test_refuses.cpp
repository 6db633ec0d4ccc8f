// Gives no description of itself, and says why where only the host can hear it.
#include <atelier/plugin.h>

#include <cstdio>

ATELIER_MANIFEST("test.refuses", "1.0.0");
ATELIER_EXTERN_C ATELIER_EXPORT const atelier_plugin* atelier_plugin_entry(const atelier_host*) noexcept {
  std::fputs("looking around\ntest.refuses: there are\ttoo many \033[31moptions\n", stderr);
  return nullptr;
}
