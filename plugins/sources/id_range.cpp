#include "sources/id_range.hpp"

#include <atelier/cpp/core.hpp>

namespace sources {

using atelier::text;

namespace {

std::string words_of(const IdRange& ids) {
  return ids.low == ids.high ? std::to_string(ids.low) : text(ids.low, " … ", ids.high);
}

// What explains that no id meets: one side is the other moved by one.
std::string_view moved_by_one(const IdRange& there, const IdRange& named) {
  if (there.low == 1 && named.low == 0 && there.high >= named.high) return ", counted from 0?";
  return there.low == 0 && named.low >= 1 && named.high == there.high + 1 ? ", counted from 1?" : "";
}

constexpr std::string_view kLead = "ids that do not meet: the ids of the ";

}  // namespace

std::string unmet_ids(std::string_view what, const IdRange& there, std::string_view given, const IdRange& named,
                      bool all) {
  return text(kLead, what, " are ", words_of(there), ", ", given, " is none of them, but ", words_of(named),
              all ? moved_by_one(there, named) : "");
}

std::string shifted_ids(std::string_view what, const IdRange& there, std::string_view given, const IdRange& named,
                        std::string_view then_wrong) {
  const bool from_1 = there.low == 0 && named.low >= 1 && named.high == there.high + 1;
  const bool from_0 = there.low == 1 && named.low == 0 && named.high < there.high;
  if (!from_0 && !from_1) return "";
  return text(kLead, what, " are ", words_of(there), ", ", given, " ", words_of(named),
              ": one side seems to be counted from 0, and then nearly all ", then_wrong, " are wrong");
}

}  // namespace sources
