// Values on their way into a component: storage for atelier_value trees, and the check of what a wire brings.
#pragma once

#include <atelier/value.h>

#include <deque>
#include <string>
#include <vector>

#include "language/resolved.hpp"

namespace atelier::host {

// Keeps what atelier_values point at. Nothing moves once it is in.
class ValueStore {
 public:
  atelier_value& add(uint32_t type);
  atelier_str keep(std::string text);
  const atelier_value* const* keep(std::vector<const atelier_value*> items);

 private:
  std::deque<atelier_value> values_;
  std::deque<std::string> texts_;
  std::deque<std::vector<const atelier_value*>> lists_;
};

// A literal value that the resolver has checked; `value` must outlive the store.
const atelier_value* from_literal(const ResolvedValue& value, const ParamInfo& param, ValueStore& store);

// What an output gave, as the parameter declares it. `output` and `option` name the two in errors. Throws
// atelier::Error when it is of a type that does not do (language/param_type.hpp), out of range, or a path that is not
// there.
const atelier_value* from_output(const atelier_value& given, const ParamInfo& param, ValueStore& store,
                                 const std::string& output, const std::string& option);

}  // namespace atelier::host
