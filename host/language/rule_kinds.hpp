// The conditions of rules, as data: of which options each can be asked.
#pragma once

#include <cstdint>

#include "catalog.hpp"

namespace atelier::host {

// Whether this program knows the condition; a rule with another one is not applied.
bool is_condition(uint32_t kind);
// Its words are values of the option, not texts with wildcards.
bool takes_values(uint32_t kind);
// It is about two options.
bool has_other(uint32_t kind);
bool may_be_asked(uint32_t kind, const ParamInfo& option);
bool may_be_other(uint32_t kind, const ParamInfo& other);

}  // namespace atelier::host
