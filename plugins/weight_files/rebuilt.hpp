// The meaning of pickled calls: which value a listed name gives for its arguments. Only data is put together. [any]
#pragma once

#include <string>

#include "file_bytes.hpp"
#include "objects.hpp"

namespace atelier::weight_files {

// The value of `callable(*arguments)`; both are values of `objects`, the first a kGlobal. `in` names the file in
// errors.
Value rebuilt(Objects& objects, Id callable, Id arguments, const Cursor& in);

// A storage out of its persistent id: ("storage", type, key, place, count[, view]).
Value claimed_storage(Objects& objects, Id persistent_id, const Cursor& in);

}  // namespace atelier::weight_files
