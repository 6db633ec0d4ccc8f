#include "conversion/summary_words.hpp"

#include <atelier/cpp/words.hpp>

namespace conversion {

using atelier::counted;
using atelier::grouped;
using atelier::one_or_many;
using atelier::text;

std::string also_counted(uint64_t number, std::string_view one, std::string_view many) {
  return number == 0 ? "" : ", " + counted(number, one, many);
}

std::string without_parts(const Outcomes& outcomes) {
  const CountsByReason& parts = outcomes.rings_skipped();
  if (parts.count() == 0) return "";
  return text(", ", grouped(parts.count()), " of them without some of ", one_or_many(parts.count(), "its", "their"),
              " parts (", parts.reasons(), ")");
}

std::string skipped_words(const Outcomes& outcomes) {
  const CountsByReason skipped = outcomes.skipped();
  if (skipped.count() == 0) return "";
  return text(", ", grouped(skipped.count()), " skipped (", skipped.reasons(), ")");
}

std::string orphans_words(const Outcomes& outcomes) {
  return also_counted(outcomes.orphans().count(), "belongs to no picture", "belong to no picture");
}

}  // namespace conversion
