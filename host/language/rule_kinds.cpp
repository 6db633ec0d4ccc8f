#include "rule_kinds.hpp"

#include <atelier/rules.h>

#include <algorithm>
#include <iterator>

#include "param_type.hpp"

namespace atelier::host {
namespace {

enum class Of { kAnything, kValue, kNumber, kText, kPath, kNumbers, kMany, kSlots, kCounted };

struct Row {
  uint32_t kind;
  Of option;
  Of other = Of::kAnything;
  bool about_two = false;
};

constexpr Row kRows[] = {
    {ATELIER_CONDITION_GIVEN, Of::kAnything},
    {ATELIER_CONDITION_NOT_GIVEN, Of::kAnything},
    {ATELIER_CONDITION_EQUAL, Of::kValue},
    {ATELIER_CONDITION_UNEQUAL, Of::kValue},
    {ATELIER_CONDITION_ABOVE, Of::kNumber},
    {ATELIER_CONDITION_AT_LEAST, Of::kNumber},
    {ATELIER_CONDITION_BELOW, Of::kNumber},
    {ATELIER_CONDITION_AT_MOST, Of::kNumber},
    {ATELIER_CONDITION_LIKE, Of::kText},
    {ATELIER_CONDITION_HAS, Of::kText},
    {ATELIER_CONDITION_LACKS, Of::kText},
    {ATELIER_CONDITION_IS_FILE, Of::kPath},
    {ATELIER_CONDITION_IS_FOLDER, Of::kPath},
    {ATELIER_CONDITION_ASCENDING, Of::kNumbers},
    {ATELIER_CONDITION_RISING, Of::kNumbers},
    {ATELIER_CONDITION_DISTINCT, Of::kMany},
    {ATELIER_CONDITION_DISTINCT_NUMBERS, Of::kSlots},
    {ATELIER_CONDITION_AS_LONG_AS, Of::kMany, Of::kCounted, true},
    {ATELIER_CONDITION_SAME_AS, Of::kAnything, Of::kAnything, true},
    {ATELIER_CONDITION_OTHER_THAN, Of::kAnything, Of::kAnything, true},
    {ATELIER_CONDITION_NUMBER_OF, Of::kText, Of::kSlots, true},
    {ATELIER_CONDITION_ITEMS, Of::kMany},
    {ATELIER_CONDITION_USED, Of::kAnything},  // of an output
    {ATELIER_CONDITION_AT_LEAST_OF, Of::kNumber, Of::kCounted, true},
    {ATELIER_CONDITION_AT_MOST_OF, Of::kNumber, Of::kCounted, true},
};

const Row* row_of(uint32_t kind) {
  const auto* found =
      std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& row) { return row.kind == kind; });
  return found == std::end(kRows) ? nullptr : found;
}

bool is(Of of, const ParamInfo& p) {
  const bool list = p.has(ATELIER_PARAM_LIST), table = p.has(ATELIER_PARAM_TABLE);
  const bool number = p.type == ATELIER_TYPE_INT || p.type == ATELIER_TYPE_FLOAT || p.type == ATELIER_TYPE_DURATION;
  switch (of) {
    case Of::kAnything:
      return true;
    case Of::kValue:
      return !list && !table && !is_object(p.type);
    case Of::kNumber:
      return number;
    case Of::kText:
      return is_text(p.type) || is_object(p.type);
    case Of::kPath:
      return p.type == ATELIER_TYPE_PATH_IN || p.type == ATELIER_TYPE_PATH_OUT;
    case Of::kNumbers:
      return number && list;
    case Of::kMany:
      return list || table;
    case Of::kSlots:
      return is_object(p.type);
    case Of::kCounted:
      return list || table || number;
  }
  return false;
}

}  // namespace

bool is_condition(uint32_t kind) { return row_of(kind) != nullptr; }

bool takes_values(uint32_t kind) { return kind == ATELIER_CONDITION_EQUAL || kind == ATELIER_CONDITION_UNEQUAL; }

bool has_other(uint32_t kind) {
  const Row* row = row_of(kind);
  return row && row->about_two;
}

bool may_be_asked(uint32_t kind, const ParamInfo& option) {
  const Row* row = row_of(kind);
  return row && is(row->option, option);
}

bool may_be_other(uint32_t kind, const ParamInfo& other) {
  const Row* row = row_of(kind);
  return row && is(row->other, other);
}

}  // namespace atelier::host
