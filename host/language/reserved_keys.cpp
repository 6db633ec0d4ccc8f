#include "reserved_keys.hpp"

#include <algorithm>

namespace atelier::host {

const std::vector<std::string>& reserved_keys() {
  static const std::vector<std::string> keys = {"use", "as", "after", "enabled", "keep", "doc"};
  return keys;
}

bool is_reserved(std::string_view key) {
  return std::find(reserved_keys().begin(), reserved_keys().end(), key) != reserved_keys().end();
}

void report_misplaced(const Written& table, std::string_view key, const char* why, Report& report) {
  if (const WrittenEntry* entry = table.entry(key))
    report.error("E212", "`" + std::string(key) + "` " + why, entry->key_at);
}

// Ignored, it would look as if it did something.
void report_keep(const Written& table, Report& report) {
  if (const WrittenEntry* entry = table.entry("keep"))
    report.error("E202", "`keep` is reserved for a later version; it does nothing yet", entry->key_at).help =
        "take it out: what a run leaves stays until you remove it";
}

}  // namespace atelier::host
